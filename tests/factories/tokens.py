from datetime import UTC, datetime

import factory

from identities.enums import Channel
from promotions.enums import Refusal
from promotions.models import Game
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import GameFactory
from tokens.models import RefusedAttempt, RefusedDay, Token, TokenBatch
from tokens.services.redemption import Redemption, redeem_token


class TokenFactory(factory.django.DjangoModelFactory):
    game = factory.SubFactory(GameFactory)
    organization = factory.SelfAttribute("game.organization")
    participant = factory.SubFactory(
        ParticipantFactory, organization=factory.SelfAttribute("..organization")
    )
    channel = Channel.PLATFORM

    class Meta:
        model = Token


class TokenBatchFactory(factory.django.DjangoModelFactory):
    game = factory.SubFactory(GameFactory)
    organization = factory.SelfAttribute("game.organization")
    name = factory.Sequence("Batch {}".format)
    quantity = 1
    channel = Channel.ADMIN

    class Meta:
        model = TokenBatch


def refused(token: Token, **attempt: object) -> RefusedAttempt:
    """Return an attempt to redeem *token*, recorded as the next one of its day."""
    refused_at: datetime = attempt.setdefault("refused_at", datetime.now(UTC))  # type: ignore[assignment]
    day, is_new = RefusedDay.objects.get_or_create(
        token=token, refused_on=refused_at.astimezone(UTC).date(), defaults={"refusals": 1}
    )
    if not is_new:
        day.refusals += 1
        day.save()
    return RefusedAttempt.objects.create(
        **{
            "organization": token.organization,
            "participant": token.participant,
            "day": day,
            "number": day.refusals,
            "refusal": Refusal.TOKEN_EXPIRED,
            "channel": Channel.PLATFORM,
            **attempt,
        }
    )


def token_for(game: Game, **token: object) -> Token:
    """Return a token of *game* for a new participant, as issued now."""
    token.setdefault("issued_at", datetime.now(UTC))
    made = TokenFactory(game=game, **token)
    made.refresh_from_db()
    return made


def redeem(token: Token, **arguments: object) -> Redemption:
    """Redeem *token* as the platform API does."""
    return redeem_token(
        **{  # type: ignore[arg-type]
            "organization_id": token.organization_id,
            "code": token.code,
            "channel": Channel.PLATFORM,
            "wrong_codes_maximum": 60,
            **arguments,
        }
    )
