"""Peer groups, when they meet, and who hosts them."""

from peer_app.groups.models.group import Group, find, find_session, series, upcoming
from peer_app.groups.models.hosts import GroupHost
from peer_app.groups.models.sessions import GroupSession

__all__ = ["Group", "GroupHost", "GroupSession", "find", "find_session", "series", "upcoming"]
