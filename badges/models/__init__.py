from badges.models.assignment import BadgeAssignment, BadgeOptOut
from badges.models.badge import Badge, BadgeGrant, BadgeRule, OutcomeType
from badges.models.outcome import Outcome

__all__ = [
    "Badge",
    "BadgeAssignment",
    "BadgeGrant",
    "BadgeOptOut",
    "BadgeRule",
    "Outcome",
    "OutcomeType",
]
