"""What a public page's head tells search engines and whoever gets its link: which page it is, in which languages."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, current_app, g, request

from peer_app.core.languages import LANGUAGES, is_public_page


@dataclass(frozen=True)
class PageHead:
    """Absolute addresses without a query: whatever is chosen on it, it is the same page.

    address: of this page; door: of the one that leads to the visitor's language;
    languages: (BCP 47 tag, address) for each language it is there in.
    """

    address: str
    door: str
    languages: list[tuple[str, str]]


def page_head() -> PageHead | None:
    """The head of the page being made; None for what is no public page."""
    if not is_public_page():
        return None
    origin = current_app.config["ORIGIN"]
    rest = quote(request.path.removeprefix(f"/{g.lang}"))
    addresses = {code: f"{origin}/{code}{rest}" for code in LANGUAGES}
    tagged = [(LANGUAGES[code].code, address) for code, address in addresses.items()]
    return PageHead(addresses[g.lang], origin + rest, tagged)


def init_app(app: Flask) -> None:
    """Give templates `page_head`."""
    app.jinja_env.globals["page_head"] = page_head
