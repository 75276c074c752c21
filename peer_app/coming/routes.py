"""/coming/<listing> for everyone, /yes/<secret> for whoever said it, and /expected/<listing> for the team"""

from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from peer_app.coming import operations
from peer_app.coming.forms import ComingForm
from peer_app.coming.inbox import INBOX
from peer_app.coming.models import Coming, expected
from peer_app.core import clock, languages, listings
from peer_app.core.access import access, current_account, peer, public
from peer_app.core.listings import Listing
from peer_app.core.requests import asked_id
from peer_app.core.visitors import posted_by_visitors, visitor_page
from peer_app.counting.models import came_by_day
from peer_app.extensions import db, limiter

bp = Blueprint("coming", __name__)

#: Secrets that open nothing, from one client network. There are 2·10¹⁴ secrets (`SECRET_LENGTH`), so it takes a
#: hundred thousand networks a century to find one among thousands; those who have a link are not counted at all.
_few_misses = limiter.shared_limit("200/hour", "yes", deduct_when=lambda response: response.status_code == 404)


@visitor_page(bp, "/coming/<key>")
def ask(key: str) -> str | Response | tuple[str, int]:
    listing = _listing(key)
    times = operations.occasions(listing)
    if not times:
        return render_template("coming/too_late.html", listing=listing, instead=listings.next_few(clock.now()))
    form = ComingForm.about(times, first=listing)
    if not form.validate_on_submit():
        page = render_template("coming/ask.html", form=form, listing=times[0], key=key)
        return page, form.status
    time, words = form.chosen(times), form.words()
    secret = form.own_secret() or operations.secret_of(time, **words)
    Coming.say(time, secret=secret, language=languages.current().code, source_id=form.source_id, **words)
    db.session.commit()
    return redirect(url_for("coming.show", secret=secret), 303)


@bp.get("/yes/<secret>")
@access(public)
@_few_misses
def show(secret: str) -> str | tuple[str, int]:
    """What somebody said, for whoever has the link."""
    coming = Coming.by_secret(secret)
    if coming is None:
        return _gone()
    _speak(coming)
    return render_template("coming/show.html", coming=coming, listing=_time(coming), secret=secret)


@bp.post("/yes/<secret>/withdrawal")
@posted_by_visitors
@access(public)
@_few_misses
def take_back(secret: str) -> str | tuple[str, int]:
    coming = Coming.by_secret(secret)
    if coming is None:
        return _gone()
    _speak(coming)
    coming.take_back()
    db.session.commit()
    return render_template("coming/taken_back.html", instead=listings.next_few(clock.now()))


@bp.get("/expected/<key>")
@access(peer)
def who(key: str) -> str:
    """How many would like to come and what would help, for coordinators and for whoever hosts it."""
    listing = _listing(key)
    if not operations.may_read(current_account(), listing):
        abort(404)
    people = expected([listing])
    page = Coming.to(listing.key, asked_id("before"))
    said = sorted(page.rows, key=lambda it: (it.ends_at, it.occasion))
    by_time = [list(each) for _occasion, each in groupby(said, key=lambda it: it.occasion)]
    times = [(_time(each[0]), people.get((listing.key, each[0].occasion), 0), each) for each in by_time]
    return render_template(
        "coming/who.html",
        listing=listing,
        times=times,
        page=page,
        apart=Coming.apart(listing.key),
        inbox=INBOX,
        in_all=sum(people.values()),
        came=came_by_day(listing.key),
    )


def _listing(key: str) -> Listing:
    """The listing of that key, if it is something that one comes to."""
    listing = listings.find(key)
    if listing is None or listing.kind not in operations.HAPPENS:
        abort(404)
    return listing


def _time(coming: Coming) -> Listing | None:
    return operations.time_of(coming.listing_key, coming.occasion)


def _speak(coming: Coming) -> None:
    """Go on in the language they said it in, unless they chose another one here."""
    languages.speak(request.args.get(languages.CHOSEN, coming.language))


def _gone() -> tuple[str, int]:
    """Taken back, erased, or never there: nobody learns which."""
    return render_template("coming/gone.html", instead=listings.next_few(clock.now())), 404
