"""Leaflets, the batches they are handed out in, and what came of each."""

from peer_app.leaflets.models.handed_out import HandedOut, handed_out_by_day
from peer_app.leaflets.models.leaflets import CODE_LENGTH, PLACE_LIMIT, Batch, GivenCode, Leaflet
from peer_app.leaflets.models.scans import Scan, count_scans, scans_by_day, scans_of
from peer_app.leaflets.models.shown import SHOWN, for_next_stops, on_screen

__all__ = [
    "CODE_LENGTH",
    "PLACE_LIMIT",
    "SHOWN",
    "Batch",
    "GivenCode",
    "HandedOut",
    "Leaflet",
    "Scan",
    "count_scans",
    "for_next_stops",
    "handed_out_by_day",
    "on_screen",
    "scans_by_day",
    "scans_of",
]
