"""`python -m peer_app.worker`: the worker that `bin/serve` starts.

It is `flask --app wsgi worker` without all the commands that `flask` loads beside it.
"""

from peer_app.core.jobs import work
from wsgi import app

if __name__ == "__main__":
    with app.app_context():
        work(app)
