"""The admin of badges; importing it registers every model."""

from badges.admin import assignments, badges, grants, opt_outs, outcome_types, outcomes

__all__ = ["assignments", "badges", "grants", "opt_outs", "outcome_types", "outcomes"]
