"""Keeps codes from spelling what nobody wants to hand to a neighbour.

Codes have no vowels, yet people read them in: FCK, SH7T, CVNT. So what is looked for is the consonants of rude
words, in every way the characters of a code can be read, in the languages the app speaks.
"""

import re
from functools import cache

#: Consonants of rude, hateful and frightening words: three at least, or too many codes would go, and no L or Y,
#: which no code has.
_SKELETONS = {
    "en": "FCK FKR FKN SHT CNT DCK BTCH PRCK PSS WNK TWT NGGR NGR FGT FGGT RTRD PKS CRP WHR TTS BSTRD SPZ DTH KKK NZS",
    "pt": "PRR MRD FDS PTR BCT PNH",
    "es": "CBRN CJN CHNG PNDJ ZRR VRG JDR",
    "pl": "KRW PZD JBC CHJ SKRW DPK GWN SZMT",
    "ar": "SHRM QHB KHB KSM ZBR MNK",
}
#: Numbers that haters sign with, and one that frightens some.
_NUMBERS = ("88", "666")

#: What a character of a code can be read as, besides itself.
_LIKE = {"S": "5", "Z": "2", "B": "8", "G": "69", "Q": "9", "T": "7", "W": "V", "K": "X", "C": "K", "P": "F"}
#: What can stand for a vowel: 3 for E, 4 for A, V for U.
_VOWELS = "[34V]?"


def is_rude(code: str) -> bool:
    """Whether somebody could read a rude word into a code of codes.ALPHABET (upper case)."""
    return _pattern().search(code) is not None


@cache
def _pattern() -> re.Pattern[str]:
    words = {word for words in _SKELETONS.values() for word in words.split()}
    return re.compile("|".join([*map(_readings, sorted(words)), *_NUMBERS]))


def _readings(skeleton: str) -> str:
    return _VOWELS.join(f"[{letter}{_LIKE.get(letter, '')}]" for letter in skeleton)
