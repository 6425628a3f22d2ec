"""Finding tokens by what clients call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from identities.models import Organization, Participant
from promotions.services.games import find_game
from promotions.services.refusals import Refused
from tokens.enums import TokenPhase
from tokens.models import Token
from tokens.querysets import TokenQuerySet
from tokens.services.codes import normalize_code


@dataclass(frozen=True, slots=True)
class TokenPage:
    """A page of tokens, and how many there are on all pages together."""

    tokens: list[Token]
    total: int


def find_token(*, organization: Organization, name: str) -> Token:
    """Return the token whose code or source_id *name* is; a code is read as people write it.

    Where it is the code of one token and the source_id of another, the code counts. Raises
    ``Refused``: ``token_not_found``.
    """
    code = normalize_code(name)
    named = Q(code=code) | Q(source_id=name)
    found = list(_described(Token.objects.in_organization(organization).filter(named)))
    if not found:
        raise Refused("token_not_found")
    return min(found, key=lambda token: token.code != code)


def find_token_of_game(*, organization: Organization, game: str, code: str) -> Token:
    """Return the token with the normalized *code*, of the game with code *game*.

    Raises ``Refused``: ``token_not_found``, for a token of another game too.
    """
    tokens = Token.objects.in_organization(organization).select_related("game")
    found = tokens.filter(code=code, game__code=game).first()
    if found is None:
        raise Refused("token_not_found")
    return found


def tokens_of(
    *, organization: Organization, participant: str, creates_unknown: bool
) -> list[Token]:
    """Return all tokens of the participant with source_id *participant*, the newest first.

    Nobody known has none, and is created first where *creates_unknown* is true.
    """
    if creates_unknown:
        Participant.objects.get_or_create(organization=organization, source_id=participant)
    tokens = Token.objects.in_organization(organization)
    return list(_described(tokens.filter(participant__source_id=participant)))


def expired_tokens(
    *, organization: Organization, game: str, at: datetime, page: int, size: int
) -> TokenPage:
    """Return page *page*, from 1 on, of the tokens of *game*, a code, that expired unused by *at*.

    What expired first comes first. A draft has no tokens. Raises ``GameNotFound``.
    """
    found = find_game(organization=organization, code=game)
    tokens = Token.objects.filter(game=found).in_phase(TokenPhase.EXPIRED, at=at)
    in_order = _described(tokens.order_by("expires_at", "id"))
    return TokenPage(list(in_order[(page - 1) * size : page * size]), tokens.count())


def _described(tokens: TokenQuerySet) -> TokenQuerySet:
    """Load with the tokens whose they are, and each of their games once, as it is published."""
    return tokens.select_related("participant").prefetch_related("game__published")
