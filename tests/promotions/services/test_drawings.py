"""Drawing: once, after the end, from the sealed seed."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from identities.models import Participant
from identities.services.clock import database_now
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game, PrizeUnit
from promotions.services.awards import forfeit_overdue_awards
from promotions.services.campaigns import NotInThisState, archive_campaign, cancel_campaign
from promotions.services.drawings import (
    AlreadyDrawn,
    CampaignNotInForce,
    GameNotOver,
    draw_winners,
)
from promotions.services.entries import DrawingNotFound
from promotions.services.schedules import draw_entries
from promotions.services.units import load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import ParticipantFactory, UserFactory
from tests.factories.promotions import PrizeFactory, live_game

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

PEOPLE = ("ada", "edith", "grace", "hedy", "joan", "mary")


def ranked(drawing: Drawing) -> list[str]:
    """Return the participants of *drawing* in the order of their ranks."""
    found = DrawnEntry.objects.filter(drawing=drawing).order_by("rank")
    return list(found.values_list("entry__participant__source_id", flat=True))


def by_hand(game: Game) -> list[str]:
    """Return all participants of *game* in the order that its seed gives."""
    pairs = list(Entry.objects.filter(game=game).values_list("id", "participant_id"))
    seed = bytes.fromhex(game.published.seal.seed)
    order = [person for _, person in draw_entries(seed=seed, entries=pairs, count=len(pairs))]
    names = {person.pk: person.source_id for person in Participant.objects.all()}
    return [names[person] for person in order]


def refused(game: Game, at: datetime | None = None) -> type[Exception]:
    """Return why the winners of *game* can't be drawn; nothing has changed then."""
    person, before = UserFactory(), database_fingerprint()
    with pytest.raises(Exception) as refusal:
        draw_winners(game_id=game.pk, by=person, at=at or database_now())
    assert database_fingerprint() == before
    return refusal.type


def test_the_first_ranks_win_and_the_next_are_alternates() -> None:
    game = ended_drawing(*PEOPLE, quantity=2, alternates=3, claim_seconds=60)

    drawing = drawn(game)

    assert ranked(drawing) == by_hand(game)[:5]
    awards = Award.objects.order_by("drawn_entry__rank")
    assert [award.participant.source_id for award in awards] == ranked(drawing)[:2]
    assert {(award.state, award.won_at, award.claim_by) for award in awards} == {
        ("won", drawing.drawn_at, drawing.drawn_at + timedelta(seconds=60))
    }
    assert PrizeUnit.objects.filter(state="awarded", awarded_at=drawing.drawn_at).count() == 2


def test_a_drawing_says_what_it_was_drawn_from() -> None:
    game = ended_drawing(*PEOPLE)
    enter(game, "ada")
    person, at = UserFactory(), database_now()

    drawing = draw_winners(game_id=game.pk, by=person, at=at)

    listed = Entry.objects.order_by("id").values_list("id", "participant_id")
    committed = b"".join(entry.bytes + participant.bytes for entry, participant in listed)
    assert drawing.entries_sha256 == hashlib.sha256(committed).hexdigest()
    assert (drawing.entries_count, drawing.participants_count, drawing.passed_over) == (7, 6, [])
    assert (drawing.drawn_by, drawing.drawn_at, drawing.seal) == (person, at, game.published.seal)


def test_prizes_go_to_the_ranks_in_their_order() -> None:
    game = drawing_game(ended=True, publishes=False, quantity=2, code="second")
    PrizeFactory(game=game, draw_method="drawing", quantity=1, code="third", position=2)
    game.prizes.filter(code="second").update(position=1)
    PrizeFactory(game=game, draw_method="drawing", quantity=1, code="first", position=0)
    published(game)
    for person in PEOPLE:
        enter(game, person)

    drawn(game)

    codes = Award.objects.order_by("drawn_entry__rank").values_list("prize__code", flat=True)
    assert list(codes) == ["first", "second", "second", "third"]


def test_a_participant_is_drawn_once_however_often_he_entered() -> None:
    game = ended_drawing(*("ada",) * 5, "grace", quantity=3, alternates=2)

    drawing = drawn(game)

    assert sorted(ranked(drawing)) == ["ada", "grace"]
    assert Award.objects.count() == 2
    assert PrizeUnit.objects.available().count() == 1


@pytest.mark.parametrize("state", ["blocked", "erased"])
def test_who_is_not_active_is_passed_over_and_recorded(state: str) -> None:
    game = ended_drawing(*PEOPLE, quantity=3)
    order = by_hand(game)
    Participant.objects.filter(source_id=order[1]).update(state=state)

    drawing = drawn(game)

    assert ranked(drawing) == [order[0], *order[2:4]]
    assert drawing.passed_over == [Participant.objects.get(source_id=order[1]).pk]


def test_who_is_blocked_later_stays_drawn() -> None:
    game = ended_drawing(*PEOPLE, quantity=3)
    drawing = drawn(game)

    Participant.objects.update(state="blocked")

    assert ranked(drawing) == by_hand(game)[:3]


def test_no_entries_no_winners() -> None:
    drawing = drawn(ended_drawing(alternates=3))

    assert (drawing.entries_count, drawing.participants_count, ranked(drawing)) == (0, 0, [])
    assert drawing.entries_sha256 == hashlib.sha256().hexdigest()
    assert Award.objects.count() == 0


def test_a_voucher_prize_gives_each_winner_a_code() -> None:
    game = drawing_game(ended=True, publishes=False, kind="voucher_code", quantity=2)
    load_voucher_codes(prize_id=game.prizes.get().pk, codes=["A-1", "A-2"])
    published(game)
    for person in PEOPLE:
        enter(game, person)

    drawn(game)

    codes = Award.objects.values_list("unit__voucher_code", flat=True)
    assert sorted(codes) == ["A-1", "A-2"]


def test_winners_are_drawn_once() -> None:
    game = ended_drawing("ada")
    drawn(game)

    assert refused(game) is AlreadyDrawn


def test_winners_are_not_drawn_before_the_end() -> None:
    game = drawing_game()
    enter(game)

    assert refused(game) is GameNotOver
    assert refused(game, game.published.ends_at - timedelta(microseconds=1)) is GameNotOver


def test_winners_of_a_cancelled_campaign_are_not_drawn() -> None:
    game = drawing_game()
    cancel_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="x", at=database_now())

    assert refused(game) is CampaignNotInForce


def test_a_game_that_is_played_is_not_drawn() -> None:
    assert refused(live_game()) is DrawingNotFound
    assert refused(drawing_game(publishes=False)) is DrawingNotFound


def test_an_overdue_award_of_a_drawing_is_forfeited_and_its_unit_stays_used() -> None:
    game = ended_drawing(*PEOPLE, claim_seconds=60)
    drawing = drawn(game)

    forfeited = forfeit_overdue_awards(at=drawing.drawn_at + timedelta(seconds=60))

    assert (forfeited, Award.objects.get().state) == (1, "forfeited")
    assert PrizeUnit.objects.count() == 1


def test_a_campaign_is_archived_only_when_its_winners_are_drawn() -> None:
    game, person = ended_drawing("ada"), UserFactory()
    arguments = {"campaign_id": game.campaign_id, "by": person, "at": datetime.now(UTC)}
    before = database_fingerprint()

    with pytest.raises(NotInThisState, match=f"The winners of {game.name} are not drawn yet"):
        archive_campaign(**arguments)

    assert database_fingerprint() == before
    drawn(game)
    assert archive_campaign(**arguments).status == "archived"
    assert refused(game) is AlreadyDrawn


def test_no_play_is_awarded_a_unit_that_is_to_be_drawn() -> None:
    game = drawing_game()
    prizes = json.dumps(game.published.prizes)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT allocate_unit_v1(%s, %s, %s, %s, %s, now())",
            [game.pk, ParticipantFactory().pk, prizes, b"key", uuid4()],
        )
        (unit,) = cursor.fetchone()

    assert unit is None
    assert PrizeUnit.objects.available().count() == 1
