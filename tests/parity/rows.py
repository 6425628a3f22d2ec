"""What a scenario leaves in the database, without what tells one door from another."""

from __future__ import annotations

from typing import Any

from identities.models import Organization, Participant
from promotions.models import Award, LimitUsage, Play, PrizeUnit
from tokens.models import Token

Rows = dict[str, list[tuple[Any, ...]]]

# ids, codes, instants, channel, client and request are each door's own; a source_id not every
# door has
MEMBERS = {
    Participant: ("source_id", "kind", "currency", "state"),
    Token: (
        "game__code", "participant__source_id", "state", "play__result", "granted_by__result",
        "expires_at", "void_reason", "batch", "claimed_at", "revision__number",
    ),
    Play: (
        "game__code", "participant__source_id", "result", "unit__prize__code",
        "revision__number",
    ),
    Award: ("prize__code", "participant__source_id", "state", "win_number", "wins_allowed"),
    PrizeUnit: ("prize__code", "state"),
    LimitUsage: ("limit__counts", "limit__per", "used", "maximum"),
}  # fmt: skip
OF_ORGANIZATION = {
    PrizeUnit: "game__organization",
    LimitUsage: "limit__campaign__organization",
}


def rows_of(organization: Organization) -> Rows:
    """Return the rows of an organization, in an order that does not depend on ids."""
    return {
        model.__name__: sorted(
            model.objects.filter(
                **{OF_ORGANIZATION.get(model, "organization"): organization}
            ).values_list(*members),
            key=repr,
        )
        for model, members in MEMBERS.items()
    }
