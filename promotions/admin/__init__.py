"""The admin of promotions; importing it registers every model."""

from promotions.admin import (
    awards,
    campaigns,
    drawings,
    entries,
    games,
    limits,
    plays,
    presentations,
    prizes,
    revisions,
)

__all__ = [
    "awards",
    "campaigns",
    "drawings",
    "entries",
    "games",
    "limits",
    "plays",
    "presentations",
    "prizes",
    "revisions",
]
