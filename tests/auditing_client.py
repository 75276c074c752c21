"""A test client that looks at every page it opens, and fills in forms as a browser would."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from peer_app.extensions import db

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """What the audit and the form filler need to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings, self.title, self.lang = 0, "", None
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, Any]] = []
        self.forms: list[dict[str, Any]] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self._text_of: dict[str, Any] | None = None
        self._choice: dict[str, Any] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "id" in values:
            self.ids.append(values["id"] or "")
        self.headings += tag == "h1"
        if tag == "html":
            self.lang = values.get("lang")
        if tag == "label" and "for" in values:
            self.labelled.add(values["for"] or "")
        if tag == "style" or "style" in values or any(name.startswith("on") for name in values):
            self.inline.append(tag)
        if tag == "script" and "src" not in values and "json" not in (values.get("type") or ""):
            self.inline.append(tag)
        if tag == "form":
            self.forms.append({"action": values.get("action"), "method": values.get("method", "get"), "values": {}})
        if tag in {"input", "textarea", "select"}:
            self._field(tag, values)
        if tag == "option" and self._choice and ("selected" in values or self._choice["is_first"]):
            self._choice["values"][self._choice["name"]] = values.get("value") or ""
            self._choice["is_first"] = False

    def _field(self, tag: str, values: dict[str, str | None]) -> None:
        kind = values.get("type", "text") if tag == "input" else tag
        wrapped = "label" in self._open
        self.fields.append({"id": values.get("id"), "kind": kind, "wrapped": wrapped, **values})
        if not self.forms or not values.get("name"):
            return
        if kind in {"checkbox", "radio"} and "checked" not in values:
            return
        self.forms[-1]["values"][values["name"]] = values.get("value") or ""
        if tag == "select":
            self._choice = {"values": self.forms[-1]["values"], "name": values["name"], "is_first": True}
        if tag == "textarea":
            self._text_of = {"form": self.forms[-1], "name": values["name"]}

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "textarea":
            self._text_of = None
        if tag == "select":
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data
        if self._text_of:
            values = self._text_of["form"]["values"]
            # The first line break after <textarea> is not part of the text.
            values[self._text_of["name"]] += data.removeprefix("\n").removeprefix("\r\n")


def audit(page: Page) -> list[str]:
    """What is wrong with a page, in words; empty when nothing is."""
    unlabelled = [
        field
        for field in page.fields
        if field["kind"] not in {"hidden", "submit"}
        and not field["wrapped"]
        and field["id"] not in page.labelled
        and "aria-label" not in field
        and "aria-labelledby" not in field
    ]
    doubled = [name for name, count in Counter(page.ids).items() if count > 1]
    found = []
    if page.headings != 1:
        found.append(f"{page.headings} h1 elements")
    if not page.title.strip():
        found.append("no title")
    if not page.lang:
        found.append("no language")
    if page.inline:
        found.append(f"inline script or style: {page.inline}")
    if unlabelled:
        found.append(f"no label: {[field.get('name') for field in unlabelled]}")
    if doubled:
        found.append(f"the same id twice: {doubled}")
    return found


class AuditingClient(FlaskClient):
    """`get`, `post` as usual; each HTML answer is audited. `title` is the last page's."""

    title = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a browser says of a form on our own page.
        self.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # The test's own transaction would lock SQLite; and each request needs a `g` of its own.
        db.session.commit()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 304, 308}:
            head_only = answer.request.method == "HEAD"
            page = Page(answer.text)
            self.title = page.title
            found = [] if head_only else audit(page)
            assert not found, f"{answer.request.path}: {found}"
        return answer

    def submit(self, page: str, /, *, action: str | None = None, **values: Any) -> TestResponse:
        """Open `page`, fill `values` into its form (the one for `action`, else the last), send it.

        A list value stands for several fields of one name.
        """
        opened = self.get(page)
        assert opened.status_code == 200, f"{page} answered {opened.status_code}"
        forms = Page(opened.text).forms
        wanted = [form for form in forms if form["action"] == action] if action else forms[-1:]
        assert wanted, f"{page} has no form for {action}"
        target = urljoin(page, wanted[0]["action"] or page)
        return self.post(target, data=wanted[0]["values"] | values)
