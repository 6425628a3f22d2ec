"""What a participant's app may do with his user token, and what it may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from identities.api import authentication
from identities.models import IdempotencyRecord, Participant, ParticipantSession
from identities.services.user_permits import UserPermits
from tests.factories.values import AssetFactory, award, held, mint
from tests.identities.api.calls import Caller, errors, problem, stored
from tests.identities.api.routes import concrete, operations
from tokens.models import Asset, Mint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_permits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "USER_PERMITS", UserPermits())


class User(Caller):
    """The app of a participant, with his user token."""

    def __init__(self, issuer: Caller, participant: str = "ada") -> None:
        self.organization, self.http = issuer.organization, Client()
        self.key = issuer.post("user-tokens", {"participant": participant}).json()["token"]


def minting(asset: Asset, /, **members: Any) -> dict[str, Any]:
    return {
        "asset": str(asset.pk), "amount": "2.50", "wallet": "0xADA", "request_id": "mint-1",
        **members,
    }  # fmt: skip


def test_a_user_token_is_issued_for_5_minutes() -> None:
    caller = Caller()

    response = caller.post("user-tokens", {"participant": "ada"})

    session = ParticipantSession.objects.select_related("participant").get()
    assert (response.status_code, session.participant.source_id) == (201, "ada")
    assert session.participant.organization_id == caller.organization.pk
    assert session.expires_at - session.created_at == timedelta(minutes=5)
    assert response.json() == {
        "token": response.json()["token"],
        "expires_at": session.expires_at.isoformat().replace("+00:00", "Z"),
    }
    assert not IdempotencyRecord.objects.exists()


def test_an_idempotency_key_answers_the_same_token() -> None:
    caller = Caller()

    answers = [
        caller.post("user-tokens", {"participant": "ada"}, Idempotency_Key="k") for _ in range(2)
    ]

    assert answers[0].content == answers[1].content
    assert ParticipantSession.objects.count() == 1


@pytest.mark.parametrize("state", ["blocked", "erased"])
def test_who_is_not_active_gets_none(state: str) -> None:
    caller = Caller()
    Participant.objects.create(organization=caller.organization, source_id="ada", state=state)

    response = caller.post("user-tokens", {"participant": "ada"})

    assert problem(response) == (403, "participant_blocked")
    assert not ParticipantSession.objects.exists()


@pytest.mark.parametrize("body", [{}, {"participant": ""}, {"participant": 1}])
def test_a_participant_is_named(body: dict[str, Any]) -> None:
    assert errors(Caller().post("user-tokens", body)) == ["participant"]


@pytest.mark.parametrize("query", ["", "?participant=ada", "?mintable=true"])
def test_a_participant_lists_his_own_allowances(query: str) -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    award((bolt, 20), participant="bob")

    response = User(Caller(bolt.organization)).get(f"allowances{query}")

    assert response.json() == [{"asset": str(bolt.pk), "amount": "10", "mintable": True}]


@pytest.mark.parametrize("named", [{}, {"participant": "ada"}])
def test_a_participant_mints_his_own_allowance(named: dict[str, str]) -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    user = User(Caller(bolt.organization))

    first = user.post("allowances/mint", minting(bolt, **named))
    again = user.post("allowances/mint", minting(bolt, **named))

    made = Mint.objects.get()
    assert (first.status_code, first.content) == (200, again.content)
    assert (made.participant.source_id, made.client, made.channel) == ("ada", None, "platform")
    assert held(bolt, kind="external", participant__source_id="ada") == 2.5


def test_a_participant_names_no_other() -> None:
    bolt = AssetFactory()
    award((bolt, 10), participant="bob")
    user = User(Caller(bolt.organization))
    before = stored()

    answers = [
        user.get("allowances?participant=bob"),
        user.get("allowances?participant=nobody"),
        user.post("allowances/mint", minting(bolt, participant="bob")),
        user.post("allowances/mint", minting(bolt, participant="nobody")),
    ]

    assert [problem(answer) for answer in answers] == [(403, "forbidden")] * 4
    assert stored() == before


@pytest.mark.parametrize(("method", "route"), sorted(operations()))
def test_a_user_token_is_for_nothing_else(method: str, route: str) -> None:
    if route in {"allowances", "allowances/mint"}:
        return
    user = User(Caller())
    before = stored()

    response = getattr(user, method.lower())(concrete(route))

    assert problem(response) == (401, "unauthenticated")
    assert stored() == before


@pytest.mark.parametrize("token", ["B1479D7E-7E3C-4B0A-9E57-0F5A3C2D1B00", "x", ""])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    user = User(Caller())
    user.key = token

    assert problem(user.get("allowances")) == (401, "unauthenticated")


@pytest.mark.parametrize("how", ["expired", "closed", "blocked", "disabled"])
def test_a_token_that_is_over_is_refused(how: str) -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    user = User(Caller(bolt.organization))
    session = ParticipantSession.objects.get()
    if how == "expired":
        session.created_at -= timedelta(minutes=6)
        session.expires_at -= timedelta(minutes=5)
    elif how == "closed":
        session.closed_at = session.created_at
    elif how == "blocked":
        Participant.objects.update(state="blocked")
    else:
        bolt.organization.is_enabled = False
        bolt.organization.save()
    session.save()
    before = stored()

    answers = [user.get("allowances"), user.post("allowances/mint", minting(bolt))]

    assert [problem(answer) for answer in answers] == [(401, "unauthenticated")] * 2
    assert answers[0]["WWW-Authenticate"] == "Bearer"
    assert stored() == before


def test_a_token_is_valid_in_its_own_organization_only() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    user = User(Caller())

    assert user.get("allowances").json() == []
    assert errors(user.post("allowances/mint", minting(bolt))) == ["asset"]


def test_idempotency_keys_of_participants_do_not_meet() -> None:
    bolt = AssetFactory()
    issuer = Caller(bolt.organization)
    sent: list[HttpResponse] = []
    for name in ("ada", "bob"):
        award((bolt, 10), participant=name)
        user = User(issuer, name)
        body = minting(bolt, request_id=f"mint-{name}")
        sent += [user.post("allowances/mint", body, Idempotency_Key="k") for _ in range(2)]

    assert [answer.json()["participant"] for answer in sent] == ["ada", "ada", "bob", "bob"]
    assert Mint.objects.count() == 2
    assert not IdempotencyRecord.objects.exists()


def test_another_participants_request_is_a_conflict() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    award((bolt, 10), participant="bob")
    mint(bolt, "2.50", participant="bob", request_id="mint-1")
    before = stored()

    response = User(Caller(bolt.organization)).post("allowances/mint", minting(bolt))

    assert problem(response) == (409, "conflict")
    assert stored() == before


def test_a_participant_who_sends_too_much_waits(settings: Any) -> None:
    settings.USER_REQUESTS_PER_MINUTE = 2
    issuer = Caller()
    users = [User(issuer), User(issuer), User(issuer, "bob")]

    answers = [user.get("allowances") for user in (users[0], users[1], users[0], users[2])]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert issuer.get("allowances?participant=ada").status_code == 200


def test_an_api_client_names_the_participant() -> None:
    bolt = AssetFactory()

    assert errors(Caller(bolt.organization).post("allowances/mint", minting(bolt))) == [
        "participant"
    ]
