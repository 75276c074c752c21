"""The form on /tell."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from peer_app.core import clock, codes, listings
from peer_app.core.forms import Form, at_most, line, needed, note
from peer_app.push import topics


class TellForm(Form):
    """What to tell, to whom, and what a tap opens."""

    title = line(_l("In a few words"), needed(_l("Enter a few words, like: The open event is tomorrow.")), limit=80)
    body = note(
        _l("One sentence more"),
        needed(_l("Enter one sentence, like: Come by from 10, there is breakfast.")),
        limit=200,
    )
    topic = SelectField(_l("Who is it for?"), [needed(_l("Choose who it is for."))], validate_choice=True)
    page = SelectField(_l("Which page does a tap open?"), validate_choice=True)
    #: Made with the form: the same form sent twice tells once.
    token = HiddenField(validators=[needed(_l("Reload the page and try once more.")), at_most(100)])

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        now = clock.now()
        self.topic.choices = [("", _("Choose"))] + [(topic.key, _topic_label(topic)) for topic in topics.everything()]
        coming = listings.upcoming(now, now + topics.AHEAD)
        self.page.choices = [("", _("What’s on"))] + [(it.key, it.title) for it in _once(coming)]

    @classmethod
    def new(cls) -> "TellForm":
        """An empty form with a token of its own."""
        return cls(token=codes.new_token())

    def facts(self) -> dict[str, str]:
        """What the form says, as `operations.tell` takes it."""
        return {name: self[name].data for name in ("token", "title", "body", "topic", "page")}


def _topic_label(topic: topics.Topic) -> str:
    if topic.starts_at is None:
        return topic.label
    return str(_("Reminded of: %(title)s", title=topic.label))


def _once(found: list[listings.Listing]) -> list[listings.Listing]:
    """Each listing at its next time only."""
    return list({it.key: it for it in reversed(found)}.values())[::-1]
