"""Entries, drawings, replacements and publication, all at the same time."""

import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from identities.services.actors import SYSTEM
from identities.services.clock import database_now
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game, LimitUsage, Replacement
from promotions.services.awards import transition_award
from promotions.services.drawings import AlreadyDrawn, draw_winners
from promotions.services.entries import AwardedEntry, EntrySourceIdTaken, award_entry
from promotions.services.refusals import Refused
from promotions.services.replacements import NoAlternateLeft, NotReplaceable, replace_winner
from tests.database import run_together, store_again
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, LimitFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

PEOPLE = tuple(f"person-{number}" for number in range(12))


def names(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_one_of_many_drawings_is_made() -> None:
    game = ended_drawing(*PEOPLE, quantity=3, alternates=2)
    people, at = UserFactory.create_batch(8), database_now()

    results = run_together(
        [partial(draw_winners, game_id=game.pk, by=person, at=at) for person in people]
    )

    assert names(results) == {Drawing.__name__: 1, AlreadyDrawn.__name__: 7}
    assert (DrawnEntry.objects.count(), Award.objects.count()) == (5, 3)


def test_a_drawing_waits_for_the_entry_that_is_being_made() -> None:
    game = ending_soon()
    entered, done = threading.Event(), threading.Event()

    def enter_slowly() -> str:
        with transaction.atomic():
            now(game, "slow")
            entered.set()
            done.wait(30)
        return "entered"

    def draw_meanwhile() -> Drawing:
        entered.wait(30)
        wait_until_over(game)
        threading.Timer(0.5, done.set).start()
        return draw_winners(game_id=game.pk, by=person, at=database_now())

    person = UserFactory()
    results = run_together([enter_slowly, draw_meanwhile])

    assert results[0] == "entered"
    assert results[1].entries_count == Entry.objects.count() == 1


def test_an_entry_that_waited_for_the_drawing_is_refused() -> None:
    game = ended_drawing(*PEOPLE)
    locked, at = threading.Event(), game.published.starts_at + timedelta(hours=1)

    def draw_slowly() -> Drawing:
        with transaction.atomic():
            drawing = drawn(game)
            locked.set()
            time.sleep(0.5)
        return drawing

    def enter_meanwhile() -> AwardedEntry:
        locked.wait(30)
        # by its own clock it comes in time
        return enter(game, "late", at=at)

    results = run_together([draw_slowly, enter_meanwhile])

    assert names(results) == {Drawing.__name__: 1, Refused.__name__: 1}
    assert results[1].code == "not_live"
    assert Entry.objects.count() == results[0].entries_count == 12


def test_a_row_that_goes_round_the_services_waits_for_the_drawing_too() -> None:
    game = ended_drawing(*PEOPLE)
    entry, locked = Entry.objects.first(), threading.Event()

    def draw_slowly() -> Drawing:
        with transaction.atomic():
            drawing = drawn(game)
            locked.set()
            time.sleep(0.5)
        return drawing

    def store_meanwhile() -> None:
        locked.wait(30)
        store_again(entry)

    results = run_together([draw_slowly, store_meanwhile])

    assert isinstance(results[0], Drawing)
    assert isinstance(results[1], IntegrityError)
    assert "entry_before_drawing" in str(results[1])
    assert Entry.objects.count() == 12


def ending_soon() -> Game:
    """Return a drawing that ends in a second and a half."""
    start = database_now() - timedelta(days=1)
    campaign = CampaignFactory(starts_at=start, ends_at=database_now() + timedelta(seconds=1.5))
    return drawing_game(campaign=campaign, quantity=3, alternates=3)


def now(game: Game, participant: str) -> AwardedEntry:
    return award_entry(
        organization=game.organization, game=game.code, participant=participant, by=SYSTEM
    )


def wait_until_over(game: Game) -> None:
    while database_now() < game.published.ends_at:
        time.sleep(0.01)


def test_entries_up_to_the_last_moment_are_all_drawn_from() -> None:
    game, person = ending_soon(), UserFactory()

    def keep_entering(name: str) -> int:
        number = 0
        while True:
            try:
                now(game, f"{name}-{number}")
            except Refused as refused:
                assert refused.code == "not_live"  # noqa: PT017 - there may be none
                return number
            number += 1

    def draw_at_the_end() -> int:
        wait_until_over(game)
        return draw_winners(game_id=game.pk, by=person, at=database_now()).entries_count

    results = run_together(
        [draw_at_the_end, *(partial(keep_entering, name) for name in ("a", "b", "c"))]
    )

    assert results[0] == sum(results[1:]) == Entry.objects.count() > 0


def test_the_same_source_id_is_one_entry() -> None:
    game = drawing_game(publishes=False)
    LimitFactory(campaign=game.campaign, counts="entries", maximum=1)
    published(game)

    results = run_together([partial(enter, game, source_id="e-1")] * 10)

    assert {result.pk for result in results} == {Entry.objects.get().pk}
    assert LimitUsage.objects.get().used == 1


def test_a_source_id_goes_to_one_of_many_participants() -> None:
    game = drawing_game()

    results = run_together([partial(enter, game, person, source_id="e-1") for person in PEOPLE])

    assert names(results) == {"Entry": 1, EntrySourceIdTaken.__name__: 11}


def test_a_limit_is_never_passed() -> None:
    game = drawing_game(publishes=False)
    LimitFactory(campaign=game.campaign, counts="entries", per="game", window="campaign", maximum=7)
    published(game)

    results = run_together([partial(enter, game, person) for person in PEOPLE])

    assert names(results) == {"Entry": 7, Refused.__name__: 5}


def replace(award: Award) -> Award:
    return replace_winner(
        organization=award.organization, award_id=award.pk, reason="x", by=SYSTEM,
        at=database_now(),
    )  # fmt: skip


def test_no_alternate_is_used_twice() -> None:
    drawn(ended_drawing(*PEOPLE, quantity=6, alternates=4))
    awards = list(Award.objects.select_related("organization"))

    results = run_together([partial(replace, award) for award in awards])

    assert names(results) == {Award.__name__: 4, NoAlternateLeft.__name__: 2}
    ranks = Replacement.objects.values_list("alternate__rank", flat=True)
    assert sorted(ranks) == [7, 8, 9, 10]


def test_a_winner_is_replaced_by_one_alternate() -> None:
    drawn(ended_drawing(*PEOPLE, alternates=8))
    award = Award.objects.select_related("organization").get()

    results = run_together([partial(replace, award)] * 8)

    assert names(results) == {Award.__name__: 1, NotReplaceable.__name__: 7}


def test_a_winner_who_is_replaced_can_not_go_on() -> None:
    drawn(ended_drawing(*PEOPLE, quantity=4, alternates=8))
    awards = list(Award.objects.select_related("organization"))

    def claim(award: Award) -> str:
        return transition_award(
            organization=award.organization, award_id=award.pk, to="claimed", reason="x",
            by=SYSTEM, at=database_now(),
        ).state  # fmt: skip

    run_together(
        [call for award in awards for call in (partial(claim, award), partial(replace, award))]
    )

    assert {Award.objects.get(pk=award.pk).state for award in awards} == {"disqualified"}
