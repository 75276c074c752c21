"""Text from outside, without the control characters that neither databases nor calendars can hold.

They come with what is pasted from PDF files and word processors, nobody sees them, and a strict parser refuses all of
a feed that has one. `requests.Request` cleans forms, queries and JSON, `sync.Kind.read` sealed records, so that no
other code meets them. They are taken out rather than refused: whoever typed could neither see nor find them.
"""

import json
import re
from typing import Any

#: Ends of lines in Unicode, of which only LF is kept; CR LF counts as one.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: C0 but tab and LF, DEL, C1, and halves of letters (lone surrogates), which cannot be written in UTF-8.
_NOT_TEXT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: Where JSON may hold any of them, escaped or not; what matches in vain is only looked at more closely.
_SUSPICIOUS_JSON = re.compile(
    rb"[\0-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\\[bfr]|\\u(?:00[0189]|202[89]|d[89a-f])",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text with LF at the end of lines, and without any other control character but tab."""
    return text if text.isprintable() else _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text))


def clean_value(value: Any) -> Any:
    """A JSON value with all its texts cleaned, names of members too. Raises RecursionError for one nested too deep."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): clean_value(item) for name, item in value.items()}
    return value


def clean_json(body: bytes) -> bytes:
    """JSON (RFC 8259) with all its texts cleaned; as it was where there is nothing to clean.

    Raises ValueError or RecursionError where there may be, and it can't be read.
    """
    return json.dumps(clean_value(json.loads(body))).encode() if _SUSPICIOUS_JSON.search(body) else body
