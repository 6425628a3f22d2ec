"""What the OpenAPI document says of the operations on badges, assignments and outcomes."""

from drf_spectacular.utils import extend_schema_view

from badges.api.serializers import (
    BadgeAnswer,
    BadgeAssignmentAnswer,
    OutcomeAnswer,
    OutcomeRequest,
    RevokeRequest,
)
from identities.api.schema import operation

BADGE = {
    "code": "regular",
    "name": "Regular",
    "description": "Ten coffees with us.",
    "image_url": "https://cdn.example.com/badges/regular.png",
    "tags": ["coffee", "loyalty"],
    "issuer": {
        "name": "Bean & Co.",
        "description": "Coffee roasters since 1931.",
        "email": "badges@example.com",
        "url": "https://example.com",
    },
    "url": "https://example.com/badges/regular",
    "is_enabled": True,
    "created_at": "2026-05-01T08:00:00Z",
}
OUTCOME = {
    "id": "019a9c40-3333-7b11-8c41-0d3c5a1f9e02",
    "outcome": "purchase",
    "participant": "customer-4711",
    "reference": "order-2026-0815",
    "number": 10,
    "happened_at": "2026-05-04T10:15:00.5Z",
    "assigned": ["regular"],
}
ASSIGNMENT = {
    "id": "019a9c40-4444-7b11-8c41-0d3c5a1f9e02",
    "badge": "regular",
    "participant": "customer-4711",
    "state": "held",
    "assigned_at": "2026-05-04T10:15:00.5Z",
    "outcome": OUTCOME["id"],
    "play": None,
    "reference": None,
    "badge_url": "",
    "reason": "",
    "channel": "platform",
    "revoked_at": None,
    "revoke_reason": "",
}
ASSIGNMENT_PATH = {"assignment_id": "The assignment's id."}

describe_badges = extend_schema_view(
    list=operation(
        summary="List badges",
        description="Newest first, those that are switched off included.",
        answer=BadgeAnswer(many=True),
        example=BADGE,
    ),
    retrieve=operation(
        summary="Fetch a badge",
        description="What it is, and who issues it.",
        path={"code": "The badge's code."},
        answer=BadgeAnswer,
        example=BADGE,
    ),
)

describe_assignments = extend_schema_view(
    list=operation(
        summary="List assignments of badges",
        description=(
            "Newest first: which badges participants were given, held and revoked ones. Ranges are"
            " half-open: `_after` is included, `_before` is not."
        ),
        answer=BadgeAssignmentAnswer(many=True),
        example=ASSIGNMENT,
    ),
    retrieve=operation(
        summary="Fetch an assignment",
        description=(
            "A badge was given for an `outcome`, by a `play` that won it, by an issuer who names"
            " a `reference`, or by staff."
        ),
        path=ASSIGNMENT_PATH,
        answer=BadgeAssignmentAnswer,
        example=ASSIGNMENT,
    ),
    revoke=operation(
        summary="Revoke an assignment",
        description=(
            "The participant no longer holds the badge, and no rule gives it again. Revoking it"
            " again answers it unchanged."
        ),
        path=ASSIGNMENT_PATH,
        request=RevokeRequest,
        body={"reason": "order was returned"},
        answer=BadgeAssignmentAnswer,
        example={
            **ASSIGNMENT,
            "state": "revoked",
            "revoked_at": "2026-05-05T12:00:00Z",
            "revoke_reason": "order was returned",
        },
    ),
)

describe_outcomes = extend_schema_view(
    list=operation(
        summary="List outcomes",
        description="Newest first. Ranges are half-open: `_after` is included, `_before` is not.",
        answer=OutcomeAnswer(many=True),
        example=OUTCOME,
    ),
    retrieve=operation(
        summary="Fetch an outcome",
        description="`assigned` are the badges that it gave then, revoked since or not.",
        path={"outcome_id": "The outcome's id."},
        answer=OutcomeAnswer,
        example=OUTCOME,
    ),
    create=operation(
        summary="Process an outcome",
        description=(
            "The participant, who is created if unknown, achieved something. Each rule whose"
            " number of such outcomes is reached gives its badge, unless the participant ever had"
            " it. The same `reference` again answers the same outcome, 200, or 409 if anything"
            " differs."
        ),
        request=OutcomeRequest,
        body={
            "participant": "customer-4711",
            "outcome": "purchase",
            "reference": "order-2026-0815",
        },
        answer=OutcomeAnswer,
        example=OUTCOME,
        statuses=(201, 200),
    ),
)
