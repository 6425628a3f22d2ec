"""Places in queues of project wallets, for people."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html_join

from tokens.admin.amounts import amount_words
from tokens.services.queues import QueuePlace


def place_words(places: Iterable[QueuePlace]) -> str:
    """Return a line for each asset: the place, and how much is missing until it is paid."""
    return format_html_join("", "<div>{}</div>", ((_words(at),) for at in places))


def _words(at: QueuePlace) -> str:
    if at.missing:
        return f"{at.place:,} · {amount_words(at.missing, at.asset)} missing"
    return f"{at.place:,} · {at.asset.symbol} is there, it waits for another asset"
