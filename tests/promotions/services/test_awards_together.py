"""Claims, the job that forfeits, and revisions, all while others do the same."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from identities.services.actors import SYSTEM
from promotions.enums import AwardState, DrawMethod, Spread
from promotions.models import Award, AwardEvent, Campaign, Game, PrizeUnit
from promotions.services.awards import (
    ClaimTooLate,
    TransitionNotAllowed,
    claim_award,
    forfeit_overdue_awards,
    transition_award,
)
from promotions.services.campaigns import (
    NotInThisState,
    approve_campaign,
    revise_campaign,
    submit_campaign,
)
from tests.database import run_together
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

HOUR = timedelta(hours=1)


def won(game: Game, number: int) -> list[Award]:
    plays = [redeem(token_for(game)).play_id for _ in range(number)]
    return list(Award.objects.filter(play__in=plays))


def claim(award: Award, at: datetime) -> str:
    try:
        return claim_award(
            organization=award.organization, award_id=award.pk, by=SYSTEM, at=at
        ).state
    except (ClaimTooLate, TransitionNotAllowed) as refused:
        return type(refused).__name__


def test_an_award_is_claimed_or_forfeited_whoever_is_first() -> None:
    game = live_game(quantity=12, claim_seconds=60, returns_forfeited=True)
    awards = won(game, 12)
    now = datetime.now(UTC)

    # claimed in time by one clock, overdue by another
    claims = [partial(claim, award, now) for award in awards]
    results = run_together([*claims, partial(forfeit_overdue_awards, at=now + HOUR)])

    states = Counter(Award.objects.values_list("state", flat=True))
    assert Counter(results[:-1])["claimed"] == states["claimed"]
    assert states["claimed"] + states["forfeited"] + states["won"] == 12
    assert results[-1] == states["forfeited"]
    assert game.units.available().count() == states["forfeited"]


def test_two_jobs_forfeit_every_award_once() -> None:
    game = live_game(quantity=20, claim_seconds=60, returns_forfeited=True)
    won(game, 20)

    forfeited = run_together([partial(forfeit_overdue_awards, at=datetime.now(UTC) + HOUR)] * 4)

    assert sum(forfeited) == 20
    assert AwardEvent.objects.count() == game.units.available().count() == 20


def test_an_award_is_moved_on_once() -> None:
    award = won(live_game(), 1)[0]
    at = datetime.now(UTC)

    def move(to: str) -> str:
        try:
            return transition_award(
                organization=award.organization, award_id=award.pk, to=to, reason="x",
                by=SYSTEM, at=at,
            ).state  # fmt: skip
        except TransitionNotAllowed:
            return "refused"

    results = run_together([partial(move, AwardState.DISQUALIFIED)] * 10)

    assert Counter(results) == {"disqualified": 1, "refused": 9}


def test_a_returned_unit_is_won_by_one_of_those_who_play_meanwhile() -> None:
    game = live_game(quantity=5, claim_seconds=60, returns_forfeited=True)
    won(game, 5)
    tokens = [token_for(game) for _ in range(20)]

    results = run_together(
        [
            partial(forfeit_overdue_awards, at=datetime.now(UTC) + HOUR),
            *(lambda token=token: redeem(token).result for token in tokens),
        ]
    )

    late = [redeem(token_for(game)).result for _ in range(6)]
    assert (results[0], [*results[1:], *late].count("won")) == (5, 5)


def moments_campaign() -> Campaign:
    campaign = CampaignFactory(starts_at=datetime.now(UTC) - timedelta(days=10))
    game = PrizeFactory(
        game__campaign=campaign, draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=60
    ).game
    PrizeFactory(game=game, quantity=10)
    publish(campaign, at=campaign.starts_at)
    return campaign


def test_revisions_are_published_while_plays_run() -> None:
    campaign = moments_campaign()
    game = campaign.games.get()
    tokens: list[Token] = [token_for(game) for _ in range(40)]
    people = [UserFactory() for _ in range(3)]

    def revise(margin: int) -> None:
        game.prizes.filter(draw_method="moment").update(margin_seconds=margin)
        for step, person in zip(
            (revise_campaign, submit_campaign, approve_campaign), people, strict=True
        ):
            # a clock that is behind the database's
            step(campaign_id=campaign.pk, by=person, at=datetime.now(UTC) - timedelta(days=5))

    def revise_thrice() -> None:
        for margin in (60, 120, 180):
            revise(margin)

    results = run_together(
        [revise_thrice, *(lambda token=token: redeem(token).result for token in tokens)]
    )

    assert results[0] is None
    assert set(results[1:]) <= {"won", "lost"}
    units = PrizeUnit.objects.filter(game=game, opens_at__isnull=False)
    assert units.filter(state__in=["available", "awarded"]).count() == 60
    assert campaign.revisions.filter(state="approved").count() == 4


def test_one_of_many_approvers_publishes() -> None:
    campaign = PrizeFactory().game.campaign
    at = datetime.now(UTC)
    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    people = UserFactory.create_batch(8)

    results = run_together(
        [partial(approve_campaign, campaign_id=campaign.pk, by=person, at=at) for person in people]
    )

    assert Counter(type(result).__name__ for result in results) == {
        "CampaignRevision": 1,
        NotInThisState.__name__: 7,
    }
    assert PrizeUnit.objects.count() == 10
