"""What somebody agrees to who asks to be told: when, how often, and who learns what. All of it from the settings."""

from datetime import time

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from peer_app.core import dates
from peer_app.push import weekly


def consent(topic: str) -> list[str]:
    """The sentences about a topic, in the page's language; "" for all topics together."""
    kind = topic.partition(":")[0]
    found = []
    if kind in {"", "event", "group"}:
        found.append(_reminders())
    if kind in {"", "van-stops"}:
        found.append(_("The van: on its day, at %(time)s.", time=_at("VAN_STOPS_AT")))
    found.append(_("If something changes or is cancelled, you hear of it."))
    found.append(_("Other messages: %(most)s a week at most.", most=weekly.MOST))
    if current_app.config["QUIET_FROM"] != current_app.config["QUIET_UNTIL"]:
        hours = {"start": _at("QUIET_FROM"), "end": _at("QUIET_UNTIL")}
        found.append(_("Quiet time is from %(start)s to %(end)s. Only what cannot wait comes then.", **hours))
    found.append(
        _(
            "Your browser’s message service (Google, Apple, Mozilla or Microsoft) brings each message. It sees your "
            "phone’s internet address and the time. It cannot read the message. "
            "We keep the address it gives us for you."
        )
    )
    return found


def _reminders() -> str:
    hours = current_app.config["REMIND_HOURS"]
    evening = str(_("Reminders: the day before at %(time)s.", time=_at("REMIND_AT")))
    if hours == 0:
        return evening
    again: str = ngettext(
        "Again %(num)s hour before it starts, unless that is before %(dawn)s.",
        "Again %(num)s hours before it starts, unless that is before %(dawn)s.",
        hours,
        dawn=_at("REMIND_NOT_BEFORE"),
    )
    return f"{evening} {again}"


def _at(setting: str) -> str:
    return dates.wall_clock(time.fromisoformat(current_app.config[setting]), None)
