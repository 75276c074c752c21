"""Lighthouse's four scores for a page, as a phone."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / ".cache/lighthouse/node_modules/lighthouse/cli/index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(url: str) -> dict[str, int]:
    """{category: 0 to 100}."""
    command = ["node", PROGRAM, url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    done = subprocess.run(
        [*command, f"--only-categories={','.join(CATEGORIES)}"],
        env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not look at {url}: {done.stderr[-1000:]}")
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}
