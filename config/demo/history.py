"""Weeks of plays, made by the services that real plays go through, at instants of the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant
from identities.services.actors import Actor
from promotions.enums import AwardState
from promotions.models import Award
from promotions.services.awards import (
    TransitionNotAllowed,
    claim_award,
    forfeit_overdue_awards,
    transition_award,
)
from promotions.services.refusals import Refused
from tokens.models import Token
from tokens.services.awarding import award_token
from tokens.services.redemption import redeem_token
from tokens.services.voiding import void_token

from .campaigns import PAST_DAYS, midnight
from .games import GAMES, HOUR_WEIGHTS, WEEKDAY_WEIGHTS

PLAYS_A_DAY = 15  # times the weight of the weekday

Progress = Callable[[int, int], None]


def play_weeks(
    *,
    organization: Organization,
    client: ApiClient,
    participants: list[Participant],
    days: int,
    at: datetime,
    random: Random,
    progress: Progress,
) -> None:
    """Award and redeem tokens of the moments game on each of the past *days*, in their order."""
    actor = Actor(channel=Channel.PLATFORM, client=client)
    for day in range(days, -1, -1):
        starts_at = midnight(at) - timedelta(days=day)
        for instant in _instants_of_day(starts_at, at, random):
            _play_once(organization, actor, _anyone(participants, random), instant, random)
        progress(days - day + 1, days + 1)


def _instants_of_day(starts_at: datetime, until: datetime, random: Random) -> list[datetime]:
    count = PLAYS_A_DAY * WEEKDAY_WEIGHTS[starts_at.weekday()] + random.randint(-10, 10)
    hours = random.choices(range(24), HOUR_WEIGHTS, k=count)
    instants = sorted(
        starts_at + timedelta(hours=hour, seconds=random.randint(0, 3_599)) for hour in hours
    )
    return [instant for instant in instants if instant < until]


def _anyone(participants: list[Participant], random: Random) -> str:
    """Return somebody: few come often, many come seldom."""
    return participants[int(len(participants) * random.random() ** 2)].source_id


def _play_once(
    organization: Organization, actor: Actor, participant: str, at: datetime, random: Random
) -> None:
    token = award_token(
        organization=organization,
        game=GAMES["moments"],
        participant=participant,
        reason=random.choice(("coffee", "coffee", "coffee", "web shop", "birthday")),
        expires_at=at + timedelta(days=30),
        by=actor,
        at=at - timedelta(minutes=random.randint(1, 90)),
    ).token
    if random.random() < 0.04:
        _leave(organization, token, actor, at, random)
    else:
        redeem(organization, token, actor, at)


def _leave(
    organization: Organization, token: Token, actor: Actor, at: datetime, random: Random
) -> None:
    if random.random() < 0.3:
        void_token(
            organization=organization,
            code=token.code,
            reason="purchase was returned",
            by=actor,
            at=at,
        )


def redeem(organization: Organization, token: Token, actor: Actor, at: datetime) -> None:
    """Redeem *token* at the instant *at*; a refusal leaves it as it was."""
    try:
        with transaction.atomic():
            redeem_token(
                organization_id=organization.pk,
                code=token.code,
                channel=actor.channel,
                client_id=actor.client.pk if actor.client else None,
                wrong_codes_maximum=1,
                at=at,
            )
    except Refused:
        return


def work_off_awards(
    *, organization: Organization, client: ApiClient, at: datetime, random: Random
) -> None:
    """Claim, verify and fulfill most of what was won, and forfeit what nobody claimed in time."""
    actor = Actor(channel=Channel.PLATFORM, client=client)
    for award in Award.objects.filter(organization=organization).order_by("won_at", "id"):
        claimed_at = award.won_at + timedelta(hours=random.randint(1, 240))
        if random.random() < 0.8 and claimed_at < at:
            _work_off(organization, award, actor, claimed_at, at)
    for day in range(PAST_DAYS, -1, -1):
        forfeit_overdue_awards(at=at - timedelta(days=day))


def _work_off(
    organization: Organization, award: Award, actor: Actor, claimed_at: datetime, at: datetime
) -> None:
    steps = (
        (AwardState.VERIFIED, "address checked", timedelta(days=1)),
        (AwardState.FULFILLED, "sent by mail", timedelta(days=4)),
    )
    try:
        claim_award(organization=organization, award_id=award.pk, by=actor, at=claimed_at)
    except TransitionNotAllowed:
        return
    for state, reason, after in steps:
        if claimed_at + after < at:
            transition_award(
                organization=organization,
                award_id=award.pk,
                to=state,
                reason=reason,
                by=actor,
                at=claimed_at + after,
            )


def date_participants() -> None:
    """Let participants have been known since just before their first token or entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identities_participant AS participant SET created_at = first.known_at FROM"
            " (SELECT participant_id, min(known_at) AS known_at FROM"
            "  (SELECT participant_id, issued_at AS known_at FROM tokens_token UNION ALL"
            "   SELECT participant_id, entered_at FROM promotions_entry) AS seen"
            "  GROUP BY participant_id) AS first WHERE first.participant_id = participant.id"
        )
