"""Tom Horn GMS has no idempotency keys: what was done, but not heard of, must not refuse itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from identities.models import Organization, Participant, ParticipantSession
from tests.factories.identities import ParticipantFactory
from tests.identities.dialects.tomhorn_gms.scene import by_rest, identity, make_partner, signed
from tests.resilience.proxy import CuttingProxy

CUTS = 60
# more than any of the calls has, so that some cut nothing
REPLIES = 15
serial = count()

Effects = Callable[[], int]


def create_identity(partner: Organization) -> tuple[dict[str, Any], Effects]:
    name = f"lost-{next(serial)}"
    return identity(name=name), Participant.objects.filter(source_id=name).count


def create_session(partner: Organization) -> tuple[dict[str, Any], Effects]:
    player = ParticipantFactory(organization=partner, source_id=f"lost-{next(serial)}")
    return signed("CreateSession", name=player.source_id), player.sessions.count


def close_session(partner: Organization) -> tuple[dict[str, Any], Effects]:
    members, _ = create_session(partner)
    number = by_rest("CreateSession", members)["Session"]["ID"]
    closed = ParticipantSession.objects.filter(number=number, closed_at__isnull=False)
    return signed("CloseSession", sessionID=number), closed.count


@pytest.mark.parametrize(
    ("operation", "make"),
    [
        ("CreateIdentity", create_identity),
        ("CreateSession", create_session),
        ("CloseSession", close_session),
    ],
)
def test_reply_of_the_database_is_cut(
    operation: str, make: Any, database_proxy: CuttingProxy
) -> None:
    partner = make_partner()
    seen = set()

    for number in range(CUTS):
        members, effects = make(partner)
        database_proxy.cut_reply(number % REPLIES)
        code = by_rest(operation, members)["Code"]
        database_proxy.disarm()
        seen.add((code, effects()))

    assert seen == {(0, 1)}
    assert database_proxy.cuts >= CUTS // REPLIES * 5
