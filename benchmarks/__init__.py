"""What the app weighs and how it is judged: `bin/bench` prints each figure beside its limit."""
