"""What spans devices and the records they send."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peer_app.core.access import Actor
from peer_app.devices.epochs import DeviceEpoch
from peer_app.devices.models import Device
from peer_app.sync import operations as sync
from peer_app.sync import quarantine
from peer_app.sync.wire import MOST_RECORDS, NEEDS_A_LOOK


def lose(device: Device, since: datetime | None) -> int:
    """A device was lost: end its cookie, and set aside what it sent from a moment on; the caller commits.

    Gives how many records were set aside. Its cookie ends first, so that nothing comes after what is set aside.
    """
    device.revoke(since)
    if since is None:
        return 0
    DeviceEpoch.set_aside_since(device.id, since)
    return quarantine.set_aside(device.id, since)


def hand_in(actor: Actor, records: Sequence[Any]) -> Counter[str]:
    """Take the records of a device that can't send them; commits batch by batch.

    Gives how many got which receipt ("stored", "duplicate", "needs-a-look"). One without a usable id is
    counted as "needs-a-look", too: the file is still there to look at.
    """
    counts: Counter[str] = Counter()
    for start in range(0, len(records), MOST_RECORDS):
        batch = records[start : start + MOST_RECORDS]
        receipts = sync.receive(batch, account_id=actor.id)
        counts.update(receipt["status"] for receipt in receipts)
        counts[NEEDS_A_LOOK] += len(batch) - len(receipts)
    return counts
