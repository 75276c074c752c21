"""/other-languages: what is on, and in which languages; and the texts of one thing"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import clock, listings
from peer_app.core.access import access, coordinator
from peer_app.core.published import WithPage, of_address
from peer_app.extensions import db
from peer_app.other_languages.forms import form_for, others, texts_of

bp = Blueprint("other_languages", __name__)


@bp.get("/other-languages")
@access(coordinator)
def index() -> str:
    now = clock.now()
    coming = listings.once(listings.upcoming(now, now + listings.SOON))
    return render_template("other_languages/index.html", listings=coming, others=others())


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


def _page(thing: WithPage, form: object) -> str:
    return render_template("other_languages/edit.html", thing=thing, form=form, names=texts_of(thing), others=others())
