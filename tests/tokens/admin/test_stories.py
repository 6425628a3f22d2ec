"""A token's page tells its story: every event in order, in the campaign's time zone."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from identities.enums import Channel, StaffRole
from identities.services.actors import Actor
from promotions.enums import AwardState, LimitPer, PrizeKind, Refusal
from promotions.models import Award, Game
from promotions.services.awards import transition_award
from tests.factories.badges import BadgeFactory, game_that_grants
from tests.factories.identities import ApiClientFactory, ParticipantFactory, UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    live_game,
    publish,
)
from tests.factories.tokens import TokenBatchFactory, redeem, refused, token_for
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import change_url
from tests.tokens.admin.test_queries import queries_of
from tokens.admin.refusals import refused_words
from tokens.models import Token, TokenGrant
from tokens.services.claiming import claim_code
from tokens.services.reissuing import reissue_token
from tokens.services.voiding import void_token

pytestmark = pytest.mark.django_db

BERLIN = "Europe/Berlin"
MAY_3 = datetime(2026, 5, 3, 12, 2, 7, tzinfo=UTC)
REFUSED = (
    "Refused on 3 May 2026 at 14:02: already played today; may play again on 4 May 2026."
    " (through Platform API (shop), as {}, request mine)"
)
DAY_LIMIT = {"counts": "plays", "per": "participant", "window": "day", "maximum": 1}


def rows(page: str, table: str) -> list[list[str]]:
    """Return the texts of a table's cells."""
    (found,) = re.findall(
        rf'<table class="tombola-table tombola-stacked" id="{table}">(.*?)</table>', page, re.DOTALL
    )
    body = found.partition("<tbody>")[2]
    return [
        [
            " ".join(unescape(strip_tags(cell)).split())
            for _, cell in re.findall(r"<(td|th)\b[^>]*>(.*?)</\1>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def told(client: Client, token: Token) -> list[list[str]]:
    """Return what happened and how, without when."""
    return [row[1:] for row in rows(client.get(change_url(token)).content.decode(), "story")]


def support(token: Token) -> Client:
    return client_of(StaffRole.SUPPORT, token.organization)


def berlin_game() -> Game:
    game = PrizeFactory(game__campaign=CampaignFactory(time_zone=BERLIN)).game
    publish(game.campaign)
    return game


def test_a_refusal_is_explained_in_the_campaigns_time_zone() -> None:
    token = token_for(berlin_game(), issued_at=MAY_3 - timedelta(days=1), reason="order 7")
    client = ApiClientFactory(organization=token.organization, name="shop")
    refused(
        token, refused_at=MAY_3, client=client, request_id="mine", refusal="limit_reached",
        detail={"limit": DAY_LIMIT, "retry_at": "2026-05-03T22:00:00+00:00"},
    )  # fmt: skip

    page = support(token).get(change_url(token)).content.decode()

    name = token.participant.source_id
    assert "Times are those of Europe/Berlin." in page
    assert rows(page, "story") == [
        [
            "2 May 2026, 14:02:07", "Issued",
            f"through Platform API for {name}; reason: order 7",
        ],
        [
            "3 May 2026, 14:02:07", "Refused",
            REFUSED.format(name),
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_told_without_its_detail_too(refusal: Refusal) -> None:
    detail = {"limit": DAY_LIMIT} if refusal == Refusal.LIMIT_REACHED else {}

    assert len(refused_words(refusal, detail, BERLIN)) > len(refusal.value)


@pytest.mark.parametrize(
    ("refusal", "detail", "words"),
    [
        ("limit_reached", {"limit": {**DAY_LIMIT, "maximum": 3}, "retry_at": None},
         "already played 3 times today; not again"),
        ("limit_reached", {"limit": {**DAY_LIMIT, "per": "game", "window": "week", "maximum": 1000},
                           "retry_at": "2026-05-03T22:00:00+00:00"},
         "the game's 1,000 plays this week are used up; may play again on 4 May 2026"),
        ("not_live", {"opens_at": "2026-05-03T10:30:00+00:00"},
         "the game has not begun; it opens on 3 May 2026 at 12:30"),
        ("not_live", {"opens_at": None},
         "the campaign or the game is over, or was never published"),
        ("not_eligible", {"reason": "other_participant"},
         "the token belongs to another participant"),
        ("not_eligible", {"reason": "new"}, "the participant is not eligible (new)"),
    ],
)  # fmt: skip
def test_refusals_say_what_the_caller_may_be_told(
    refusal: str, detail: dict[str, Any], words: str
) -> None:
    assert refused_words(refusal, detail, BERLIN) == words


def test_more_refusals_than_are_kept_are_counted() -> None:
    token = token_for(live_game(), issued_at=MAY_3 - timedelta(days=1))
    day = refused(token, refused_at=MAY_3).day
    day.refusals = 25
    day.save()

    (*_, last) = told(support(token), token)

    assert last == ["Refused again", "25 times on 03 May 2026 (UTC) in all; the first are told"]


def test_a_win_tells_prize_award_and_its_transitions() -> None:
    token = token_for(live_game(name="Mug"))
    redeem(token)
    award = Award.objects.get()
    by = Actor(channel=Channel.ADMIN, user=UserFactory(username="grace"))
    transition_award(
        organization=award.organization, award_id=award.pk, to=AwardState.CLAIMED,
        reason="He called.", by=by, at=award.won_at + timedelta(seconds=1),
    )  # fmt: skip

    played, moved = told(support(token), token)[1:]
    prize = award.prize

    assert (played[0], prize.name) == ("Played", "Mug")
    assert played[1] == f"Won through Platform API: {prize}, award claimed"
    assert moved == ["Award", "Won → Claimed by grace; reason: He called."]


def test_a_loss_is_told() -> None:
    game = live_game(quantity=1)
    redeem(token_for(game))
    token = token_for(game)
    redeem(token)

    (_, played) = told(support(token), token)

    assert played == ["Played", "Lost through Platform API"]


def test_a_granted_token_is_told_on_both_pages() -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=prize, game=prize.game)
    publish(prize.game.campaign)
    token = token_for(prize.game)
    redeem(token)
    granted = Token.objects.exclude(pk=token.pk).get()
    client = support(token)

    assert [
        "Granted a token", f"{granted.code} for the game {prize.game}",
    ] in told(client, token)  # fmt: skip
    assert "won by a play" in told(client, granted)[0][1]


def test_a_granted_badge_is_told_as_it_was_published() -> None:
    badge = BadgeFactory()
    game = game_that_grants(badge)
    token = token_for(game)
    redeem(token)

    assert ["Granted a badge", f"The badge {badge.code}"] in told(support(token), token)


def test_a_code_of_a_batch_tells_its_claim_voiding_and_reissue() -> None:
    game = live_game()
    batch = TokenBatchFactory(game=game, name="Flyers", created_by=UserFactory(username="mia"))
    now = timezone.now()
    token = token_for(game, participant=None, batch=batch, issued_at=now - timedelta(hours=2))
    ada = ParticipantFactory(organization=game.organization, source_id="ada")
    by = Actor(channel=Channel.ADMIN, user=UserFactory(username="sue"))
    claim_code(
        organization=game.organization, game=game.code, code=token.code, participant=ada,
        at=now - timedelta(minutes=9),
    )  # fmt: skip
    names = {"organization": game.organization, "code": token.code, "by": by}
    void_token(reason="Stolen.", at=now - timedelta(minutes=8), **names)
    new = reissue_token(reason="Sorry.", at=now - timedelta(minutes=7), **names)

    assert told(support(token), token) == [
        ["Issued", "through Platform API in the batch Flyers made by mia"],
        ["Claimed", "by ada"],
        ["Voided", "by sue; reason: Stolen."],
        ["Reissued", f"as {new.code} through Admin; reason: Sorry."],
    ]


def test_an_expired_token_says_so() -> None:
    token = token_for(live_game(), issued_at=MAY_3, expires_at=MAY_3 + timedelta(days=1))

    assert told(support(token), token)[-1] == ["Expired", "Nobody had redeemed it."]


def test_limits_stand_as_they_do_for_the_tokens_participant() -> None:
    game = PrizeFactory(game__campaign=CampaignFactory(time_zone=BERLIN)).game
    LimitFactory(campaign=game.campaign, per=LimitPer.PARTICIPANT, maximum=1)
    LimitFactory(campaign=game.campaign, per=LimitPer.GAME, window="campaign", maximum=2000)
    publish(game.campaign)
    first = token_for(game)
    redeem(first)
    redeem(token_for(game))
    token = token_for(game, participant=first.participant)

    page = support(token).get(change_url(token)).content.decode()

    ours, games = rows(page, "limits")
    assert ours[:3] == ["Plays per participant today", "1 of 1", "reached"]
    assert re.fullmatch(r"begins anew on .* at 00:00", ours[3])
    assert games == ["Plays per game in this campaign", "2 of 2,000", "not reached", ""]


def test_limits_per_participant_are_left_out_for_nobody() -> None:
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign, per=LimitPer.PARTICIPANT, maximum=1)
    publish(game.campaign)
    token = token_for(game, participant=None, batch=TokenBatchFactory(game=game))

    page = support(token).get(change_url(token)).content.decode()

    assert 'id="limits"' not in page


def test_a_token_of_a_draft_has_a_story_too() -> None:
    token = token_for(GameFactory(), issued_at=MAY_3)

    assert [what for what, _ in told(support(token), token)] == ["Issued"]


def test_much_history_takes_as_many_queries_as_little() -> None:
    token = token_for(live_game(), issued_at=MAY_3 - timedelta(days=90))
    refused(token, refused_at=MAY_3)
    redeem(token)
    client = support(token)
    client.get(change_url(token))
    little = queries_of(client, change_url(token))

    for days in range(1, 4):
        for _ in range(2):
            api = ApiClientFactory(organization=token.organization)
            refused(token, refused_at=MAY_3 - timedelta(days=days), client=api)

    assert queries_of(client, change_url(token)) == little
