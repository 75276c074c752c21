"""The form for volunteering, paid work and training."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice

from peer_app.core.edit_form import EditForm
from peer_app.core.forms import line, needed, note
from peer_app.opportunities.models import PAID, TRAINING, VOLUNTEER, Opportunity
from peer_app.places.at_place import AtPlaceFields

_PLAIN = ("title", "role", "what_you_do", "when", "what_you_get", "support", "no_experience", "how_to_start")


class OpportunityForm(EditForm, AtPlaceFields):
    """What somebody needs to know who may want to give it a try."""

    ON_SCREEN = (*_PLAIN, *AtPlaceFields.ON_SCREEN)

    role = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice(VOLUNTEER, _l("A volunteer role")),
            SelectChoice(PAID, _l("Paid work")),
            SelectChoice(TRAINING, _l("Training")),
        ],
        default=VOLUNTEER,
    )
    what_you_do = note(
        _l("What would you do?"),
        needed(_l("Enter a sentence or two, like: Stand by the door, smile, and show people where the tea is.")),
    )
    when = line(_l("When?"), needed(_l("Enter when, like: Two hours, once a month.")))
    what_you_get = note(
        _l("What do you get from it?"), needed(_l("Enter what you get, like: Lunch, travel costs and a reference."))
    )
    support = note(_l("Who supports you, and how?"))
    no_experience = BooleanField(_l("No experience needed"), default=True)
    how_to_start = note(
        _l("How do you start?"), needed(_l("Enter how to start, like: Come to an open event and ask, or ring us."))
    )

    @classmethod
    def for_opportunity(cls, opportunity: Opportunity | None = None) -> "OpportunityForm":
        """An empty form, or one filled with what a role says now."""
        if opportunity is None:
            form = cls()
        else:
            plain = {name: getattr(opportunity, name) for name in _PLAIN}
            form = cls(data=plain | cls.filled_with_facts(opportunity))
            form.look_at(opportunity.changed_at)
        form.offer()
        return form

    def makes_sense(self) -> bool:
        return self.cost_makes_sense()

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Opportunity.create` takes it."""
        return {name: self[name].data for name in _PLAIN} | self.facts_of_place()
