"""What a worker does each minute."""

from peer_app.devices.epochs import silent_with_records
from peer_app.devices.signals import device_silent
from peer_app.extensions import db

SILENT = "silent-devices"


def look_for_silent() -> None:
    """Let others know of each device that is silent and has records waiting; commit."""
    for device, last_heard_at in silent_with_records():
        device_silent.send(device, device_id=device.id, last_heard_at=last_heard_at)
    db.session.commit()
