"""What must hold of drawings, broken from outside one by one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from identities.services.actors import SYSTEM
from promotions.models import (
    Award,
    Drawing,
    DrawnEntry,
    Entry,
    Game,
    LimitUsage,
    PrizeUnit,
    Replacement,
    Seal,
)
from promotions.services.invariants import check_invariants
from promotions.services.replacements import replace_winner
from tests.factories.drawings import drawing_game, drawn, enter, published
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import LimitFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def drawing() -> Drawing:
    """Four participants, one winner who was replaced by the next, two alternates left."""
    game = drawing_game(ended=True, publishes=False, alternates=3, wins_per_participant=1)
    LimitFactory(campaign=game.campaign, counts="entries", maximum=2)
    published(game)
    for person in ("ada", "edith", "grace", "hedy"):
        enter(game, person)
    made = drawn(game)
    award = Award.objects.get()
    replace_winner(
        organization=game.organization, award_id=award.pk, reason="x", by=SYSTEM,
        at=award.won_at + HOUR,
    )  # fmt: skip
    return made


def ranked(rank: int) -> DrawnEntry:
    return DrawnEntry.objects.get(rank=rank)


def swap_ranks() -> None:
    for old, new in ((3, 9), (4, 3), (9, 4)):
        DrawnEntry.objects.filter(rank=old).update(rank=new)


def enter_late() -> None:
    entry = Entry.objects.first()
    entry.pk, entry.entered_at = None, Drawing.objects.get().drawn_at + HOUR
    entry._state.adding = True
    entry.save()


def move_to_another_organization() -> None:
    Entry.objects.filter(drawn__rank=1).update(participant=ParticipantFactory())


BREAKS: dict[str, list[Callable[[], object]]] = {
    "unit_awarded_iff_won": [
        lambda: PrizeUnit.objects.filter(award__drawn_entry__rank=2).update(
            state="available", awarded_at=None
        ),
        lambda: Award.objects.update(won_at=Drawing.objects.get().drawn_at + 2 * HOUR),
    ],
    "wins_within_wins_allowed": [lambda: Award.objects.update(wins_allowed=None)],
    "award_won_published_prize": [
        lambda: Award.objects.update(prize=drawing_game().prizes.get().pk)
    ],
    "unit_replaces_forfeited": [
        lambda: Award.objects.filter(drawn_entry__rank=1).update(state="won"),
    ],
    "plays_and_entries_fit_their_game": [
        lambda: Game.objects.update(kind="instant_win", alternates=0),
        enter_late,
    ],
    "usage_equals_entries": [lambda: LimitUsage.objects.update(used=0), enter_late],
    "drawing_is_of_all_entries": [
        enter_late,
        lambda: Drawing.objects.update(entries_count=5),
        lambda: Drawing.objects.update(participants_count=3),
        lambda: Entry.objects.filter(drawn__rank=1).update(
            entered_at=Drawing.objects.get().drawn_at
        ),
    ],
    "drawn_entries_are_ranked": [
        lambda: DrawnEntry.objects.filter(rank=4).update(rank=5),
        lambda: Entry.objects.filter(drawn__rank=4).update(participant=ranked(3).entry.participant),
        lambda: Entry.objects.filter(drawn__rank=4).update(game=drawing_game()),
        lambda: Drawing.objects.update(passed_over=[ranked(4).entry.participant_id]),
    ],
    "drawn_entry_awarded_iff_won": [
        lambda: Award.objects.filter(drawn_entry__rank=2).update(drawn_entry=ranked(3)),
        lambda: Award.objects.filter(drawn_entry__rank=1).update(
            participant=ranked(3).entry.participant
        ),
        lambda: Award.objects.filter(drawn_entry__rank=1).update(
            won_at=Drawing.objects.get().drawn_at - HOUR
        ),
        lambda: Replacement.objects.all()._raw_delete("default"),
    ],
    "replacement_took_what_was_lost": [
        lambda: Award.objects.filter(drawn_entry__rank=1).update(state="won"),
        lambda: Replacement.objects.update(replaced=ranked(3)),
        lambda: PrizeUnit.objects.filter(award__drawn_entry__rank=2).update(replaces=None),
    ],
    "drawing_recomputes": [
        swap_ranks,
        lambda: Drawing.objects.update(entries_sha256="0" * 64),
        lambda: Entry.objects.filter(drawn__rank=4).update(participant=ParticipantFactory()),
        lambda: DrawnEntry.objects.filter(rank=4)._raw_delete("default"),
    ],
    "promotions_stay_in_their_organization": [move_to_another_organization],
}


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, breaks in BREAKS.items() for number in range(len(breaks))],
)
@pytest.mark.usefixtures("drawing")
def test_a_broken_invariant_is_found(name: str, number: int) -> None:
    assert check_invariants() == []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        BREAKS[name][number]()
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert name in {violation.invariant for violation in check_invariants()}


@pytest.mark.usefixtures("drawing")
def test_a_drawing_whose_seed_can_not_be_read_is_told_of_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE promotions_seal SET seed = 'x'")

    assert [broken.invariant for broken in check_invariants()] == ["seal_recomputes"]
    assert Seal.objects.count() == 1
