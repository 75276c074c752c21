"""The form to propose something with."""

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from peer_app.core import clock
from peer_app.core.edit_form import can_end
from peer_app.core.forms import Date, Time, line, needed, note
from peer_app.core.visitors import VisitorForm
from peer_app.proposals.inbox import INBOX
from peer_app.proposals.models import LIMITS

_FIELDS = ("title", "about", "day", "starts", "ends", "place_name", "address", "words", "contact")


class ProposalForm(VisitorForm):
    """What it is and where; the rest can be asked, or left open."""

    inbox = INBOX

    title = line(
        _l("What is it called?"), needed(_l("Enter a name for it, like Sunday football.")), limit=LIMITS["title"]
    )
    about = note(
        _l("What happens there?"),
        needed(_l("Enter a sentence or two, like: We kick a ball about. Everyone plays.")),
        limit=LIMITS["about"],
    )
    place_name = line(
        _l("Where is it?"), needed(_l("Enter the name of the place, like Kennington Park.")), limit=LIMITS["place_name"]
    )
    address = note(_l("Address"), limit=LIMITS["address"])
    day = Date(_l("Which day?"))
    starts = Time(_l("From"))
    ends = Time(_l("Until"))
    words = note(_l("Anything else?"), limit=LIMITS["words"])
    contact = line(_l("How can we reach you?"), limit=LIMITS["contact"])

    def validate_day(self, field: Field) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_("Enter a day that is still to come."))

    def validate_ends(self, field: Field) -> None:
        starts: time | None = self.starts.data
        if field.data and starts and not can_end(starts, field.data):
            raise ValidationError(_("Enter an end that comes after the start."))

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Proposal.make` takes it."""
        return {name: self[name].data for name in _FIELDS}
