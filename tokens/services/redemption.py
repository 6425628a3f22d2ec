"""Redemption: one play, in one call of the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from identities.services.lost_connections import call_again_if_lost
from promotions.enums import Refusal
from promotions.models import Play
from promotions.services.refusals import Refused, refusals_raised
from tokens.services.refused_attempts import record_refused_attempt

REDEEM = "SELECT redeem_token_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

# what a winner is told of a prize
PRIZE_MEMBERS = ("code", "name", "description", "kind", "value", "currency", "image_url")


@dataclass(frozen=True, slots=True)
class Redemption:
    """The result of redeeming a token; the same for ever, but for ``replayed``.

    ``prize`` is as it was published at the time of the play; ``award`` as it was when won;
    ``granted`` lists what the prize gave at once, voucher codes included.
    """

    token_id: UUID
    participant_id: UUID
    result: str
    replayed: bool
    play_id: UUID
    played_at: datetime
    prize: dict[str, Any] | None
    award: dict[str, Any] | None
    granted: list[dict[str, Any]]


def redeem_token(
    *,
    organization_id: UUID,
    code: str,
    channel: str,
    wrong_codes_maximum: int,
    participant: str | None = None,
    game: str | None = None,
    client_id: UUID | None = None,
    request_id: str = "",
    at: datetime | None = None,
    idempotency_key: str | None = None,
    request_sha256: str | None = None,
    tells_wrong_game: bool = True,
) -> Redemption:
    """Redeem the token with the normalized *code* and return what it won, or what it won before.

    *participant* is a source_id, needed for a token of nobody; *game* a game's code that the token
    must be for. *at* is the instant of the play, None for the database's clock. Raises ``Refused``
    with a code of ``Refusal``, or with ``in_progress`` or ``idempotency_mismatch`` for the
    idempotency key; then nothing is changed, but that the attempt is recorded for support.
    Without *tells_wrong_game* the wrong game is not recorded: a door that answers it as an unknown
    token must take as long, too.
    """
    try:
        with refusals_raised(), connection.cursor() as cursor:
            cursor.execute(
                REDEEM,
                [
                    organization_id, code, participant, game, channel, client_id, request_id, at,
                    idempotency_key, request_sha256, wrong_codes_maximum,
                ],
            )  # fmt: skip
            (answer,) = cursor.fetchone()
    except Refused as refused:
        if tells_wrong_game or refused.code != Refusal.WRONG_GAME:
            record_refused_attempt(
                refused=refused, organization_id=organization_id, code=code,
                participant=participant, channel=channel, client_id=client_id,
                request_id=request_id, at=at,
            )  # fmt: skip
        raise
    return _redemption(json.loads(answer))


def redeem_token_once(*, channel: str, client_id: UUID, request_id: str, **what: Any) -> Redemption:
    """Redeem a token as ``redeem_token`` does, once though the connection dies.

    For clients that are not told a result again: what this very request redeemed before its
    connection died is not ``replayed``.
    """
    who: dict[str, Any] = {"channel": channel, "client_id": client_id, "request_id": request_id}

    def again() -> Redemption:
        redemption = redeem_token(**who, **what)
        own = Play.objects.filter(pk=redemption.play_id, **who).exists()
        return replace(redemption, replayed=redemption.replayed and not own)

    return call_again_if_lost(lambda: redeem_token(**who, **what), again)


def _redemption(answer: Mapping[str, Any]) -> Redemption:
    prize = answer["prize"]
    return Redemption(
        token_id=UUID(answer["token_id"]),
        participant_id=UUID(answer["participant_id"]),
        result=answer["result"],
        replayed=answer["replayed"],
        play_id=UUID(answer["play"]["id"]),
        played_at=datetime.fromisoformat(answer["play"]["played_at"]),
        prize=None if prize is None else {name: prize[name] for name in PRIZE_MEMBERS},
        award=answer["award"] and _award(answer["award"]),
        granted=list(_granted(answer)),
    )


def _granted(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if answer["voucher_code"] is not None:
        yield {"kind": "voucher_code", "code": answer["voucher_code"]}
    if answer["granted_token"] is not None:
        yield {"kind": "token", **answer["granted_token"]}
    elif answer["granted_value"] is not None:
        yield {"kind": "value", **answer["granted_value"]}
    elif answer["prize"] and answer["prize"]["grant"]:
        # what other apps grant is told as it was published, but for the ids of rows
        grant: dict[str, Any] = answer["prize"]["grant"]
        yield {name: value for name, value in grant.items() if not name.endswith("_id")}


def _award(award: Mapping[str, Any]) -> dict[str, Any]:
    claim_by = award["claim_by"]
    return {
        "id": UUID(award["id"]),
        "state": award["state"],
        "claim_by": None if claim_by is None else datetime.fromisoformat(claim_by),
    }
