"""Words as they are searched: without case, accents and marks, in any script, and forgiving one wrong letter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 40
#: Two letters wrong in two are another word.
FORGIVES_FROM = 3
#: Longer words are seldom typed whole; forgiving them would fill the table.
FORGIVES_TO = 24

# Letters that are no other letter with a mark, and yet are typed so on keyboards without them.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ـ": None})
# Scripts without spaces between words: each sign counts by itself.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}])[^\W_])+")


def fold(text: str) -> str:
    """`text` without what people leave out when they type: `Café Łódź` becomes `cafe lodz`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if unicodedata.category(sign)[0] != "M").translate(_PLAIN)


def words_in(text: str) -> list[str]:
    """The folded words of a text, in its order, each once."""
    # An apostrophe inside a word is often left out.
    return list(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(re.sub("['’]", "", fold(text)))))


def words_of(texts: Iterable[str | None]) -> set[str]:
    """All words of several texts."""
    return {word for text in texts if text for word in words_in(text)}


def variants(word: str) -> set[str]:
    """The word, and with each of its letters left out: whatever is one letter off has one of these, too."""
    if not FORGIVES_FROM <= len(word) <= FORGIVES_TO:
        return {word}
    return {word, *_shorter(word)}


def is_one_off(typed: str, word: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two beside each other changed places."""
    if typed == word:
        return True
    if abs(len(typed) - len(word)) > 1:
        return False
    if len(typed) != len(word):
        longer, shorter = sorted((typed, word), key=len, reverse=True)
        return shorter in _shorter(longer)
    first, *more = (at for at, (a, b) in enumerate(zip(typed, word, strict=True)) if a != b)
    return not more or (more == [first + 1] and (typed[first], typed[first + 1]) == (word[first + 1], word[first]))


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
