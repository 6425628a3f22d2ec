"""The life of an award after it was won."""

from datetime import UTC, datetime, timedelta

import pytest

from identities.enums import Channel
from identities.services.actors import SYSTEM, Actor
from promotions.enums import AwardState, DrawMethod, ReleasePolicy, Spread
from promotions.models import AWARD_TRANSITIONS, Award, AwardEvent, PrizeUnit
from promotions.services.awards import (
    AwardNotFound,
    ClaimTooLate,
    TransitionNotAllowed,
    claim_award,
    forfeit_overdue_awards,
    transition_award,
)
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
PATHS: dict[str, list[str]] = {
    "won": [],
    "claimed": ["claimed"],
    "verified": ["claimed", "verified"],
    "fulfilled": ["claimed", "verified", "fulfilled"],
    "forfeited": ["forfeited"],
    "disqualified": ["disqualified"],
}


def won(**prize: object) -> Award:
    return Award.objects.get(play=redeem(token_for(live_game(**prize))).play_id)


def move(award: Award, to: str, **arguments: object) -> Award:
    return transition_award(
        organization=award.organization, award_id=award.pk, to=to,
        **{"reason": "because", "by": SYSTEM, "at": award.won_at, **arguments},
    )  # fmt: skip


@pytest.mark.parametrize("to", AwardState.values)
@pytest.mark.parametrize("state", PATHS)
def test_a_state_leads_to_its_next_ones_and_no_other(state: str, to: str) -> None:
    award = won()
    for step in PATHS[state]:
        move(award, step)
    before = database_fingerprint()

    if to in AWARD_TRANSITIONS[AwardState(state)]:
        assert move(award, to).state == to
    elif (state, to) == ("claimed", "claimed"):
        assert move(award, to).state == "claimed"
        assert database_fingerprint() == before
    else:
        with pytest.raises(TransitionNotAllowed):
            move(award, to)
        assert database_fingerprint() == before


def test_a_transition_names_who_and_why() -> None:
    award, person = won(), UserFactory()

    move(award, "disqualified", reason="cheated", by=Actor(channel=Channel.ADMIN, user=person))

    event = AwardEvent.objects.get(award=award)
    assert (event.from_state, event.to_state, event.reason) == ("won", "disqualified", "cheated")
    assert (event.channel, event.user, event.happened_at) == ("admin", person, award.won_at)


def test_a_claim_is_too_late_from_its_deadline_on() -> None:
    award = won(claim_seconds=60)
    arguments = {"organization": award.organization, "award_id": award.pk, "by": SYSTEM}

    with pytest.raises(ClaimTooLate):
        claim_award(**arguments, at=award.claim_by)

    assert award.claim_by == award.won_at + timedelta(seconds=60)
    assert claim_award(**arguments, at=award.claim_by - INSTANT).state == "claimed"


def test_an_award_of_another_organization_is_not_found() -> None:
    award = won()

    with pytest.raises(AwardNotFound):
        claim_award(
            organization=OrganizationFactory(), award_id=award.pk, by=SYSTEM, at=award.won_at
        )


def test_the_job_forfeits_what_is_overdue_and_nothing_else() -> None:
    overdue, early, endless, claimed = (
        won(claim_seconds=60), won(claim_seconds=7200), won(), won(claim_seconds=60),
    )  # fmt: skip
    move(claimed, "claimed")

    forfeited = forfeit_overdue_awards(at=overdue.claim_by)

    states = [Award.objects.get(pk=award.pk).state for award in (overdue, early, endless, claimed)]
    assert (forfeited, states) == (1, ["forfeited", "won", "won", "claimed"])
    assert forfeit_overdue_awards(at=overdue.claim_by) == 0


@pytest.mark.parametrize(("returns", "units"), [(True, 10), (False, 9)])
def test_a_forfeited_unit_returns_where_its_prize_says_so(returns: bool, units: int) -> None:  # noqa: FBT001
    award = won(returns_forfeited=returns)

    move(award, "forfeited")

    assert PrizeUnit.objects.available().count() == units
    assert award.play.unit.state == "awarded"


def test_a_disqualified_award_returns_nothing() -> None:
    move(won(returns_forfeited=True), "disqualified")

    assert PrizeUnit.objects.available().count() == 9


def test_a_returned_moment_opens_at_once_for_its_window() -> None:
    game = live_game(
        draw_method=DrawMethod.MOMENT, spread=Spread.MANUAL, quantity=1, returns_forfeited=True,
        release_policy=ReleasePolicy.WINDOW, window_seconds=60,
        moments_csv=(datetime.now(UTC) - timedelta(seconds=30)).isoformat(),
    )  # fmt: skip
    award = Award.objects.get(play=redeem(token_for(game)).play_id)
    at = award.won_at + timedelta(seconds=1)

    move(award, "forfeited", at=at)

    unit = PrizeUnit.objects.get(replaces=award.play.unit)
    assert (unit.opens_at, unit.closes_at) == (at, at + timedelta(seconds=60))


def test_a_returned_unit_can_be_won_and_returned_again() -> None:
    game = live_game(quantity=1, returns_forfeited=True)

    for _ in range(3):
        award = Award.objects.get(play=redeem(token_for(game)).play_id)
        move(award, "forfeited")

    assert PrizeUnit.objects.count() == 4
    assert PrizeUnit.objects.available().count() == 1
