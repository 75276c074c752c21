"""/sign-in, /sign-out, /invitations/<token>, /team"""

import re

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.accounts import guessing, known_browsers, passphrases, sessions
from peer_app.accounts.forms import AcceptanceForm, InvitationForm, SignInForm, YouForm
from peer_app.accounts.models import Account, Invitation
from peer_app.accounts.operations import invite
from peer_app.core import cookies, languages
from peer_app.core.access import (
    access,
    coordinator,
    current_account,
    current_device,
    peer,
    public,
    signed_in,
)
from peer_app.core.client_networks import client_network
from peer_app.extensions import db, limiter

bp = Blueprint("accounts", __name__)

# A note that is not shown with the others: a link to hand over.
_LINK = "link"

# One slash, then nothing a browser could read as the start of another host.
_OUR_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")


@bp.route("/sign-in", methods=["GET", "POST"])
@access(public)
@limiter.limit("20/minute; 200/hour", methods=["POST"])
def sign_in() -> str | Response | tuple[str, int]:
    if _on_a_shared_device():
        return _not_here()
    form = SignInForm()
    if request.method == "GET" and signed_in():
        return redirect(_next_page())
    if form.validate_on_submit():
        return _try(form)
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


def _try(form: SignInForm) -> Response | tuple[str, int]:
    cookie = cookies.cookie(known_browsers.COOKIE_SETTING)
    try:
        account = guessing.sign_in(form.name.data, form.passphrase.data, network=client_network(), cookie=cookie)
    except guessing.TooManyTriesError:
        form.passphrase.errors = [
            _("Too many tries with that name. Wait an hour, or use a phone or computer where you signed in before.")
        ]
        return render_template("accounts/sign_in.html", form=form), 429
    if account is None:
        form.passphrase.errors = [_("That name and passphrase do not go together. Try again.")]
        return render_template("accounts/sign_in.html", form=form), 422
    return _signed_in(account, _next_page())


def _signed_in(account: Account, address: str) -> Response:
    """Sign in, lead on, and let the browser be known for this account from now on."""
    sessions.start(account)
    response = redirect(address)
    known = known_browsers.with_entry(cookies.cookie(known_browsers.COOKIE_SETTING), account)
    cookies.give_cookie(response, known_browsers.COOKIE_SETTING, known, known_browsers.LASTS)
    return response


@bp.post("/sign-out")
@access(peer)
def sign_out() -> Response:
    sessions.end()
    return redirect(url_for("whats_on.index"))


@bp.get("/invitations/<token>")
@access(public)
def invitation(token: str) -> str | tuple[str, int]:
    if _on_a_shared_device():
        return _not_here()
    found = Invitation.open_with(token)
    if found is None:
        return render_template("accounts/invitation_over.html"), 404
    return render_template("accounts/invitation.html", form=AcceptanceForm(obj=found), invitation=found)


@bp.post("/invitations/<token>/acceptance")
@access(public)
@limiter.limit("20/minute")
def accept(token: str) -> str | Response | tuple[str, int]:
    if _on_a_shared_device():
        return _not_here()
    found = Invitation.open_with(token)
    if found is None:
        return render_template("accounts/invitation_over.html"), 404
    form = AcceptanceForm()
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form, invitation=found), 422
    kept = passphrases.hashed(form.passphrase.data)
    found = Invitation.open_with(token)  # once more: hashing let go of it, and somebody may have been faster
    if found is None or Account.is_taken(form.name.data):
        return render_template("accounts/invitation_over.html"), 404
    return _signed_in(found.accept(form.name.data, kept, languages.current().code), url_for("desk.index"))


@bp.route("/you", methods=["GET", "POST"])
@access(peer)
def you() -> Response | tuple[str, int]:
    """What somebody in the team decides about themselves."""
    account = db.session.get_one(Account, current_account().id)
    form = YouForm(obj=account)
    if form.validate_on_submit():
        account.listed_as, account.language = form.listed_as.data or None, form.language.data
        db.session.commit()
        languages.speak(account.language)
        flash(_("Saved."))
        return redirect(url_for("accounts.you"))
    return render_template("accounts/you.html", form=form), 422 if form.errors else 200


@bp.route("/team", methods=["GET", "POST"])
@access(coordinator)
def team() -> Response | tuple[str, int]:
    form = InvitationForm()
    if form.validate_on_submit():
        flash(invite(form.name.data, form.role.data), _LINK)
        return redirect(url_for("accounts.team"))
    links = get_flashed_messages(category_filter=[_LINK])
    accounts = Account.everyone()
    has_lead = any(account.is_safeguarding_lead for account in accounts)
    page = render_template("accounts/team.html", form=form, links=links, accounts=accounts, has_lead=has_lead)
    return page, 422 if form.errors else 200


@bp.post("/team/<int:account_id>/sessions/end")
@access(coordinator)
def end_sessions(account_id: int) -> Response:
    account = db.session.get(Account, account_id) or abort(404)
    account.end_sessions()
    db.session.commit()
    flash(_("%(name)s is signed out everywhere.", name=account.name))
    return redirect(url_for("accounts.team"))


@bp.post("/team/<int:account_id>/safeguarding")
@access(coordinator)
def name_lead(account_id: int) -> Response:
    account = db.session.get(Account, account_id)
    if account is None or account.left_at is not None:
        abort(404)
    account.is_safeguarding_lead = True
    db.session.commit()
    flash(_("%(name)s is a safeguarding lead now, and reads what people worry about.", name=account.name))
    return redirect(url_for("accounts.team"))


@bp.post("/team/<int:account_id>/safeguarding/end")
@access(coordinator)
def end_lead(account_id: int) -> Response:
    account = db.session.get(Account, account_id) or abort(404)
    account.is_safeguarding_lead = False
    db.session.commit()
    flash(_("%(name)s is no safeguarding lead any more.", name=account.name))
    return redirect(url_for("accounts.team"))


@bp.post("/team/<int:account_id>/departure")
@access(coordinator)
def leave(account_id: int) -> Response:
    account = db.session.get(Account, account_id) or abort(404)
    if account.id == current_account().id:
        flash(_("You can’t do that to yourself. Ask another coordinator."))
    else:
        account.leave()
        db.session.commit()
        flash(_("%(name)s can’t sign in any more. To let them in again, invite them.", name=account.name))
    return redirect(url_for("accounts.team"))


def _on_a_shared_device() -> bool:
    device = current_device()
    return device is not None and device.shared


def _not_here() -> tuple[str, int]:
    """What people told us is not to be opened on a tablet that goes from hand to hand."""
    return render_template("accounts/shared_device.html"), 403


def _next_page() -> str:
    """Where the visitor was going: a path of our own, never another site."""
    wanted = request.args.get("next", "")
    return wanted if _OUR_PATH.fullmatch(wanted) else url_for("desk.index")
