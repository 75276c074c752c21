"""Few senders never take all slots."""

import random

import pytest

from peer_app.core.fair_slots import FairSlots


def fill(slots: FairSlots, sender: str) -> int:
    """Take slots for a sender until it is refused; how many it got."""
    return next(number for number in range(slots.total + 1) if not slots.take(sender))


def test_one_sender_gets_a_third():
    assert fill(FairSlots(96), "a") == 32


@pytest.mark.parametrize("senders", [1, 2, 6, 12, 48])
def test_whoever_holds_none_gets_one_while_others_take_what_they_can(senders):
    slots = FairSlots(96)
    for _ in range(96):
        for number in range(senders):
            slots.take(f"attacker {number}")
    assert slots.take("somebody else")


def test_every_slot_comes_back_and_never_more_are_taken():
    """Any order of taking and giving back, against a plain count."""
    for seed in range(50):
        dice, slots, held = random.Random(seed), FairSlots(20), []
        for _ in range(300):
            if held and dice.random() < 0.4:
                slots.free(held.pop(dice.randrange(len(held))))
            elif slots.take(sender := dice.choice("abcdef")):
                held.append(sender)
            assert len(held) <= 20
        for sender in held:
            slots.free(sender)
        assert fill(slots, "a") == fill(FairSlots(20), "a"), seed
