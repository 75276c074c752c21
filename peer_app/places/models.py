"""Places: what is there, and how to get in."""

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core.published import WithPage
from peer_app.extensions import db

#: What there is of toilets; empty where nobody said.
NO_TOILETS, TOILETS, ACCESSIBLE_TOILETS = "none", "yes", "accessible"


class Place(WithPage):
    """Somewhere in the neighbourhood, with a page of its own."""

    __tablename__ = "place"
    kind, folder = "place", "places"
    texts = ("title", "about", "opening_hours")

    address: Mapped[str] = mapped_column(Text)
    #: What is there.
    about: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: Whether one gets in without a step, and whether there is a hearing loop; None where nobody said.
    step_free: Mapped[bool | None]
    hearing_loop: Mapped[bool | None]
    #: NO_TOILETS, TOILETS, ACCESSIBLE_TOILETS, or empty.
    toilets: Mapped[str] = mapped_column(String(20), default="", server_default="")
    #: In words, a line each.
    opening_hours: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: Degrees (WGS 84); both or neither.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    @property
    def position(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, or None."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @classmethod
    def everything(cls) -> "list[Place]":
        """All places, by name."""
        return list(db.session.scalars(select(cls).order_by(cls.title, cls.id)))
