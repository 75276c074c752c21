"""/devices: which devices there are, how they are, and setting one up"""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peer_app.core import assets, clock, languages, qr
from peer_app.core.access import access, coordinator, current_account
from peer_app.core.forms import Form
from peer_app.core.request_bodies import largest_body
from peer_app.devices import operations, outbox_file
from peer_app.devices.epochs import tallies_of
from peer_app.devices.forms import CarriedForm, DeviceForm, LossForm, OutboxForm
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.sync.sealing import all_keys
from peer_app.sync.wire import DUPLICATE, NEEDS_A_LOOK, STORED

bp = Blueprint("devices", __name__)

# A note that is not shown with the others: a code to type on the device.
_CODE = "enrolment"


@bp.get("/devices")
@access(coordinator)
def index() -> str:
    return _page(DeviceForm(formdata=None), OutboxForm(formdata=None))


@bp.post("/devices")
@access(coordinator)
def add() -> Response | tuple[str, int]:
    form = DeviceForm()
    if not form.validate_on_submit():
        return _page(form, OutboxForm(formdata=None)), 422
    made = Device.add(form.name.data, by_id=current_account().id)
    return _show_code(made)


@bp.post("/devices/<int:device_id>/enrolments")
@access(coordinator)
def new_code(device_id: int) -> Response:
    return _show_code(_asked_for(device_id))


@bp.post("/devices/<int:device_id>/loss")
@access(coordinator)
def lose(device_id: int) -> Response:
    form = LossForm()
    is_understood = form.validate_on_submit()
    if form.csrf_token.errors:
        abort(400)
    found = db.session.get(Device, device_id) or abort(404)
    # Its cookie ends even where the day makes no sense: a thief does not wait.
    count, name = operations.lose(found, form.since() if is_understood else None), found.name
    db.session.commit()
    flash(_("%(name)s can’t send or fetch anything any more. What is on it is sealed.", name=name))
    if not is_understood:
        flash(_("Nothing is set aside. Enter a day that has been."))
    if count:
        flash(ngettext("%(num)d record is set aside.", "%(num)d records are set aside.", count))
        return redirect(url_for("needs_a_look.show", source_key=f"device:{device_id}"))
    return redirect(url_for("devices.index"))


@bp.post("/devices/<int:device_id>/languages")
@access(coordinator)
def carry(device_id: int) -> Response:
    form = CarriedForm()
    if not form.validate_on_submit():
        abort(400)
    found = db.session.get(Device, device_id) or abort(404)
    found.carry(form.languages.data or [])
    db.session.commit()
    names = ", ".join(it.name for it in found.carried)
    flash(_("%(name)s carries: %(languages)s. It fetches them when there is signal.", name=found.name, languages=names))
    return redirect(url_for("devices.index"))


@bp.post("/devices/<int:device_id>/acknowledgement")
@access(coordinator)
def note_losses(device_id: int) -> Response:
    found = _asked_for(device_id)
    found.note_losses(tallies_of([found])[found.id].missing)
    db.session.commit()
    flash(_("Noted. It stands out again if more is lost."))
    return redirect(url_for("devices.index"))


@bp.post("/devices/outbox")
@access(coordinator)
@largest_body(2 * outbox_file.MOST_BYTES)
def hand_in() -> Response | tuple[str, int]:
    """A file of sealed records from a device that will not send again."""
    form = OutboxForm()
    if not form.validate_on_submit():
        return _page(DeviceForm(formdata=None), form), 422
    try:
        records = outbox_file.records_in(form.outbox.data.read(outbox_file.MOST_BYTES + 1))
    except outbox_file.NotAnOutboxError as error:
        form.outbox.errors = [str(error)]
        return _page(DeviceForm(formdata=None), form), 422
    counts = operations.hand_in(current_account(), records)
    flash(ngettext("%(num)d record is new.", "%(num)d records are new.", counts[STORED]))
    if counts[DUPLICATE]:
        flash(ngettext("%(num)d was here already.", "%(num)d were here already.", counts[DUPLICATE]))
    if counts[NEEDS_A_LOOK]:
        flash(ngettext("%(num)d needs a look.", "%(num)d need a look.", counts[NEEDS_A_LOOK]))
    return redirect(url_for("devices.index"))


def _asked_for(device_id: int) -> Device:
    """The device of this request, once its form's token is in order."""
    if not Form().validate_on_submit():
        abort(400)
    return db.session.get(Device, device_id) or abort(404)


def _show_code(found: Device) -> Response:
    code, name = found.new_code(), found.name
    db.session.commit()
    flash(f"{code} {name}", _CODE)
    return redirect(url_for("devices.index"))


def _page(form: DeviceForm, outbox: OutboxForm) -> str:
    devices = Device.everyone()
    return render_template(
        "devices/index.html",
        form=form,
        outbox=outbox,
        today=clock.today(),
        devices=devices,
        tallies=tallies_of(devices),
        codes=[_code(str(note)) for note in get_flashed_messages(category_filter=[_CODE])],
        languages=[it for it in languages.LANGUAGES.values() if it.code != languages.DEFAULT],
        newest_key=all_keys()[-1].id,
        app_revision=assets.current().revision,
    )


def _code(note: str) -> dict[str, object]:
    code, _space, name = note.partition(" ")
    # Behind the #, so that opening the link (a preview, a log) never sends the code anywhere.
    link = f"{current_app.config['ORIGIN']}/van/set-up#{code}"
    return {
        "name": name,
        "spelled": f"{code[:4]} {code[4:]}",
        "picture": qr.inline_svg(link, _("QR code that opens “Set up this tablet” with the code filled in")),
    }
