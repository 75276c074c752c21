"""The form that says who hosts a group."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from peer_app.accounts.models import Account
from peer_app.core.forms import Form
from peer_app.groups.models import Group


class HostsForm(Form):
    """Which of the team host the group."""

    hosts = SelectMultipleField(
        _l("Who hosts it?"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=True
    )

    @classmethod
    def for_group(cls, group: Group) -> "HostsForm":
        """The form with everyone in the team, the group's hosts ticked."""
        form = cls(data={"hosts": sorted(group.host_ids)})
        form.hosts.choices = [(account.id, account.name) for account in Account.everyone()]
        return form
