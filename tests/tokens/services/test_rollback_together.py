"""A claim that is rolled back, seen from a play that waits for it."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from promotions.enums import DrawMethod, Spread
from promotions.models import CHANCE_SCALE, Award, Game, PrizeUnit
from promotions.services.campaigns import approve_campaign, revise_campaign, submit_campaign
from tests.factories.identities import UserFactory
from tests.factories.promotions import LimitFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

WAITERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""

GAMES = [
    {"draw_method": DrawMethod.MOMENT, "spread": Spread.UNIFORM},
    {"draw_method": DrawMethod.EVERY_PLAY},
    {"draw_method": DrawMethod.PROBABILITY, "chance": CHANCE_SCALE},
]


def in_thread(pool: ThreadPoolExecutor, call: Callable[[], Any]) -> Future[Any]:
    def run() -> Any:
        try:
            return call()
        finally:
            connection.close()

    return pool.submit(run)


def wait_for_waiters(number: int) -> None:
    """Return as soon as *number* connections wait for a lock."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITERS)
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.01)
    raise TimeoutError


def while_claiming(token: Token, does: Callable[[], None], *, commits: bool) -> None:
    """Redeem *token*, and before its transaction ends, do something."""
    with transaction.atomic():
        redeem(token)
        does()
        transaction.set_rollback(not commits)


def open_game(**prize: object) -> Game:
    game = live_game(quantity=1, **prize)
    PrizeUnit.objects.filter(game=game, opens_at__isnull=False).update(
        opens_at=game.published.starts_at
    )
    return game


@pytest.mark.parametrize("commits", [False, True], ids=["rolled back", "committed"])
@pytest.mark.parametrize("prize", GAMES, ids=lambda prize: prize["draw_method"].value)
def test_plays_wait_for_the_last_unit_until_its_claim_is_decided(
    prize: dict[str, object], *, commits: bool
) -> None:
    game = open_game(**prize)
    holder, *waiters = (token_for(game) for _ in range(4))

    with ThreadPoolExecutor(3) as pool:
        results: list[Future[Any]] = []

        def others_play() -> None:
            results.extend(
                in_thread(pool, lambda token=token: redeem(token).result) for token in waiters
            )
            wait_for_waiters(3)

        while_claiming(holder, others_play, commits=commits)
        found = sorted(result.result(20) for result in results)

    assert found == (["lost"] * 3 if commits else ["lost", "lost", "won"])
    assert Award.objects.count() == 1


def test_a_play_waits_for_the_last_of_a_limit_until_it_is_taken() -> None:
    game = PrizeFactory(quantity=9).game
    LimitFactory(campaign=game.campaign, per="game")
    publish(game.campaign)
    holder, waiter = token_for(game), token_for(game)

    with ThreadPoolExecutor(1) as pool:
        results: list[Future[Any]] = []

        def another_plays() -> None:
            results.append(in_thread(pool, lambda: redeem(waiter).result))
            wait_for_waiters(1)

        while_claiming(holder, another_plays, commits=False)

        assert results[0].result(20) == "won"


def test_a_play_that_waits_does_not_win_a_prize_that_is_published_meanwhile() -> None:
    game = open_game(draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM)
    holder, waiter = token_for(game), token_for(game)

    def publish_another_prize() -> None:
        PrizeFactory(
            game=game, draw_method=DrawMethod.MOMENT, spread=Spread.MANUAL, quantity=1,
            moments_csv=game.published.starts_at.isoformat(),
        )  # fmt: skip
        for step in (revise_campaign, submit_campaign, approve_campaign):
            step(campaign_id=game.campaign_id, by=UserFactory(), at=game.published.starts_at)

    with ThreadPoolExecutor(1) as pool:
        results: list[Future[Any]] = []
        started = threading.Event()

        def another_plays() -> None:
            results.append(in_thread(pool, lambda: (started.set(), redeem(waiter))[1]))
            started.wait(20)
            wait_for_waiters(1)
            publish_another_prize()

        while_claiming(holder, another_plays, commits=True)

        assert results[0].result(20).result == "lost"


def test_a_revision_waits_for_a_claim_before_it_draws_anew() -> None:
    game = live_game(draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=5)
    start = game.published.starts_at
    first = PrizeUnit.objects.filter(game=game).earliest("opens_at")
    PrizeUnit.objects.filter(pk=first.pk).update(opens_at=start)

    def draw_anew() -> None:
        game.prizes.update(margin_seconds=60)
        for step in (revise_campaign, submit_campaign, approve_campaign):
            # the approver's clock is behind: the moment has not opened by it
            step(campaign_id=game.campaign_id, by=UserFactory(), at=start - timedelta(hours=1))

    with ThreadPoolExecutor(1) as pool:
        results: list[Future[Any]] = []

        def publish_meanwhile() -> None:
            results.append(in_thread(pool, draw_anew))
            wait_for_waiters(1)

        while_claiming(token_for(game), publish_meanwhile, commits=True)
        results[0].result(20)

    assert PrizeUnit.objects.filter(game=game, state__in=["available", "awarded"]).count() == 5
