"""The file a device saves when it will never send again: its sealed records, as they would have been sent.

`{"peer_app": "outbox", "v": 1, "records": […]}`, with records as in POST /sync/records.
"""

import json
from typing import Any

from flask_babel import gettext as _

VERSION = 1
#: Ten thousand records with long answers, and far more than a tablet ever holds.
MOST_BYTES = 64 * 1024 * 1024
#: Ten for each of fifty thousand records. A file made of nothing else would take gigabytes to read.
MOST_COMMAS = 500_000


class NotAnOutboxError(Exception):
    """It can't be read; the message is a sentence for whoever handed it in."""


def records_in(body: bytes) -> list[Any]:
    """The records in such a file, whatever each of them is; raises NotAnOutboxError."""
    if len(body) > MOST_BYTES or body.count(b",") > MOST_COMMAS:
        raise NotAnOutboxError(_("That file is too big to be from one of our tablets. Choose another one."))
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAnOutboxError(_("That file is not from one of our tablets, or not all of it is there.")) from None
    if not isinstance(content, dict) or content.get("peer_app") != "outbox" or content.get("v") != VERSION:
        raise NotAnOutboxError(_("That file is not from one of our tablets. Choose another one."))
    records = content.get("records")
    if not isinstance(records, list):
        raise NotAnOutboxError(_("There are no records in that file. Save it again on the tablet."))
    return records
