"""What a coordinator enters on /settings stands at the foot of every page."""

GOOD = {
    "name": "Living Well Network",
    "short_name": "What’s on",
    "phone": "020 7946 0999",
    "address": "65 Effra Road",
    "opening_hours": "9 to 5",
    "exit_site": "https://www.bbc.co.uk/weather",
}


def test_it_stands_on_every_page(client, sign_in):
    sign_in(client, role="coordinator")
    assert client.submit("/settings", **GOOD).status_code == 302
    page = client.get("/en/").text
    assert "020 7946 0999" in page
    assert 'href="https://www.bbc.co.uk/weather"' in page


def test_the_exit_leads_to_a_real_site(client, sign_in):
    sign_in(client, role="coordinator")
    for wrong in ("javascript:alert(1)", "http://plain.example", "https://", "https://["):
        answer = client.submit("/settings", **GOOD | {"exit_site": wrong})
        assert answer.status_code == 422
        assert "starts with https://" in answer.text


def test_a_long_short_name_is_refused(client, sign_in):
    sign_in(client, role="coordinator")
    answer = client.submit("/settings", **GOOD | {"short_name": "A name too long"})
    assert "at most 12 characters" in answer.text


def test_a_phone_number_can_be_dialled(client, sign_in):
    sign_in(client, role="coordinator")
    answer = client.submit("/settings", **GOOD | {"phone": "call Bob"})
    assert answer.status_code == 422
    assert "like 020 7946 0000 – or leave it empty" in answer.text
    assert client.submit("/settings", **GOOD | {"phone": "+44 (0)20 7946-0000"}).status_code == 302
