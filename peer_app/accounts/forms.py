"""Signing in, accepting an invitation, inviting."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, PasswordField, RadioField, SelectChoice, SelectField, ValidationError

from peer_app.accounts import passphrases
from peer_app.accounts.models import Account
from peer_app.accounts.strength import is_easy_to_guess
from peer_app.core.forms import Form, at_most, line, needed
from peer_app.core.languages import LANGUAGES
from peer_app.organisation import models as organisation


class SignInForm(Form):
    """A name and a passphrase."""

    name = line(_l("Your name"), needed(_l("Enter the name you chose.")))
    passphrase = PasswordField(_l("Passphrase"), [needed(_l("Enter your passphrase.")), at_most(passphrases.LONGEST)])


class AcceptanceForm(Form):
    """What a new account needs."""

    name = line(_l("Your name"), needed(_l("Enter a name to sign in with, like Ama.")))
    passphrase = PasswordField(
        _l("Choose a passphrase"),
        [needed(_l("Enter a passphrase of 12 letters or more.")), at_most(passphrases.LONGEST)],
    )

    def validate_name(self, field: Field) -> None:
        if Account.is_taken(field.data):
            raise ValidationError(_("Someone here has that name already. Add a letter or your surname."))

    def validate_passphrase(self, field: Field) -> None:
        if len(field.data) < passphrases.SHORTEST:
            raise ValidationError(
                _(
                    "Make it longer: %(least)s letters or more. Four words are easy to remember.",
                    least=passphrases.SHORTEST,
                )
            )
        us = organisation.current()
        if is_easy_to_guess(field.data, [self.name.data or "", us.name, us.short_name]):
            raise ValidationError(
                _("That one is easy to guess. Take four words that have nothing to do with each other or with you.")
            )


class YouForm(Form):
    """What somebody in the team decides about themselves: their language, and as what the van's tablets list them."""

    language = SelectField(_l("Language of your pages"), validate_choice=True)
    listed_as = line(_l("First name on the van’s tablets"), limit=40)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        # Each by its own name: whoever looks for theirs may not read the one that the page is in.
        self.language.choices = [SelectChoice(it.code, it.name, {"lang": it.html}) for it in LANGUAGES.values()]


class InvitationForm(Form):
    """Whom to invite, and as what."""

    name = line(_l("Their name"), needed(_l("Enter the name of the person you invite.")))
    role = RadioField(
        _l("They will be"),
        choices=[
            SelectChoice("peer", _l("Peer supporter")),
            SelectChoice("coordinator", _l("Coordinator")),
        ],
        default="peer",
    )
