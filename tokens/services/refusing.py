"""Why no amount was awarded, minted or funded, as exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from promotions.services.refusals import Refused, refusals_raised
from tokens.enums import ValueRefusal


class ValueRefused(Exception):
    """A rule refused the operation, and nothing was changed.

    ``detail`` holds what the caller may be told: ``asset`` and ``index`` of the amount that is
    meant, the ``decimals`` of its asset, the ``allowance`` that there is.
    """

    def __init__(self, code: ValueRefusal, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = dict(detail or {})


class ReasonMissing(Exception):
    """Proposing or rejecting a funding, and cancelling an award, needs a reason."""


@contextmanager
def value_refusals_raised() -> Iterator[None]:
    """Raise ``ValueRefused`` where the database refused by ``refuse_v1``."""
    try:
        with refusals_raised():
            yield
    except Refused as refused:
        raise ValueRefused(ValueRefusal(refused.code), refused.detail) from None
