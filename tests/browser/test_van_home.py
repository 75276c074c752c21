"""A pinned app has no Back button: wherever somebody looked, the top of the page leads back to the van."""

from playwright.sync_api import expect

from tests.browser.van import get_ready, goto


def test_from_what_is_on_back_to_the_van_without_signal(new_context, site):
    context = new_context()
    page = get_ready(context, site)
    context.set_offline(True)
    page.get_by_role("link", name="What’s on").first.click()
    page.get_by_role("link", name="Living Well open event").first.click()
    expect(page.get_by_role("banner").get_by_role("link", name="What’s on")).to_be_hidden()
    # Without signal it would lead to an error page, and no further.
    expect(page.get_by_role("link", name="Leave this page")).to_be_hidden()
    page.get_by_role("link", name="On the van").click()
    expect(page).to_have_url(f"{site.origin}/en/van")
    page.goto(f"{site.origin}/people")
    expect(page.get_by_role("heading", name="No signal here")).to_be_visible()
    page.get_by_role("link", name="On the van").click()
    expect(page).to_have_url(f"{site.origin}/en/van")


def test_for_everyone_else_home_is_what_is_on(new_context, site):
    page = goto(new_context(), site, "/en/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    expect(page.get_by_role("banner").get_by_role("link", name="What’s on")).to_be_visible()
    expect(page.get_by_role("link", name="On the van")).to_be_hidden()


def test_on_ones_own_phone_the_way_out_stays(new_context, site):
    page = get_ready(new_context(), site, "Sam’s phone", shared=False)
    page.get_by_role("link", name="What’s on").first.click()
    expect(page.get_by_role("link", name="On the van")).to_be_visible()
    expect(page.get_by_role("link", name="Leave this page")).to_be_visible()
