"""The named rules of drawings, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime

from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game, Replacement
from promotions.services.replacements import replace_winner
from tests.database import store_again
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter
from tests.factories.identities import ParticipantFactory, UserFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game

NOW = datetime.now(UTC)


def drawing(*participants: str, **game: object) -> Drawing:
    return drawn(ended_drawing(*(participants or ("ada",)), **game))


def drawn_entry() -> DrawnEntry:
    return DrawnEntry.objects.get(drawing=drawing())


def drawn_award() -> Award:
    return Award.objects.get(drawn_entry=drawn_entry())


def replacement() -> Replacement:
    made = drawing("ada", "grace", alternates=1)
    award = Award.objects.get(drawn_entry__drawing=made)
    replace_winner(
        organization=award.organization, award_id=award.pk, reason="moved", by=SYSTEM, at=NOW
    )
    return Replacement.objects.get()


def drawing_of(game: Game, **changes: object) -> None:
    """Store a drawing of *game*, as if it were drawn now, with *changes*."""
    values = {
        "revision_id": game.published.revision_id, "seal_id": game.published.seal_id,
        "entries_count": 0, "participants_count": 0, "passed_over": [], "entries_sha256": "",
        "drawn_at": NOW, "drawn_by": UserFactory(), **changes,
    }  # fmt: skip
    Drawing.objects.create(game=game, **values)


def late_entry() -> None:
    entry = enter(game := ended_drawing())
    drawn(game)
    store_again(entry)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "game_kind_known": lambda: GameFactory(kind="chess"),
    "game_alternates_only_in_drawings": lambda: GameFactory(alternates=1),
    "prize_drawn_never_returns": lambda: PrizeFactory(
        draw_method=DrawMethod.DRAWING, returns_forfeited=True
    ),
    "entry_source_id_unique": lambda: store_again(enter(drawing_game(), source_id="e-1")),
    "entry_game_in_organization": lambda: store_again(enter(drawing_game()), game=GameFactory()),
    "entry_participant_in_organization": lambda: store_again(
        enter(drawing_game()), participant=ParticipantFactory()
    ),
    "drawn_entry_rank_unique": lambda: store_again(
        drawn_entry(), entry=enter(drawing_game(), "grace")
    ),
    "drawn_entry_rank_from_1": lambda: store_again(
        drawn_entry(), entry=enter(drawing_game(), "grace"), rank=0
    ),
    "award_of_play_or_drawing": lambda: store_again(drawn_award(), unit=None, drawn_entry=None),
    "replacement_has_reason": lambda: store_again(
        replacement(), replaced=drawn_entry(), alternate=drawn_entry(), reason=""
    ),
    "replacement_by_another": lambda: store_again(
        replacement(), replaced=(same := drawn_entry()), alternate=same
    ),
}

STOPPED: dict[str, list[Callable[[], object]]] = {
    "entry_never_changes": [
        lambda: Entry.objects.filter(pk=enter(drawing_game()).pk).update(request_id="x"),
        lambda: Entry.objects.filter(pk=enter(drawing_game()).pk)._raw_delete("default"),
    ],
    "entry_before_drawing": [late_entry],
    "drawing_never_changes": [
        lambda: Drawing.objects.filter(pk=drawing().pk).update(passed_over=[]),
        lambda: Drawing.objects.filter(pk=drawing().pk)._raw_delete("default"),
    ],
    "drawing_after_the_end": [
        lambda: drawing_of(drawing_game()),
        lambda: drawing_of(live_game()),
        lambda: drawing_of(game := ended_drawing(), drawn_at=game.published.starts_at),
        lambda: drawing_of(ended_drawing(), seal_id=drawing_game().published.seal_id),
    ],
    "drawn_entry_never_changes": [
        lambda: DrawnEntry.objects.filter(pk=drawn_entry().pk).update(rank=2),
        lambda: DrawnEntry.objects.filter(pk=drawn_entry().pk)._raw_delete("default"),
    ],
    "replacement_never_changes": [
        lambda: Replacement.objects.filter(pk=replacement().pk).update(reason="x"),
        lambda: Replacement.objects.filter(pk=replacement().pk)._raw_delete("default"),
    ],
}
