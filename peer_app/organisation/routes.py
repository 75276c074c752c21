"""/about for everyone, and /settings"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator, public
from peer_app.core.languages import page
from peer_app.extensions import db
from peer_app.organisation import models
from peer_app.organisation.forms import SettingsForm

bp = Blueprint("organisation", __name__)


@page(bp, "/about")
@access(public)
def about() -> str:
    return render_template("organisation/about.html")


@bp.route("/settings", methods=["GET", "POST"])
@access(coordinator)
def settings() -> Response | tuple[str, int]:
    form = SettingsForm(obj=models.current())
    if form.validate_on_submit():
        models.save(**{field.name: field.data for field in form if field.name != "csrf_token"})
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("organisation.settings"))
    return render_template("organisation/settings.html", form=form), 422 if form.errors else 200
