"""The form for one session of a group."""

from datetime import timedelta
from typing import Any

from peer_app.core.edit_form import DayFields
from peer_app.core.listings import Listing
from peer_app.groups.models import Group, GroupSession
from peer_app.places.at_place import WhereFields


class SessionForm(DayFields, WhereFields):
    """When and where one session is."""

    ON_SCREEN = ("day", "starts", "ends", *WhereFields.ON_SCREEN)

    _group: Group

    @classmethod
    def for_session(cls, group: Group, session: Listing) -> "SessionForm":
        """The form filled with how the session is now."""
        if session.starts_at is None or session.ends_at is None:
            raise ValueError(f"{session.key} has no date.")
        row = next((it for it in group.changed_sessions if it.original_at == session.recurrence_id), None)
        form = cls(data=cls.filled_with(session.starts_at, session.ends_at) | _where(group, row))
        form._group = group
        form.offer_places()
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        filled_in = bool(super().validate(extra_validators))
        return self.times_make_sense(still_to_come=True) and filled_in

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `operations.move` takes it; a place that is the group's own is left out."""
        times, where = self.moments(), self.where()
        own = {"place_id": self._group.place_id, "place_name": self._group.place_name, "address": self._group.address}
        return {
            "starts_at": times["starts_at"],
            "minutes": (times["ends_at"] - times["starts_at"]) // timedelta(minutes=1),
            **({} if where == own else where),
        }


def _where(group: Group, row: GroupSession | None) -> dict[str, str]:
    has_own = row is not None and row.place_name is not None
    place: Any = row if has_own else group
    return {"place": str(place.place_id or ""), "place_name": place.place_name, "address": place.address}
