"""Coordinators invite and see who is there."""


def test_inviting_shows_a_link_once(client, sign_in):
    sign_in(client, role="coordinator")
    answer = client.submit("/team", name="Joe", role="peer")
    assert "/invitations/" in answer.text
    assert "/invitations/" not in client.get("/team").text


def test_it_is_not_for_peer_supporters(client, sign_in):
    sign_in(client, role="peer")
    assert client.get("/team").status_code == 403
