"""What a record says of its shift: ids of accounts and a stop, or it needs a look."""

import json

import pytest
from msgspec import MsgspecError
from msgspec.json import decode

from peer_app.sync.shifts import Shift

ODD = [
    None, [], "", 7, True, {}, {"people": []}, {"stop": ""}, {"people": [], "stop": "", "more": 1},
    {"people": None, "stop": ""}, {"people": "1", "stop": ""}, {"people": {"1": 1}, "stop": ""},
    {"people": list(range(1, 22)), "stop": ""},
    *({"people": [odd], "stop": ""} for odd in (True, 0, -1, 2**31, 10**30, 1.0, "1", None, [1], {})),
    *(
        {"people": [], "stop": odd}
        for odd in (
            None, 12, [], "12", "van-stop", "van-stop:", "van-stop:x", "van-stop:-1", "van-stop:1234567890",
            "van-stop:١٢", "van-stop:12\n", " van-stop:12", "event:12", "<b>:12", "\ud800",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "shift"),
    [
        ({"people": [], "stop": ""}, Shift((), "")),
        ({"people": [2, 1, 2], "stop": "van-stop:12"}, Shift((2, 1, 2), "van-stop:12")),
        ({"people": [2**31 - 1] * 20, "stop": "van-stop:999999999"}, Shift((2**31 - 1,) * 20, "van-stop:999999999")),
    ],
)
def test_it_is_read(sent, shift):
    assert decode(json.dumps(sent), type=Shift) == shift


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_is_no_shift_is_not_taken(odd):
    with pytest.raises(MsgspecError):
        decode(json.dumps(odd), type=Shift)
