"""/other-languages: what is on, and in which languages; and the texts of one thing"""

from collections.abc import Iterator, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import listings, published
from peer_app.core.access import access, coordinator
from peer_app.core.published import WithPage, of_address
from peer_app.extensions import db
from peer_app.other_languages.forms import form_for, others, texts_of

bp = Blueprint("other_languages", __name__)

#: Of each kind on one page; whatever else there is has its link on its own form.
MOST = 200


@bp.get("/other-languages")
@access(coordinator)
def index() -> str:
    return render_template("other_languages/index.html", sections=list(_sections()), others=others())


@bp.route("/other-languages/<folder>/<slug>", methods=["GET", "POST"])
@access(coordinator)
def edit(folder: str, slug: str) -> Response | tuple[str, int]:
    thing = of_address(folder, slug) or abort(404)
    form = form_for(thing)
    if form.validate_on_submit():
        thing.say_in(form.translations(texts_of(thing)))
        db.session.commit()
        flash(_("Saved. Whoever reads one of these languages sees it now."))
        return redirect(url_for("other_languages.edit", folder=folder, slug=slug))
    return _page(thing, form), 422 if form.errors else 200


def _sections() -> Iterator[tuple[str, Sequence[WithPage]]]:
    """(what it is called, everything of it that is not over) of each kind; what happens once, soonest first."""
    labels = {name: str(kind.plural_label) for name, kind in listings.kinds().items()} | {"place": _("Places")}
    for name, label in labels.items():
        model = published.models()[name]
        order = getattr(model, "ends_at", model.title)
        rows = db.session.scalars(model.on_offer().order_by(order, model.id).limit(MOST)).all()
        if rows:
            yield label, rows


def _page(thing: WithPage, form: object) -> str:
    return render_template("other_languages/edit.html", thing=thing, form=form, names=texts_of(thing), others=others())
