"""The organisation's own facts: one row."""

from flask import g
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core.published_changes import OnPublicPages
from peer_app.extensions import Model, db

_ONLY = 1
ICON = "sunrise"


class Organisation(OnPublicPages, Model):
    """What stands on every public page and leaflet."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, default=_ONLY)
    name: Mapped[str] = mapped_column(String(200), default="")
    #: What phones print under the icon and above notifications: says nothing about wellbeing.
    short_name: Mapped[str] = mapped_column(String(12), default="What’s on")
    #: What they show above that: one of icons.ICONS.
    icon: Mapped[str] = mapped_column(String(20), default=ICON, server_default=ICON)
    phone: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    opening_hours: Mapped[str] = mapped_column(String(200), default="")
    #: How to come without a phone, a map or an appointment: the bus, the door, whom to ask for.
    getting_there: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: Whom to ring when worried about someone.
    safeguarding_lead: Mapped[str] = mapped_column(String(200), default="")
    safeguarding_phone: Mapped[str] = mapped_column(String(200), default="")
    #: Where "Leave this page" goes.
    exit_site: Mapped[str] = mapped_column(String(200), default="https://www.bbc.co.uk/weather")


def current() -> Organisation:
    """The organisation's facts; before anyone entered them, empty ones. Read once a request."""
    if "organisation" not in g:
        g.organisation = db.session.get(Organisation, _ONLY) or _empty()
    found: Organisation = g.organisation
    return found


def save(**facts: str) -> None:
    """Set the facts named; the caller commits."""
    row = db.session.get(Organisation, _ONLY)
    if row is None:
        row = Organisation(id=_ONLY)
        db.session.add(row)
    for name, value in facts.items():
        setattr(row, name, value)
    g.pop("organisation", None)


def _empty() -> Organisation:
    defaults = {column.name: column.default.arg for column in Organisation.__table__.columns}
    return Organisation(**defaults)
