"""Replacements: the next alternate takes what a winner lost."""

from datetime import timedelta

import pytest

from identities.enums import Channel
from identities.models import Participant
from identities.services.actors import SYSTEM, Actor
from promotions.models import Award, AwardEvent, Replacement
from promotions.services.awards import AwardNotFound, transition_award
from promotions.services.replacements import (
    NoAlternateLeft,
    NotReplaceable,
    NoVoucherCodeLeft,
    replace_winner,
)
from promotions.services.units import load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

PEOPLE = ("ada", "edith", "grace", "hedy", "joan", "mary")
MINUTE = timedelta(minutes=1)


def winner(**game: object) -> Award:
    """Return the award of the first rank of a drawing of six participants, who all are ranked."""
    drawn(ended_drawing(*PEOPLE, **{"alternates": 5, **game}))
    return Award.objects.get(drawn_entry__rank=1)


def replace(award: Award, **arguments: object) -> Award:
    values = {"reason": "moved abroad", "by": SYSTEM, "at": award.won_at + MINUTE, **arguments}
    return replace_winner(organization=award.organization, award_id=award.pk, **values)


def move(award: Award, *states: str) -> Award:
    for state in states:
        transition_award(
            organization=award.organization, award_id=award.pk, to=state, reason="x", by=SYSTEM,
            at=award.won_at,
        )  # fmt: skip
    return award


def refused(award: Award, expected: type[Exception], **arguments: object) -> str:
    """Return what is said of an award that is not replaced; nothing has changed then."""
    before = database_fingerprint()
    with pytest.raises(expected) as refusal:
        replace(award, **arguments)
    assert database_fingerprint() == before
    assert refusal.type is expected
    return str(refusal.value)


@pytest.mark.parametrize(
    "states",
    [
        ["forfeited"], ["disqualified"], ["claimed", "forfeited"], ["claimed", "verified"],
        ["claimed"], [],
    ],
)  # fmt: skip
def test_the_next_alternate_wins_in_the_place_of_a_winner(states: list[str]) -> None:
    award = move(winner(claim_seconds=3600), *states)

    replacing = replace(award)

    assert (replacing.drawn_entry.rank, replacing.state) == (2, "won")
    assert replacing.participant == replacing.drawn_entry.entry.participant
    assert (replacing.prize, replacing.unit.replaces) == (award.prize, award.unit)
    assert replacing.won_at == award.won_at + MINUTE
    assert replacing.claim_by == replacing.won_at + timedelta(hours=1)


def test_a_replacement_says_who_why_and_when() -> None:
    award, person = winner(), UserFactory()

    replacing = replace(award, by=Actor(channel=Channel.ADMIN, user=person))

    made, event = Replacement.objects.get(), AwardEvent.objects.get()
    assert (made.replaced, made.alternate) == (award.drawn_entry, replacing.drawn_entry)
    assert (made.reason, made.channel, made.user) == ("moved abroad", "admin", person)
    assert (event.award, event.to_state, event.reason) == (award, "disqualified", "moved abroad")
    assert made.replaced_at == event.happened_at == replacing.won_at


def test_an_award_past_its_deadline_is_forfeited_by_the_replacement() -> None:
    award = winner(claim_seconds=60)

    replace(award, at=award.claim_by)

    assert AwardEvent.objects.get().to_state == "forfeited"


def test_alternates_follow_one_another_until_none_is_left() -> None:
    award = winner(quantity=2, alternates=2)
    other = Award.objects.get(drawn_entry__rank=2)

    third, fourth = replace(other), replace(award)

    assert (third.drawn_entry.rank, fourth.drawn_entry.rank) == (3, 4)
    assert refused(third, NoAlternateLeft) == "No alternate is left."


def test_an_alternate_who_won_is_replaced_too() -> None:
    second = replace(winner())

    third = replace(second)

    assert third.drawn_entry.rank == 3
    assert third.unit.replaces == second.unit


@pytest.mark.parametrize("state", ["blocked", "erased"])
def test_an_alternate_who_is_not_active_is_passed_over(state: str) -> None:
    award = winner()
    Participant.objects.filter(entries__drawn__rank=2).update(state=state)

    assert replace(award).drawn_entry.rank == 3


def test_a_winner_is_replaced_once() -> None:
    award = winner()
    replace(award)

    assert refused(award, NotReplaceable) == "An alternate has taken its place already."


def test_a_fulfilled_award_stays_with_its_winner() -> None:
    award = move(winner(), "claimed", "verified", "fulfilled")

    assert refused(award, NotReplaceable) == "An award that is fulfilled stays with its winner."


def test_an_award_of_a_play_is_not_replaced() -> None:
    award = Award.objects.get(play=redeem(token_for(live_game())).play_id)

    assert refused(award, NotReplaceable) == "It was won by a play: it has no alternates."


def test_an_award_of_another_organization_is_not_found() -> None:
    award, other = winner(), OrganizationFactory()
    before = database_fingerprint()

    with pytest.raises(AwardNotFound):
        replace_winner(
            organization=other, award_id=award.pk, reason="x", by=SYSTEM, at=award.won_at
        )

    assert database_fingerprint() == before


def voucher_winner(codes: list[str]) -> Award:
    game = drawing_game(ended=True, publishes=False, kind="voucher_code", quantity=1, alternates=5)
    load_voucher_codes(prize_id=game.prizes.get().pk, codes=codes)
    published(game)
    for person in PEOPLE:
        enter(game, person)
    drawn(game)
    return Award.objects.get()


def test_an_alternate_gets_a_voucher_code_that_nobody_was_shown() -> None:
    award = voucher_winner(["A-1", "A-2"])

    replacing = replace(award)

    assert {award.unit.voucher_code, replacing.unit.voucher_code} == {"A-1", "A-2"}
    assert refused(replacing, NoVoucherCodeLeft) == (
        "No voucher code of the prize is left to take its place."
    )


def test_voucher_codes_are_loaded_for_alternates_after_the_drawing() -> None:
    award = voucher_winner(["A-1"])
    refused(award, NoVoucherCodeLeft)

    load_voucher_codes(prize_id=award.prize_id, codes=["A-2"])

    assert replace(award).unit.voucher_code == "A-2"
