"""Who may tell people about what: coordinators about everything, whoever hosts groups about those.

Whatever /tell shows or takes is narrowed by this first.
"""

from peer_app.core import listings
from peer_app.core.access import Actor
from peer_app.groups.models import Group
from peer_app.push import topics
from peer_app.push.topics import Topic


def topics_for(actor: Actor) -> list[Topic]:
    """What that person may tell about, now."""
    if actor.is_coordinator:
        return topics.everything()
    return [Topic(group.key, group.title) for group in Group.hosted_by(actor.id)]


def only_for(actor: Actor) -> frozenset[str] | None:
    """The keys of the topics that person may see and tell about; None: every one, also what is over."""
    return None if actor.is_coordinator else frozenset(topic.key for topic in topics_for(actor))


def pages_for(actor: Actor, coming: list[listings.Listing]) -> list[listings.Listing]:
    """Those of `coming` that a notification from that person may open.

    A host's are the groups' own: one about something else would take the place of what was told of that.
    """
    only = only_for(actor)
    return [listing for listing in coming if only is None or listing.key in only]
