"""What a worker does when woken, and each minute."""

from peer_app.core.jobs import wake
from peer_app.push import engine, reminders, tidying

#: Jobs of their own, so that a reminder which can't be made holds up nothing that can be sent.
SEND, REMIND, TIDY = "push", "reminders", "push-tidying"


def send() -> None:
    """Send everything that is due."""
    engine.run()


def remind() -> None:
    """Make the reminders that are due, and have them sent."""
    reminders.fill()
    wake(SEND)


def tidy() -> None:
    """Delete what is of use to nobody any more."""
    tidying.tidy()
