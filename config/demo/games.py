"""The games of the demo's campaigns: what can be won, and how."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from badges.models import Badge, BadgeGrant
from promotions.enums import (
    DrawMethod,
    GameKind,
    LimitCounts,
    LimitPer,
    LimitWindow,
    PrizeKind,
    ReleasePolicy,
    Spread,
    Stratum,
)
from promotions.models import (
    Campaign,
    Game,
    GamePresentation,
    GameType,
    Limit,
    Prize,
    PrizePresentation,
)
from promotions.services.units import load_voucher_codes
from tokens.models import TokenGrant

DAY = 86_400
PLENTY = 100_000

# the codes of the games, by the names that demo.json gives them
GAMES = {
    "wins": "golden-cup",
    "loses": "lucky-sip",
    "wins_token": "second-cup",
    "limited": "daily-scratch",
    "ended": "autumn-blend",
    "moments": "golden-bean",
    "drawing": "roast-raffle",
    "drawn": "tasting-raffle",
    "wins_value": "bean-counter",
}

# few plays at night, most at lunch and after work
HOUR_WEIGHTS = [0] * 6 + [1, 3, 6, 6, 5, 6, 9, 8, 5, 5, 6, 9, 9, 7, 5, 3, 2, 1]
WEEKDAY_WEIGHTS = [4, 4, 4, 5, 7, 8, 5]


def make_golden_bean(campaign: Campaign) -> None:
    game = make_game(
        campaign, GAMES["moments"], "Golden Bean", position=1,
        description="Instant win with sealed moments.",
        start_message="Open the bean!", win_message="A golden bean! You win.",
        lose_message="Just a bean this time. Your next coffee is your next chance.",
    )  # fmt: skip
    make_prize(
        game, "journey", "Journey to a coffee farm in Colombia", position=1, quantity=2,
        spread=Spread.UNIFORM, value=Decimal("4900.00"), margin_seconds=7 * DAY,
        wins_per_participant=1, claim_seconds=14 * DAY, returns_forfeited=True,
    )  # fmt: skip
    make_prize(
        game, "espresso-machine", "Espresso machine", position=2, quantity=40,
        spread=Spread.WEIGHTED, hour_weights=HOUR_WEIGHTS, weekday_weights=WEEKDAY_WEIGHTS,
        value=Decimal("649.00"), wins_per_participant=1, claim_seconds=14 * DAY,
        returns_forfeited=True,
    )  # fmt: skip
    make_prize(
        game, "coffee-bag", "Bag of house blend, 250 g", position=3, quantity=1_200,
        spread=Spread.STRATIFIED, stratum=Stratum.DAY, value=Decimal("8.90"),
        release_policy=ReleasePolicy.WINDOW, window_seconds=4 * 3_600, claim_seconds=7 * DAY,
    )  # fmt: skip
    vouchers = make_prize(
        game, "shop-voucher", "10 € voucher for the web shop", position=4, quantity=600,
        kind=PrizeKind.VOUCHER_CODE, spread=Spread.WEIGHTED, hour_weights=HOUR_WEIGHTS,
        value=Decimal("10.00"),
    )  # fmt: skip
    codes = [f"AURORA-{secrets.token_hex(5).upper()}" for _ in range(vouchers.quantity)]
    load_voucher_codes(prize_id=vouchers.pk, codes=codes)
    bean = make_prize(
        game, "golden-bean-badge", "The Golden Bean badge", position=5, quantity=240,
        kind=PrizeKind.BADGE, spread=Spread.STRATIFIED, stratum=Stratum.DAY,
    )  # fmt: skip
    badge = Badge.objects.get(organization=campaign.organization, code="golden-bean")
    BadgeGrant.objects.create(prize=bean, badge=badge)
    _show_golden_bean(game, bean)
    make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 3)
    make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.WEEK, 3, counts=LimitCounts.WINS)
    make_limit(
        campaign, game, LimitPer.GAME, LimitWindow.DAY, 5_000, counts=LimitCounts.TOKEN_AWARDS
    )


def _show_golden_bean(game: Game, bean: Prize) -> None:
    """Say how client apps show the game, and its badge, which is a surprise."""
    scratch_card = GameType.objects.create(
        organization=game.organization,
        source_id="6b1f2a8e-3d44-4c0e-9a3b-5f0d7c9e1a20",
        name="Scratch card",
        description="A card whose cover is scratched off.",
        bundle_name="scratch-card",
    )
    GamePresentation.objects.create(
        game=game,
        game_type=scratch_card,
        theme="golden",
        completion_title="Thank you for your visit",
        completion_message="Every coffee is another bean.",
        catalog_url="https://aurora-coffee.example/prizes",
        warning_percentage=10,
    )
    PrizePresentation.objects.create(
        prize=bean, is_hidden=True, outcome_message="A golden bean, and its badge is yours!"
    )


def make_golden_cup(campaign: Campaign) -> Game:
    game = make_game(
        campaign, GAMES["wins"], "Golden Cup", position=2, description="Every play wins.",
        win_message="A cappuccino on the house!",
    )  # fmt: skip
    make_prize(
        game, "cappuccino", "Cappuccino on the house", draw_method=DrawMethod.EVERY_PLAY,
        quantity=PLENTY, value=Decimal("3.80"), claim_seconds=30 * DAY,
    )  # fmt: skip
    return game


def make_second_cup(campaign: Campaign, granted: Game) -> None:
    game = make_game(
        campaign, GAMES["wins_token"], "Second Cup", position=3,
        description="Every play wins a token for the Golden Cup.",
        win_message="You win a play of the Golden Cup!",
    )  # fmt: skip
    prize = make_prize(
        game, "golden-cup-token", "A play of the Golden Cup", draw_method=DrawMethod.EVERY_PLAY,
        quantity=PLENTY, kind=PrizeKind.PLAY_TOKEN,
    )  # fmt: skip
    TokenGrant.objects.create(prize=prize, game=granted, valid_seconds=60 * DAY)


def make_daily_scratch(campaign: Campaign) -> None:
    game = make_game(
        campaign, GAMES["limited"], "Daily Scratch", position=4,
        description="One play a day for each participant.",
        win_message="Ten percent off today!", lose_message="Come back tomorrow.",
    )  # fmt: skip
    make_prize(
        game, "discount", "10 % off the next purchase", draw_method=DrawMethod.PROBABILITY,
        quantity=PLENTY, chance=250_000_000,
    )  # fmt: skip
    make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1)


def make_lucky_sip(campaign: Campaign) -> None:
    game = make_game(
        campaign, GAMES["loses"], "Lucky Sip", position=5,
        description="The mugs come later: until then no play wins.",
        lose_message="No luck this time.",
    )  # fmt: skip
    make_prize(
        game, "mug", "Aurora mug", draw_method=DrawMethod.PROBABILITY, quantity=500, chance=0,
        value=Decimal("12.00"),
    )  # fmt: skip


def make_roast_raffle(campaign: Campaign) -> None:
    game = make_game(
        campaign, GAMES["drawing"], "Roast Raffle", position=6, kind=GameKind.DRAWING, alternates=5,
        description="An entry with every bag of beans; winners are drawn after the end.",
    )  # fmt: skip
    make_prize(
        game, "roastery-weekend", "A weekend at the roastery", position=1, quantity=1,
        draw_method=DrawMethod.DRAWING, value=Decimal("890.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    make_prize(
        game, "beans-for-a-year", "Beans for a year", position=2, quantity=4,
        draw_method=DrawMethod.DRAWING, value=Decimal("210.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 2, counts=LimitCounts.ENTRIES)


def make_tasting_raffle(campaign: Campaign) -> None:
    game = make_game(
        campaign, GAMES["drawn"], "Tasting Raffle", position=1, kind=GameKind.DRAWING, alternates=3,
        description="Everybody who came to a tasting took part in the drawing.",
    )  # fmt: skip
    make_prize(
        game, "grinder", "Coffee grinder", quantity=3, draw_method=DrawMethod.DRAWING,
        value=Decimal("320.00"), claim_seconds=30 * DAY,
    )  # fmt: skip
    make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1, counts=LimitCounts.ENTRIES)


def make_game(campaign: Campaign, code: str, name: str, **members: Any) -> Game:
    return Game.objects.create(
        organization=campaign.organization, campaign=campaign, code=code, name=name, **members
    )


def make_prize(game: Game, code: str, name: str, **members: Any) -> Prize:
    members.setdefault("draw_method", DrawMethod.MOMENT)
    if "value" in members:
        members["currency"] = "EUR"
    return Prize.objects.create(game=game, code=code, name=name, **members)


def make_limit(
    campaign: Campaign,
    game: Game,
    per: LimitPer,
    window: LimitWindow,
    maximum: int,
    *,
    counts: LimitCounts = LimitCounts.PLAYS,
) -> Limit:
    return Limit.objects.create(
        campaign=campaign, game=game, counts=counts, per=per, window=window, maximum=maximum
    )
