"""`bin/bench [GROUP…]`: measure, and print each figure beside its limit."""

import argparse

from benchmarks import leaflets, public_pages, push, van

GROUPS = {"public": public_pages.rows, "van": van.rows, "push": push.rows, "leaflets": leaflets.rows}


def main() -> None:
    """Print the table; exit code 1 when a figure is beyond its limit."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure, beside each figure its limit.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"one of {', '.join(GROUPS)}; default: all")
    asked = parser.parse_args().groups
    if unknown := set(asked) - set(GROUPS):
        parser.error(f"There is no {', '.join(unknown)}. Choose among {', '.join(GROUPS)}.")
    beyond = 0
    for name in asked or GROUPS:
        for row in GROUPS[name]():
            print(row, flush=True)
            beyond += not row.is_good
    raise SystemExit(1 if beyond else 0)


if __name__ == "__main__":
    main()
