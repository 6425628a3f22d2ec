"""Amounts of assets: exact decimals, as text where they leave the platform."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID

from tokens.enums import ValueRefusal
from tokens.models import Asset
from tokens.models.asset import AMOUNT_LIMIT, DECIMALS_MAXIMUM
from tokens.services.refusing import ValueRefused

# digits that sums of amounts can have
EXACT = 60

REQUEST_ID = re.compile(r"[!-.0->@-~]{1,100}")


def check_amount(amount: Decimal, **detail: object) -> Decimal:
    """Return *amount* where some asset can have it.

    Raises ``ValueRefused``: ``amount_not_positive`` (what is no number, too), ``amount_too_large``
    from 10^20 on, ``amount_too_precise`` with more than 18 places.
    """
    if amount.is_nan() or amount <= 0:
        raise ValueRefused(ValueRefusal.AMOUNT_NOT_POSITIVE, detail)
    if amount >= AMOUNT_LIMIT:
        raise ValueRefused(ValueRefusal.AMOUNT_TOO_LARGE, detail)
    if places(amount) > DECIMALS_MAXIMUM:
        raise ValueRefused(ValueRefusal.AMOUNT_TOO_PRECISE, detail)
    return amount


def check_amount_of(asset: Asset, amount: Decimal) -> Decimal:
    """Return *amount* where *asset* can have it. Raises ``ValueRefused`` as ``check_amount`` does.

    It is too precise with more places than the asset has.
    """
    check_amount(amount, asset=str(asset.pk))
    if places(amount) > asset.decimals:
        raise ValueRefused(
            ValueRefusal.AMOUNT_TOO_PRECISE, {"asset": str(asset.pk), "decimals": asset.decimals}
        )
    return amount


def amount_text(amount: Decimal) -> str:
    """Return *amount* without exponent and trailing zeros: ``80.62``, ``100``, ``0``."""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def canonical_request_id(request_id: str) -> str:
    """Return what a request is known by: a UUID in lower case with hyphens, all else as it is.

    1 to 100 visible ASCII characters without / and ?. Raises ``ValueRefused``:
    ``request_id_invalid``.
    """
    if not REQUEST_ID.fullmatch(request_id):
        raise ValueRefused(ValueRefusal.REQUEST_ID_INVALID)
    try:
        return str(UUID(request_id))
    except ValueError:
        return request_id


def places(amount: Decimal) -> int:
    """Return how many places behind the point *amount*, a finite one, has without its zeros."""
    _, digits, exponent = amount.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -int(exponent) - zeros)
