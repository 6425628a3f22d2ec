"""What the admin's pages are sent, and what they say."""

import re
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from promotions.enums import DrawMethod, PrizeKind

NO_INLINES = {
    f"{prefix}-{name}": 0
    for prefix in (
        "games", "limits", "revisions", "assets", "prizes", "seals", "token_grant", "presentation",
    )
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}  # fmt: skip


def prize_data(**changes: Any) -> dict[str, Any]:
    return {
        "code": "mug", "name": "Mug", "description": "", "kind": PrizeKind.PHYSICAL,
        "quantity": 5, "draw_method": DrawMethod.EVERY_PLAY, "chance": "", "spread": "",
        "stratum": "", "hour_weights": "", "weekday_weights": "", "margin_seconds": 0,
        "release_policy": "until_claimed", "window_seconds": "", "wins_per_participant": "",
        "position": 0, "value": "", "currency": "", "image_url": "", "claim_seconds": "",
        **NO_INLINES, **changes,
    }  # fmt: skip


def errors_of(answer: Any) -> dict[str, Any]:
    return dict(answer.context["adminform"].form.errors)


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def page(client: Client, url: str) -> str:
    """Return a page's text, without markup."""
    text = re.sub(r"<(script|style).*?</\1>", "", client.get(url).content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
