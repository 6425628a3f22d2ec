"""Every refusal of a redemption, with its detail; each leaves everything as it was."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from identities.models import ApiClientUsage
from identities.services.actors import SYSTEM
from promotions.enums import Refusal
from promotions.models import Game
from promotions.services.campaigns import cancel_campaign, pause_campaign
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.identities import (
    ApiClientFactory,
    OrganizationFactory,
    ParticipantFactory,
    ProfileFactory,
    UserFactory,
)
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    live_game,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tokens.models import Token
from tokens.services.voiding import void_token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
INSTANT = timedelta(microseconds=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def refusal(token: Token, **arguments: object) -> tuple[str, dict[str, Any]]:
    """Redeem *token*, which is refused and changes nothing; return the code and the detail."""
    before = database_fingerprint()
    with pytest.raises(Refused) as refused, transaction.atomic():
        redeem(token, **arguments)
    assert database_fingerprint() == before
    return refused.value.code, refused.value.detail


def game_of(**campaign: object) -> Game:
    """Return the game of a campaign that is published at its start, with one prize."""
    game = PrizeFactory(game__campaign=CampaignFactory(**campaign)).game
    publish(game.campaign, at=game.campaign.starts_at)
    game.refresh_from_db()
    return game


def test_every_refusal_has_words() -> None:
    assert all(Refused(code).message == Refusal(code).label for code in Refusal.values)


def test_an_unknown_code() -> None:
    token = token_for(live_game())

    assert refusal(token, code="00000000") == ("token_not_found", {})


def test_a_token_of_another_organization() -> None:
    token = token_for(live_game())
    other = OrganizationFactory()

    assert refusal(token, organization_id=other.pk) == ("token_not_found", {})


def test_a_voided_token() -> None:
    token = token_for(live_game())
    void_token(organization=token.organization, code=token.code, reason="lost", by=SYSTEM, at=NOW)

    assert refusal(token) == ("token_voided", {})


def test_an_expired_token_at_its_very_instant() -> None:
    token = token_for(live_game(), issued_at=NOW, expires_at=NOW + timedelta(hours=1))

    assert refusal(token, at=token.expires_at) == ("token_expired", {})
    assert redeem(token, at=token.expires_at - INSTANT).result == "won"


def test_an_unassigned_token_without_a_participant() -> None:
    token = token_for(live_game(), participant=None)

    assert refusal(token) == ("token_unassigned", {})


@pytest.mark.parametrize("known", [True, False])
def test_a_token_of_another_participant(known: bool) -> None:  # noqa: FBT001
    token = token_for(live_game())
    if known:
        ParticipantFactory(organization=token.organization, source_id="eve")

    assert refusal(token, participant="eve") == (
        "not_eligible", {"reason": "other_participant"},
    )  # fmt: skip


def test_a_redeemed_token_for_another_participant() -> None:
    token = token_for(live_game())
    redeem(token)

    assert refusal(token, participant="eve") == (
        "not_eligible", {"reason": "other_participant"},
    )  # fmt: skip


@pytest.mark.parametrize("redeemed", [False, True])
def test_a_token_of_another_game(redeemed: bool) -> None:  # noqa: FBT001
    token = token_for(live_game())
    other = GameFactory(campaign=token.game.campaign)
    if redeemed:
        redeem(token)

    assert refusal(token, game=other.code) == ("wrong_game", {})


def test_a_game_that_was_never_published() -> None:
    token = token_for(PrizeFactory().game)

    assert refusal(token) == ("not_live", {"opens_at": None})


def test_before_the_start_tells_when_it_opens() -> None:
    game = game_of(starts_at=START)

    assert refusal(token_for(game, issued_at=START), at=START - INSTANT) == (
        "not_live", {"opens_at": "2026-01-01T00:00:00+00:00"},
    )  # fmt: skip
    assert redeem(token_for(game, issued_at=START), at=START).result == "won"


def test_at_the_end_it_is_over() -> None:
    game = game_of(starts_at=START, ends_at=START + timedelta(days=9))
    token = token_for(game, issued_at=START)

    assert refusal(token, at=START + timedelta(days=9)) == ("not_live", {"opens_at": None})
    assert redeem(token, at=START + timedelta(days=9) - INSTANT).result == "won"


def test_a_game_that_is_shorter_than_its_campaign() -> None:
    game = PrizeFactory(game__ends_at=NOW + timedelta(days=1)).game
    publish(game.campaign)

    assert refusal(token_for(game), at=NOW + timedelta(days=1)) == (
        "not_live", {"opens_at": None},
    )  # fmt: skip


def test_a_paused_campaign() -> None:
    game = live_game()
    pause_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="wait", at=NOW)

    assert refusal(token_for(game)) == ("paused", {})


def test_a_paused_campaign_before_its_start_and_after_its_end_is_not_live() -> None:
    game = game_of(starts_at=START, ends_at=START + timedelta(days=9))
    pause_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="wait", at=START)
    token = token_for(game, issued_at=START)

    assert refusal(token, at=START - INSTANT)[0] == "not_live"
    assert refusal(token, at=START + timedelta(days=9))[0] == "not_live"


def test_a_cancelled_campaign() -> None:
    game = live_game()
    cancel_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="over", at=NOW)

    assert refusal(token_for(game)) == ("not_live", {"opens_at": None})


@pytest.mark.parametrize("state", ["blocked", "erased"])
def test_a_participant_who_is_not_active(state: str) -> None:
    token = token_for(live_game(), participant__state=state)

    assert refusal(token) == ("participant_blocked", {})


def test_a_guesser_is_told_when_he_may_go_on() -> None:
    client = ApiClientFactory()
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    for offset in (0, 1):
        ApiClientUsage.objects.create(
            client=client, kind="wrong_codes", used=60,
            window_starts_at=minute + timedelta(minutes=offset),
        )  # fmt: skip

    code, detail = refusal(token_for(live_game()), client_id=client.pk)

    assert code == "rate_limited"
    assert datetime.fromisoformat(detail["retry_at"]) > minute


@pytest.mark.parametrize(
    ("birth_on", "at", "reason"),
    [
        (None, "2026-02-28T12:00:00", "birth_date_unknown"),
        (date(2008, 3, 1), "2026-02-28T12:00:00", "under_age"),
        (date(2008, 2, 29), "2026-02-27T12:00:00", "under_age"),
        (date(2008, 2, 29), "2026-02-28T12:00:00", None),
        # the day is Berlin's, not UTC's
        (date(2008, 3, 1), "2026-02-28T22:59:59", "under_age"),
        (date(2008, 3, 1), "2026-02-28T23:00:00", None),
        (date(1920, 1, 1), "2026-02-28T12:00:00", None),
    ],
)
def test_the_age_is_that_of_the_local_day(
    birth_on: date | None, at: str, reason: str | None
) -> None:
    game = game_of(
        starts_at=START, ends_at=START.replace(year=2027), minimum_age=18,
        time_zone="Europe/Berlin",
    )  # fmt: skip
    token = token_for(game, issued_at=START)
    ProfileFactory(participant=token.participant, birth_on=birth_on)
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)

    if reason is None:
        assert redeem(token, at=instant).result == "won"
    else:
        assert refusal(token, at=instant) == ("not_eligible", {"reason": reason})


@pytest.mark.parametrize(
    ("country", "reason"), [(None, "unknown"), ("", "unknown"), ("FR", "excluded"), ("DE", None)]
)
def test_only_the_countries_of_the_campaign_play(country: str | None, reason: str | None) -> None:
    token = token_for(game_of(countries=["AT", "DE"]))
    if country is not None:
        ProfileFactory(participant=token.participant, country=country)

    if reason is None:
        assert redeem(token).result == "won"
    else:
        assert refusal(token) == ("not_eligible", {"reason": f"country_{reason}"})


def test_a_limit_that_refuses_gives_back_what_others_took() -> None:
    game = PrizeFactory().game
    wide = LimitFactory(campaign=game.campaign, per="game", window="week", maximum=5)
    narrow = LimitFactory(campaign=game.campaign, window="campaign")
    publish(game.campaign)
    participant = ParticipantFactory(organization=game.organization)
    redeem(token_for(game, participant=participant))

    code, detail = refusal(token_for(game, participant=participant))

    assert code == "limit_reached"
    assert detail == {
        "limit": {
            "id": str(narrow.pk), "counts": "plays", "per": "participant", "window": "campaign",
            "maximum": 1,
        },
        "retry_at": None,
    }  # fmt: skip
    assert sum(wide.usage.values_list("used", flat=True)) == 1


def test_a_refusal_creates_no_participant() -> None:
    game = live_game()
    cancel_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="over", at=NOW)

    assert refusal(token_for(game, participant=None), participant="new")[0] == "not_live"
