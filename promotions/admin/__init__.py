"""The admin of promotions; importing it registers every model."""

from promotions.admin import awards, campaigns, games, limits, plays, prizes, revisions

__all__ = ["awards", "campaigns", "games", "limits", "plays", "prizes", "revisions"]
