"""Which passphrases are too easy to guess, after zxcvbn (Wheeler, USENIX Security 2016).

zxcvbn estimates how many guesses an attacker needs who knows common passwords, keyboards, dates and repeats, and
whatever is said about this person. It takes a word that is said twice for two words, so the passphrase is estimated
a second time, with each word once and without the words that others know.
"""

import re
import unicodedata
from collections.abc import Iterable

#: zxcvbn's score 3: more than 10⁸ guesses. With `guessing.py` letting through a hundred a day, that is 2,700 years.
LEAST_SCORE = 3
#: Characters that are looked at; the work grows with their square. A passphrase is no weaker than its beginning.
LOOKED_AT = 40
#: Letters of a known word that is looked for inside others; shorter ones are part of too many.
SHORTEST_WORD = 3
#: What the app calls itself and its people.
OF_THE_APP = ("peer app", "peer support", "peer supporter", "peer supporters", "coordinator")
_WORDS = re.compile(r"[^\W_]+")


def is_easy_to_guess(passphrase: str, known: Iterable[str] = ()) -> bool:
    """Whether `passphrase` can be guessed by somebody who knows the texts `known`, like the person's name."""
    given = _plain(passphrase)
    texts = {_plain(text) for text in (*known, *OF_THE_APP)}
    words = {word for text in texts for word in _WORDS.findall(text)}
    known_texts = sorted(texts | words)
    return any(_score(text, known_texts) < LEAST_SCORE for text in (given, _what_is_new(given, words)))


def _what_is_new(text: str, known_words: Iterable[str]) -> str:
    """`text` without spaces and signs, with each word once and without the words that others know."""
    found = _WORDS.findall(text)
    once = [word for at, word in enumerate(found) if len(word) == 1 or word not in found[:at]]
    left = "".join(once)
    for word in sorted(known_words, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word, "")
    return left


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _score(text: str, known: list[str]) -> int:
    if not text:
        return 0
    from zxcvbn import zxcvbn  # its word lists take half a second, and only who sets a passphrase needs them

    return int(zxcvbn(text[:LOOKED_AT], known)["score"])
