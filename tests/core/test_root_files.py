"""What software asks for at the root."""

from urllib.robotparser import RobotFileParser


def test_robots_read_what_is_for_everyone_and_nothing_else(client):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    for address in ("/", "/en/", "/en/events/x", "/events/x", "/pt/van-stops", "/en/places", "/assets/1/site.css"):
        assert robots.can_fetch("Anybot", address), address
    for address in ("/l/BCDFG", "/L/BCDFG", "/me", "/me/BCDFG", "/yes/BCDFG", "/people", "/people/1", "/desk"):
        assert not robots.can_fetch("Anybot", address), address
    # A star in the middle is known to robots (RFC 9309), but not to this parser.
    assert "Disallow: /events/*/edit\n" in answer.text
