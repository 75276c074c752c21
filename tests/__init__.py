"""The tests, and what they share: a package, because another one of that name may be installed."""
