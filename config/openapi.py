"""How the OpenAPI document is made, and what it says before its operations."""

TAGS = [
    {"name": name, "description": description}
    for name, description in (
        ("tokens", "Rights to play: awarded, looked up, redeemed, voided."),
        ("batches", "Codes made together, for printing or a mailing."),
        ("participants", "Whoever takes part, known by your own name for them."),
        ("games", "What can be played, what can be won, what was drawn."),
        ("plays", "What came of redeeming a token; it never changes."),
        ("entries", "Rights to be drawn when a drawing is over."),
        ("awards", "What was won, until it is in the winner's hands."),
        ("assets", "Value tokens, such as points, that campaigns award amounts of."),
        ("wallets", "Where amounts are: funded, paid from, paid to."),
        ("allowances", "Amounts that participants were awarded and can mint."),
        ("user-tokens", "With one a participant's app sees and mints his own allowances."),
        ("award-requests", "Amounts that you award, once for each of your ids."),
        ("fundings", "What was issued into project wallets."),
        ("mints", "What allowances became."),
        ("payout-wallets", "Where participants' prizes of amounts are paid to."),
        ("badges", "What can be given for outcomes, or won."),
        ("outcomes", "What participants achieved."),
        ("badge-assignments", "Who holds which badge."),
        ("problems", "What the `type` of a problem leads to."),
        ("ITA Group Games API", "For clients of that vendor: switch the host name."),
        ("Memori badge service", "For clients of that vendor: switch the host name."),
        ("PayInGame public API", "For clients of that vendor: switch the host name."),
        ("Tom Horn GMS", "For clients of that vendor: switch the host name. By SOAP too."),
    )
]
DESCRIPTION = (
    "Award and redeem play tokens, read plays and awards; award, fund and mint amounts of value"
    " tokens. Press Authorize and paste an API client's"
    " key. ePrize's web services and Tom Horn's SOAP, whose clients work here too, speak XML and"
    " are not part of this document."
)
SETTINGS = {
    "TITLE": "Tombola platform API",
    "DESCRIPTION": DESCRIPTION,
    "TAGS": TAGS,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/platform/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "AssignmentState": "badges.enums.AssignmentState",
        "AwardDestination": "tokens.enums.AwardDestination",
        "AwardRequestState": "tokens.enums.AwardRequestState",
        "AwardState": "promotions.enums.AwardState",
        "CampaignPhase": "promotions.enums.CampaignPhase",
        "Channel": "identities.enums.Channel",
        "FundingState": "tokens.enums.FundingState",
        "ParticipantKind": "identities.enums.ParticipantKind",
        "ParticipantState": "identities.enums.ParticipantState",
        "PlayResult": "promotions.enums.PlayResult",
        "PrizeKind": "promotions.enums.PrizeKind",
        "TokenState": "tokens.enums.TokenPhase",
        "TransferKind": "tokens.enums.TransferKind",
        "WalletKind": "tokens.enums.WalletKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "identities.api.schema.describe_problems",
    ],
}
