"""The registration form: in van mode saved sealed on the device, at a desk posted plainly."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from peer_app.core.forms import Form, line, needed, note
from peer_app.people.models import CONTACT, KEEP, LIMITS


class RegistrationForm(Form):
    """Nothing is needed but the first yes."""

    name = line(_l("What should we call you?"), limit=LIMITS["name"])
    contact = line(_l("How can we reach you?"), limit=LIMITS["contact"])
    enjoys = note(_l("What do you enjoy, or could share?"), limit=LIMITS["enjoys"])
    would_help = note(_l("What would help?"), limit=LIMITS["would_help"])
    keep = BooleanField(
        _l("You may keep this."),
        [needed(_l("Tick “You may keep this” if that is all right. Without it nothing is saved."))],
        description=_l("Our team can read it, nobody else. You can ask us to take it away at any time."),
    )
    may_contact = BooleanField(
        _l("You may get in touch with me."),
        description=_l("A peer supporter may ring, text or write to me. It is fine to leave this off."),
    )

    @classmethod
    def for_everyone(cls) -> "RegistrationForm":
        """The empty form for a page that is the same for everyone: no token."""
        return cls(formdata=None, meta={"csrf": False})

    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: self[name].data for name in LIMITS}

    def wordings(self) -> dict[str, str]:
        """The words that stood beside each box that was ticked, by permission."""
        boxes = {KEEP: self.keep, CONTACT: self.may_contact}
        return {to: f"{box.label.text} {box.description}" for to, box in boxes.items() if box.data}
