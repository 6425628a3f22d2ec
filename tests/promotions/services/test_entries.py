"""Entries of drawings: who gets one, and who is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from identities.enums import Channel
from identities.models import Participant
from identities.services.actors import SYSTEM, Actor
from promotions.enums import GameKind
from promotions.models import Entry, Game, LimitUsage
from promotions.services.campaigns import cancel_campaign, pause_campaign
from promotions.services.entries import DrawingNotFound, EntrySourceIdTaken, award_entry
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.drawings import (
    DAY,
    drawing_game,
    drawn,
    ended_drawing,
    enter,
    published,
)
from tests.factories.identities import (
    ApiClientFactory,
    OrganizationFactory,
    ParticipantFactory,
    ProfileFactory,
    UserFactory,
)
from tests.factories.promotions import CampaignFactory, GameFactory, LimitFactory, live_game

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
INSTANT = timedelta(microseconds=1)


def refusal(game: Game, participant: str = "ada", **arguments: object) -> Refused:
    """Return why *participant* is refused; nothing has changed then."""
    before = database_fingerprint()
    with pytest.raises(Refused) as refused:
        enter(game, participant, **arguments)
    assert database_fingerprint() == before
    return refused.value


def test_an_entry_says_who_entered_when_and_through_which_door() -> None:
    game = drawing_game()
    client = ApiClientFactory(organization=game.organization)
    by = Actor(channel=Channel.EPRIZE, client=client, request_id="r-1")

    awarded = award_entry(
        organization=game.organization, game=game.code, participant="ada", by=by, source_id="e-1"
    )

    entry = Entry.objects.select_related("participant").get()
    assert (awarded.entry, awarded.created) == (entry, True)
    assert (entry.organization, entry.game, entry.participant.source_id) == (
        game.organization, game, "ada",
    )  # fmt: skip
    assert (entry.source_id, entry.channel, entry.client, entry.request_id) == (
        "e-1", "eprize", client, "r-1",
    )  # fmt: skip
    assert entry.revision_id == game.published.revision_id
    assert abs(entry.entered_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_known_participant_enters_again_and_again() -> None:
    game = drawing_game()
    known = ParticipantFactory(organization=game.organization, source_id="ada")

    entries = [enter(game) for _ in range(3)]

    assert len({entry.pk for entry in entries}) == 3
    assert {entry.participant for entry in entries} == {known}


def test_the_same_source_id_answers_the_same_entry_even_after_the_end() -> None:
    game = drawing_game(ended=True)
    first = enter(game, source_id="e-1")

    again = award_entry(
        organization=game.organization, game=game.code, participant="ada", by=SYSTEM,
        source_id="e-1",
    )  # fmt: skip

    assert (again.entry, again.created) == (first, False)
    assert Entry.objects.count() == 1


def test_a_source_id_is_of_one_participant_and_one_game() -> None:
    game = drawing_game()
    other = drawing_game()
    enter(game, source_id="e-1")
    before = database_fingerprint()

    with pytest.raises(EntrySourceIdTaken):
        enter(game, "grace", source_id="e-1")

    assert database_fingerprint() == before
    assert enter(other, source_id="e-1").organization == other.organization


def draft_drawing() -> Game:
    return GameFactory(kind=GameKind.DRAWING)


@pytest.mark.parametrize("made", [live_game, draft_drawing])
def test_a_game_that_is_no_published_drawing_is_not_found(made: Callable[[], Game]) -> None:
    game = made()
    before = database_fingerprint()

    with pytest.raises(DrawingNotFound):
        award_entry(
            organization=game.organization, game=game.code, participant="ada", by=SYSTEM, at=NOW
        )

    assert database_fingerprint() == before


def test_a_drawing_of_another_organization_is_not_found() -> None:
    game, other = drawing_game(), OrganizationFactory()
    before = database_fingerprint()

    with pytest.raises(DrawingNotFound):
        award_entry(organization=other, game=game.code, participant="ada", by=SYSTEM, at=NOW)

    assert database_fingerprint() == before


def test_entries_are_refused_before_the_start_and_from_the_end_on() -> None:
    game = drawing_game()
    starts_at, ends_at = game.published.starts_at, game.published.ends_at

    early, late = refusal(game, at=starts_at - INSTANT), refusal(game, at=ends_at)

    assert early.code == "not_live"
    assert datetime.fromisoformat(early.detail["opens_at"]) == starts_at
    assert (late.code, late.detail) == ("not_live", {"opens_at": None})
    assert enter(game, at=starts_at).entered_at == starts_at
    assert enter(game, at=ends_at - INSTANT).entered_at == ends_at - INSTANT


def test_entries_of_a_paused_campaign_are_refused() -> None:
    game = drawing_game()
    pause_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="x", at=NOW)

    assert refusal(game).code == "paused"


def test_entries_of_a_cancelled_campaign_are_refused() -> None:
    game = drawing_game()
    cancel_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="x", at=NOW)

    assert (refused := refusal(game)).code == "not_live"
    assert refused.detail == {"opens_at": None}


@pytest.mark.parametrize("state", ["blocked", "erased"])
def test_a_participant_who_is_not_active_is_refused(state: str) -> None:
    game = drawing_game()
    ParticipantFactory(organization=game.organization, source_id="ada", state=state)

    assert refusal(game).code == "participant_blocked"


def test_a_participant_who_is_too_young_is_refused_with_the_reason() -> None:
    game = drawing_game(campaign=CampaignFactory(minimum_age=18))
    person = ParticipantFactory(organization=game.organization, source_id="ada")
    ProfileFactory(participant=person, birth_on=(NOW - 17 * 365 * DAY).date())

    unknown, young = refusal(game, "grace"), refusal(game)

    assert (unknown.code, unknown.detail) == ("not_eligible", {"reason": "birth_date_unknown"})
    assert (young.code, young.detail) == ("not_eligible", {"reason": "under_age"})


def limited(**limit: object) -> Game:
    """Return a drawing with a limit of one entry a participant a day, changed by *limit*."""
    game = drawing_game(publishes=False)
    LimitFactory(campaign=game.campaign, **{"counts": "entries", **limit})
    return published(game)


def test_a_limit_on_entries_refuses_until_its_window_ends() -> None:
    game = limited()
    day = enter(game).entered_at.date() + DAY

    refused = refusal(game)

    assert refused.code == "limit_reached"
    assert refused.detail["retry_at"] == f"{day}T00:00:00+00:00"
    assert refused.detail["limit"]["counts"] == "entries"
    assert enter(game, at=game.published.starts_at + 3 * DAY).pk
    assert enter(game, "grace").pk


def test_a_limit_per_game_counts_everybody() -> None:
    game = limited(per="game", window="campaign", maximum=2)
    enter(game)
    enter(game, "grace")

    assert refusal(game, "edith").detail["retry_at"] is None


def test_a_replayed_entry_uses_a_limit_once() -> None:
    game = limited()

    entries = [enter(game, source_id="e-1") for _ in range(2)]

    assert entries[0] == entries[1]
    assert LimitUsage.objects.get().used == 1


def test_no_entry_slips_in_after_the_drawing() -> None:
    game = ended_drawing("ada")
    drawn(game)

    refused = refusal(game, "grace")

    assert (refused.code, refused.detail) == ("not_live", {"opens_at": None})


def test_a_refused_entry_creates_no_participant() -> None:
    game = limited(per="game", window="campaign")
    enter(game)

    refusal(game, "new")

    assert not Participant.objects.filter(source_id="new").exists()
