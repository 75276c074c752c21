"""What a worker does when woken, and each minute."""

from peer_app.core.jobs import wake
from peer_app.push import digests, filling, reminders, tidying

#: Jobs of their own, so that a reminder which can't be made holds up nothing that can be sent.
SEND, FILL, REMIND, DIGEST, TIDY = "push", "push-filling", "reminders", "digests", "push-tidying"


def send() -> None:
    """Send everything that is due; another thread makes the deliveries that are not made yet."""
    if filling.is_due():
        wake(FILL)
    from peer_app.push import engine  # what sends is large, and only the worker does

    engine.run()


def fill() -> None:
    """Make the deliveries that are not made yet, and have them sent."""
    if filling.is_due():
        filling.run()
        wake(SEND)


def remind() -> None:
    """Make the reminders that are due, and have them sent."""
    reminders.fill()
    wake(SEND)


def digest() -> None:
    """Make the weekly digests that are due, and have them sent."""
    digests.fill()
    wake(SEND)


def tidy() -> None:
    """Delete what is of use to nobody any more."""
    tidying.tidy()
