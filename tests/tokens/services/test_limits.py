"""Limits: what they count, for whom, and in which window of the campaign's time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from identities.models import Participant
from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, PrizeKind
from promotions.models import Game, LimitUsage
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import (
    CampaignFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tokens.models import Token, TokenGrant
from tokens.services.awarding import award_token, create_batch

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

START = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def limited(**limit: object) -> Game:
    """Return a game in Berlin's year 2026 with a limit of one play a participant and window."""
    campaign = CampaignFactory(
        starts_at=START, ends_at=START.replace(year=2027), time_zone="Europe/Berlin"
    )
    game = PrizeFactory(game__campaign=campaign, quantity=100).game
    LimitFactory(campaign=campaign, **limit)
    publish(campaign, at=START)
    return game


def play(game: Game, participant: Participant, at: datetime) -> str:
    """Return the result, or the instant from which on the limit lets the participant play."""
    try:
        with transaction.atomic():
            return redeem(token_for(game, participant=participant, issued_at=START), at=at).result
    except Refused as refused:
        return refused.detail["retry_at"]


@pytest.mark.parametrize(
    ("window", "first", "last", "following"),
    [
        # 23 hours: clocks go forward at 01:00 UTC
        ("day", "2026-03-28T23:00:00", "2026-03-29T21:59:59.999999", "2026-03-29T22:00:00"),
        # 25 hours: clocks go back at 01:00 UTC
        ("day", "2026-10-24T22:00:00", "2026-10-25T22:59:59.999999", "2026-10-25T23:00:00"),
        ("day", "2026-07-13T22:00:00", "2026-07-14T21:59:59.999999", "2026-07-14T22:00:00"),
        # from Monday to Sunday, an hour short
        ("week", "2026-03-22T23:00:00", "2026-03-29T21:59:59.999999", "2026-03-29T22:00:00"),
        ("month", "2026-02-28T23:00:00", "2026-03-31T21:59:59.999999", "2026-03-31T22:00:00"),
        ("month", "2026-01-31T23:00:00", "2026-02-28T22:59:59.999999", "2026-02-28T23:00:00"),
    ],
)
def test_a_window_is_the_local_calendars(
    window: str, first: str, last: str, following: str
) -> None:
    game = limited(window=window)
    participant = ParticipantFactory(organization=game.organization)
    first_at, last_at, following_at = (
        datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, last, following)
    )

    results = [
        play(game, participant, at)
        for at in (first_at - timedelta(microseconds=1), first_at, last_at, following_at)
    ]

    assert results == ["won", "won", f"{following}+00:00", "won"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "UTC"])
@pytest.mark.parametrize("day", range(0, 365, 28))
def test_a_day_is_that_of_the_time_zone_database(zone: str, day: int) -> None:
    at = START + timedelta(days=day, hours=13)
    local = at.astimezone(ZoneInfo(zone)).replace(hour=0, tzinfo=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM limit_window_v1('day', %s, %s)", [zone, at])
        window = cursor.fetchone()

    expected = [
        moment.replace(minute=0, second=0, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for moment in (local, local + timedelta(days=1))
    ]
    assert list(window) == expected


def test_a_limit_of_the_campaign_never_ends() -> None:
    game = limited(window="campaign")
    participant = ParticipantFactory(organization=game.organization)

    results = [play(game, participant, START + timedelta(days=day)) for day in (0, 300)]

    assert results == ["won", None]


def test_a_participants_limit_counts_all_games_of_the_campaign() -> None:
    campaign = CampaignFactory()
    games = [PrizeFactory(game__campaign=campaign).game for _ in range(2)]
    LimitFactory(campaign=campaign, window="campaign")
    publish(campaign)
    participant = ParticipantFactory(organization=campaign.organization)
    at = datetime.now(UTC)

    results = [play(game, participant, at) for game in games]

    assert results == ["won", None]


def test_a_games_limit_counts_each_game_on_its_own() -> None:
    campaign = CampaignFactory()
    games = [PrizeFactory(game__campaign=campaign).game for _ in range(2)]
    LimitFactory(campaign=campaign, per="game", window="campaign")
    publish(campaign)
    at = datetime.now(UTC)

    results = [
        play(game, ParticipantFactory(organization=campaign.organization), at)
        for game in (*games, *games)
    ]

    assert results == ["won", "won", None, None]


def test_a_limit_of_one_game_leaves_the_others_alone() -> None:
    campaign = CampaignFactory()
    games = [PrizeFactory(game__campaign=campaign).game for _ in range(2)]
    LimitFactory(campaign=campaign, game=games[0], window="campaign")
    publish(campaign)
    participant = ParticipantFactory(organization=campaign.organization)
    at = datetime.now(UTC)

    results = [play(game, participant, at) for game in (*games, *games)]

    assert results == ["won", "won", None, "won"]


def test_a_disabled_limit_limits_nothing() -> None:
    game = limited(is_enabled=False)
    participant = ParticipantFactory(organization=game.organization)

    assert [play(game, participant, START) for _ in range(2)] == ["won", "won"]


@pytest.mark.parametrize("per", ["participant", "game"])
def test_a_limit_on_wins_makes_losses_and_refuses_nothing(per: str) -> None:
    game = limited(counts="wins", per=per, maximum=2)
    participant = ParticipantFactory(organization=game.organization)

    results = [play(game, participant, START) for _ in range(4)]

    assert results == ["won", "won", "lost", "lost"]


def test_a_loss_uses_nothing_of_a_limit_on_wins() -> None:
    game = PrizeFactory(draw_method=DrawMethod.PROBABILITY, chance=0).game
    for per in ("participant", "game"):
        LimitFactory(campaign=game.campaign, counts="wins", per=per)
    publish(game.campaign)

    assert redeem(token_for(game)).result == "lost"
    assert set(LimitUsage.objects.values_list("used", flat=True)) == {0}


def award(game: Game, participant: str = "ada", **arguments: object) -> Token:
    return award_token(
        organization=game.organization, game=game.code, participant=participant, by=SYSTEM,
        **{"at": START, **arguments},
    ).token  # fmt: skip


def test_a_limit_on_token_awards_refuses_and_changes_nothing() -> None:
    game = limited(counts="token_awards")
    award(game)
    before = database_fingerprint()

    with pytest.raises(Refused) as refused:
        award(game)

    assert database_fingerprint() == before
    assert refused.value.code == "limit_reached"
    assert refused.value.detail["retry_at"] == "2026-01-01T23:00:00+00:00"


def test_a_refused_award_creates_no_participant() -> None:
    game = limited(counts="token_awards", per="game")
    award(game)
    before = database_fingerprint()

    with pytest.raises(Refused):
        award(game, participant="new")

    assert database_fingerprint() == before


def test_a_blocked_participant_is_awarded_nothing() -> None:
    game = limited()
    ParticipantFactory(organization=game.organization, source_id="ada", state="blocked")
    before = database_fingerprint()

    with pytest.raises(Refused, match="participant_blocked"):
        award(game)

    assert database_fingerprint() == before


def test_the_same_source_id_uses_a_limit_once() -> None:
    game = limited(counts="token_awards")

    tokens = [award(game, source_id="order-1") for _ in range(2)]

    assert tokens[0] == tokens[1]
    assert LimitUsage.objects.get().used == 1


def test_a_repeated_award_is_answered_after_its_expiry() -> None:
    game = limited()
    expires_at = START + timedelta(hours=1)
    first = award(game, source_id="order-1", expires_at=expires_at)

    again = award(game, source_id="order-1", expires_at=expires_at, at=START + timedelta(hours=2))

    assert again == first


def test_a_batch_uses_nothing_of_a_limit_on_token_awards() -> None:
    game = limited(counts="token_awards", per="game")

    create_batch(
        organization=game.organization, game=game.code, name="Flyers", quantity=5, by=SYSTEM,
        at=START,
    )  # fmt: skip

    assert LimitUsage.objects.count() == 0


def test_a_granted_token_uses_nothing_of_a_limit_on_token_awards() -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=prize, game=prize.game)
    LimitFactory(campaign=prize.game.campaign, counts="token_awards")
    publish(prize.game.campaign)

    redeem(award(prize.game, at=datetime.now(UTC)))

    assert LimitUsage.objects.get().used == 1
    assert Token.objects.filter(granted_by__isnull=False).count() == 1


def test_organizations_do_not_share_limits() -> None:
    games = [limited(per="game", window="campaign"), limited(per="game", window="campaign")]

    results = [
        play(game, ParticipantFactory(organization=game.organization), START) for game in games
    ]

    assert results == ["won", "won"]
