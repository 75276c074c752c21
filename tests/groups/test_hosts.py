"""A coordinator says who hosts a group."""

from datetime import timedelta

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups.models import Group
from tests.factories import make_account, make_group


def hosts(group):
    db.session.expire_all()
    return db.session.get(Group, group).host_ids


def test_a_coordinator_chooses_them(client, sign_in):
    group, joe, zed = make_group(), make_account("peer", "Joe"), make_account("peer", "Zed")
    address, number, ids = f"/groups/{group.slug}/hosts", group.id, (joe.id, zed.id)
    sign_in(client)
    assert f'href="{address}"' in client.get("/whats-on").text
    answer = client.submit(address, hosts=[str(it) for it in ids])
    assert answer.location == address
    assert hosts(number) == set(ids)
    page = client.get(address).text
    assert page.count("checked") == 2
    client.submit(address, hosts=[str(ids[1])])
    assert hosts(number) == {ids[1]}
    client.submit(address, hosts=[])
    assert hosts(number) == set()


def test_only_somebody_who_is_there_can_host(client, sign_in):
    group, zed = make_group(), make_account("peer", "Zed")
    zed.leave()
    db.session.commit()
    address, number, left = f"/groups/{group.slug}/hosts", group.id, zed.id
    sign_in(client)
    assert "Zed" not in client.get(address).text
    for wrong in (left, 999, "x"):
        assert client.submit(address, hosts=[str(wrong)]).status_code == 422
    assert hosts(number) == set()


def test_a_peer_supporter_cannot_make_themselves_a_host(client, sign_in):
    group = make_group()
    slug = group.slug
    sign_in(client, role="peer")
    assert client.get(f"/groups/{slug}/hosts").status_code == 403
    assert "/hosts" not in client.get("/desk").text


def test_a_host_finds_the_group_before_all_else_that_is_on(client, sign_in):
    group = make_group(starts_at=clock.now() + timedelta(days=1))
    group.be_hosted_by([sign_in(client, role="peer").id])
    db.session.commit()
    page = client.get("/desk").text
    assert page.index("Groups you host") < page.index("Coming up")
