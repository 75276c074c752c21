"""How words are searched: in any script, and with one letter wrong."""

import pytest

from peer_app.whats_on.words import fold, is_one_off, variants, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reading aloud, reading ALOUD!", ["reading", "aloud"]),
        ("Café in Łódź", ["cafe", "in", "lodz"]),
        ("São João’s", ["sao", "joaos"]),
        ("القِراءة بصوتٍ عالٍ", ["القراءة", "بصوت", "عال"]),
        ("हिन्दी क्लास", [fold("हिन्दी"), fold("क्लास")]),
        ("読書会", ["読", "書", "会"]),
        ("SW8 2JR", ["sw8", "2jr"]),
        ("_ – …", []),
        ("x" * 100, ["x" * 40]),
    ],
)
def test_words_in_any_script(text, words):
    assert words_in(text) == words


@pytest.mark.parametrize("typed", ["reading", "reeading", "readin", "raeding", "reazing", "eading", "readingx"])
def test_one_letter_off_is_forgiven(typed):
    assert is_one_off(typed, "reading")
    assert variants(typed) & variants("reading")


@pytest.mark.parametrize("typed", ["redin", "raedign", "gardening", "", "readignx", "eadingr"])
def test_more_is_not(typed):
    assert not is_one_off(typed, "reading")
