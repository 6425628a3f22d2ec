"""What staff hand in for a prize before it is published: voucher codes, lists of moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import transaction

from promotions.enums import PrizeKind, Spread, UnitState
from promotions.models import Campaign, Drawing, Prize, PrizeUnit
from promotions.services.campaigns import NotInThisState, is_editable
from promotions.services.schedules import parse_moments_csv
from promotions.services.snapshots import instant_text

VOUCHER_CODE_LENGTH = 200


class VoucherCodesRefused(Exception):
    """None of the voucher codes was loaded; ``problems`` names each bad one by its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The voucher codes were refused.")
        self.problems = problems


def load_voucher_codes(*, prize_id: UUID, codes: Sequence[str]) -> int:
    """Store voucher codes as units held for the next publication, all or none; return how many.

    Once winners are drawn, codes may be added at any time: they are for alternates. Raises
    ``VoucherCodesRefused`` for empty, overlong and repeated codes and those that the prize has
    already, ``NotInThisState`` while the campaign can't be edited.
    """
    with transaction.atomic():
        prize = _loadable_prize(prize_id)
        if prize.kind != PrizeKind.VOUCHER_CODE:
            raise VoucherCodesRefused(["The prize is not of the kind voucher code."])
        problems = list(_bad_codes(prize, codes))
        if problems:
            raise VoucherCodesRefused(problems)
        PrizeUnit.objects.bulk_create(
            (
                PrizeUnit(
                    prize=prize, game_id=prize.game_id, state=UnitState.HELD, voucher_code=code
                )
                for code in codes
            ),
            batch_size=5_000,
        )
    return len(codes)


def _bad_codes(prize: Prize, codes: Sequence[str]) -> Iterator[str]:
    storable = [code for code in codes if "\0" not in code]
    loaded = prize.units.filter(voucher_code__in=storable)
    known = set(loaded.values_list("voucher_code", flat=True))
    repeated = {code for code, count in Counter(codes).items() if count > 1}
    for number, code in enumerate(codes, start=1):
        if not code or len(code) > VOUCHER_CODE_LENGTH or "\0" in code:
            yield f"Line {number}: a code has 1 to {VOUCHER_CODE_LENGTH} characters."
        elif code in repeated:
            yield f"Line {number}: the code stands there more than once."
        elif code in known:
            yield f"Line {number}: the prize has this code already."


def discard_voucher_codes(*, prize_id: UUID) -> int:
    """Delete the voucher codes of a prize that were never published, and return how many.

    Raises ``NotInThisState`` while the campaign can't be edited.
    """
    with transaction.atomic():
        prize = _editable_prize(prize_id)
        discarded, _ = prize.units.held().delete()
    return discarded


def load_moments(*, prize_id: UUID, text: str) -> int:
    """Store the list of a prize's moments, encrypted, and return how many it holds.

    *text* has one instant a line, see ``parse_moments_csv``; the prize's quantity becomes their
    number. Raises ``UnreadableMoments`` for bad lines, ``NotInThisState`` while the campaign
    can't be edited or the prize's moments do not come from a list.
    """
    with transaction.atomic():
        prize = _editable_prize(prize_id)
        if prize.spread != Spread.MANUAL:
            raise NotInThisState("The moments of this prize do not come from a list.")
        campaign = prize.game.campaign
        moments = parse_moments_csv(
            text,
            starts_at=prize.game.starts_at or campaign.starts_at,
            ends_at=prize.game.ends_at or campaign.ends_at,
            time_zone=campaign.time_zone,
        )
        prize.moments_csv = "\n".join(instant_text(moment) for moment in moments)
        prize.quantity = len(moments)
        prize.save(update_fields=["moments_csv", "quantity"])
    return len(moments)


def takes_codes(prize: Prize) -> bool:
    """Tell whether voucher codes may be loaded: as spare ones, once the winners are drawn."""
    return is_editable(prize.game.campaign) or Drawing.objects.filter(game=prize.game_id).exists()


def _loadable_prize(prize_id: UUID) -> Prize:
    prize = Prize.objects.select_related("game__campaign").get(pk=prize_id)
    prize.game.campaign = Campaign.objects.locked(prize.game.campaign_id)
    if not takes_codes(prize):
        raise NotInThisState("The campaign can't be edited now: revise it first.")
    return prize


def _editable_prize(prize_id: UUID) -> Prize:
    prize = Prize.objects.select_related("game__campaign").get(pk=prize_id)
    campaign = Campaign.objects.locked(prize.game.campaign_id)
    if not is_editable(campaign):
        raise NotInThisState("The campaign can't be edited now: revise it first.")
    return prize
