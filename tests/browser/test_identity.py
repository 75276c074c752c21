"""A tablet knows who it is, whatever becomes of its cookie; until it is called lost."""

from playwright.sync_api import expect

from tests.browser.conftest import until
from tests.browser.faults.base import Base
from tests.browser.van import get_ready, goto, open_form, people_named, register, run, set_up

REPORT = "async (part) => (await part('service_worker/report')).report()"


def has_cookie(tablet):
    return any(cookie["name"] == "device" for cookie in tablet.context.cookies())


def test_the_battery_ends_right_after_ready(tablet, site):
    """Its cookie is on no disk then: browsers write cookies down up to half a minute late."""
    set_up(tablet.context, site)
    tablet.kill()
    tablet.open()
    tablet.context.clear_cookies()  # on a slow machine, this one may have been in time
    page = goto(tablet.context, site, "/en/van")
    until(page, "!document.getElementById('updated').hidden")
    assert run(page, REPORT) == "known"
    expect(page.get_by_text("Base does not know this tablet any more.")).to_be_hidden()
    assert has_cookie(tablet)


def test_a_cookie_that_a_wrong_clock_ended_comes_again(tablet, site):
    """A clock years ahead deletes it for good. What is saved goes to base all the same, without a code."""
    get_ready(tablet.context, site)
    tablet.context.clear_cookies()
    form = open_form(tablet.context, site)
    register(form, name="After the clock")
    expect(form.get_by_text("Safely at base.")).to_be_visible()
    assert people_named(site, "After the clock") == 1
    assert has_cookie(tablet)


def test_called_lost_it_stays_unknown(tablet, site):
    page = get_ready(tablet.context, site, "Van 9")
    Base(site).revoke("Van 9")
    assert run(page, REPORT) == "unknown"
    tablet.context.clear_cookies()
    assert run(page, REPORT) == "unknown"
    assert not has_cookie(tablet)


def test_no_script_can_read_its_key(tablet, site):
    page = get_ready(tablet.context, site, "Van 10")
    exported = page.evaluate(
        """async () => {
          const db = await new Promise((done) => {
            indexedDB.open("peer-app-identity").onsuccess = ({ target }) => done(target.result);
          });
          const { privateKey } = await new Promise((done) => {
            db.transaction("keys").objectStore("keys").get("current").onsuccess = ({ target }) => done(target.result);
          });
          const read = (how) => crypto.subtle.exportKey(how, privateKey).catch(({ name }) => name);
          return Promise.all(["pkcs8", "jwk"].map(read));
        }"""
    )
    assert exported == ["InvalidAccessError", "InvalidAccessError"]
