"""How Python looks for garbage in a process that serves."""

import gc

#: New objects until the young ones are looked through. A batch of records makes thousands that all stay until it is
#: written; at Python's own 700, looking through them again and again took a twentieth of its time.
_MANY = 50_000


def expect_little() -> None:
    """Call when everything is loaded: all of it stays, and what comes is mostly freed without being looked for.

    Looking through what stays would make requests wait for a tenth of a second now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY)
