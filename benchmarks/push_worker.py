"""`python -m benchmarks.push_worker`: sends everything that is due, as one worker does; prints the seconds it took.

It is a process of its own, as the worker is, with the settings in its environment.
"""

import os
import time

from peer_app import create_app
from peer_app.push import engine


def main() -> None:
    """Send and print."""
    app = create_app(os.environ)
    with app.app_context():
        began = time.perf_counter()
        engine.run()
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
