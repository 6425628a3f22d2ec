"""Compute sealed schedules and the figures that let an outsider check them.

docs/sealed-schedules.md states every step in bytes. Seeds already committed to must
keep their meaning: a change of result here is a new algorithm, not a fix.
"""

from promotions.services.schedules.commitments import (
    DRAW_RANGE,
    canonical_json,
    commitment,
    document_sha256,
    draw_key,
    draw_number,
)
from promotions.services.schedules.moments import (
    Stream,
    cut_plan,
    generate_moments,
    place_moments,
    weigh_slots,
)
from promotions.services.schedules.plans import ImpossiblePlan, MomentPlan
from promotions.services.schedules.strata import MICROSECOND, Slice, cut_window
from promotions.services.schedules.tickets import (
    ListedEntry,
    draw_entries,
    drawing_key,
    entry_ticket,
    listed_bytes,
)
from promotions.services.schedules.uploads import (
    BadLine,
    UnreadableMoments,
    parse_moments_csv,
)

__all__ = [
    "DRAW_RANGE",
    "MICROSECOND",
    "BadLine",
    "ImpossiblePlan",
    "ListedEntry",
    "MomentPlan",
    "Slice",
    "Stream",
    "UnreadableMoments",
    "canonical_json",
    "commitment",
    "cut_plan",
    "cut_window",
    "document_sha256",
    "draw_entries",
    "draw_key",
    "draw_number",
    "drawing_key",
    "entry_ticket",
    "generate_moments",
    "listed_bytes",
    "parse_moments_csv",
    "place_moments",
    "weigh_slots",
]
