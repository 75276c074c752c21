"""Recognises requests that are no scan by a person: robots, link previews, and browsers that prefetch."""

import re
from functools import cache

from werkzeug.datastructures import Headers

#: What calls itself one, known or not. CUBOT makes phones.
_SAYS_SO = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scrap(?:e|er|y)|slurp|preview|page-?renderer|lighthouse|monitoring",
    re.IGNORECASE,
)
#: Messengers that look at a link for its picture, and are not on the list of the library, or stand there by a name
#: that their own browser has, too: in front it is the messenger, further back somebody who tapped a link in it.
_PREVIEWS = re.compile(
    r"cardyb|kakaotalk-scrap|^(?:whatsapp|viber|signal-|snapchat)\b|ms office|microsoft office|^teams/", re.IGNORECASE
)
_BROWSERS = {"WhatsApp", "Viber"}
#: Tools that a person runs, like curl or a browser that is driven, are nobody's robot.
_TOOLS = {"http-library", "browser-automation"}
#: Letters by which a name is looked up.
_BEGINNING = 3
_PLAIN = re.compile(r"(?:[\w \-!;:,#@%&=<>~'\"]|\\[^\w])+")


def is_robot(user_agent: str) -> bool:
    """Whether the browser's own name for itself is that of a robot or of a link preview."""
    if _SAYS_SO.search(user_agent) or _PREVIEWS.search(user_agent):
        return True
    names, patterns = _known()
    return _holds_one(user_agent, names) or patterns.search(user_agent) is not None


def fetches_ahead(headers: Headers) -> bool:
    """Whether a browser only prepares for a tap that may never come."""
    ahead = (headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return any(purpose.lower().startswith(("prefetch", "preview")) for purpose in ahead)


def _holds_one(text: str, names: dict[str, tuple[str, ...]]) -> bool:
    """Whether any of the names, given by how they begin, stands in `text`."""
    beginnings = (text[at : at + _BEGINNING] for at in range(len(text) - _BEGINNING + 1))
    return any(text.startswith(names[letters], at) for at, letters in enumerate(beginnings) if letters in names)


@cache
def _known() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """The library's list: most are plain names, here by how they begin, which a scan feels less than a long list."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # a megabyte of names, of use where scans are counted

    robots = (entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA if not _TOOLS & set(entry.get("tags", ())))
    known = [pattern for pattern in robots if pattern not in _BROWSERS]
    names: dict[str, tuple[str, ...]] = {}
    others = []
    for pattern in known:
        name = re.sub(r"\\(.)", r"\1", pattern)
        if _PLAIN.fullmatch(pattern) and len(name) >= _BEGINNING:
            names[name[:_BEGINNING]] = (*names.get(name[:_BEGINNING], ()), name)
        else:
            others.append(pattern)
    return names, re.compile("|".join(others))
