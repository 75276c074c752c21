"""No code spells what nobody wants to hand to a neighbour."""

import random

import pytest

from peer_app.core import codes
from peer_app.core.rude_words import is_rude


@pytest.mark.parametrize(
    "code",
    [
        *("FCK234", "2FVCK4", "XSH7TX", "5H7222", "ACVNT2", "N66R22", "88BCDF", "B66622", "KKKBCD"),
        *("PV7R22", "CBRN22", "J4D3R2", "KVRW42", "5KVRV4", "5H4RMT", "Q4HB22"),
    ],
)
def test_a_rude_word_is_found_however_it_is_spelled(code):
    assert is_rude(code)


@pytest.mark.parametrize("code", ["BCDF23", "HTMWXZ", "234567", "QRSTVW"])
def test_others_stand(code):
    assert not is_rude(code)


def test_most_codes_stand():
    drawn = random.Random(1)
    rude = sum(is_rude("".join(drawn.choices(codes.ALPHABET, k=6))) for _ in range(5000))
    assert rude / 5000 < 0.05


def test_no_new_code_is_rude(monkeypatch):
    offered = iter("FCK234BCDF23")
    monkeypatch.setattr(codes.secrets, "choice", lambda _alphabet: next(offered))
    assert codes.new_code(6) == "BCDF23"
