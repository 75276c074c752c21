"""`bin/screenshots`: pictures of the app as people see it, for the README, or of every screen to be looked at."""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TABLET
from tests.browser.pictures.review import review
from tests.browser.pictures.visit import Visit, register_without_signal, visiting
from tests.leaflets import picture
from tests.served import ROOT


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="bin/screenshots")
    parser.add_argument("--review", type=Path, metavar="DIR", help="every screen, into DIR")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, visiting(Path(folder) / "data") as visit:
        if asked.review:
            review(visit, asked.review)
        else:
            for_the_readme(visit, ROOT / "docs" / "screenshots")


def for_the_readme(visit: Visit, folder: Path) -> None:
    """A citizen's phone with an open event; the van's tablet after three registrations without signal."""
    folder.mkdir(parents=True, exist_ok=True)
    citizen = visit.browser.new_context(viewport=PHONE, device_scale_factor=2, locale="en-GB").new_page()
    citizen.goto(visit.origin + visit.path_of("events"))
    citizen.screenshot(path=folder / "phone.png")
    register_without_signal(visit)
    tablet = visit.page()
    tablet.set_viewport_size(TABLET)
    tablet.goto(visit.origin + "/en/van")
    expect(tablet.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible()
    tablet.screenshot(path=folder / "tablet.png")
    picture.draw(folder / "leaflets.png")


if __name__ == "__main__":
    main()
