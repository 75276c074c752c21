"""What a worker does when woken, and each minute."""

from peer_app.push import engine, reminders

NAME = "push"


def look() -> None:
    """Make the reminders that are due, then send everything that is due."""
    reminders.fill()
    engine.run()
