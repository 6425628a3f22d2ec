"""Awarding amounts over the platform API."""

from typing import Any
from uuid import uuid4

import pytest

from identities.models import Participant
from tests.factories.identities import UserFactory
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, game_that_pays, held
from tests.identities.api.calls import Caller, errors, problem, stored
from tokens.models import Asset, AwardRequest
from tokens.services.value_awards import cancel_award

# a refusal of the database ends the transaction that it is raised in
pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"


def wanted(asset: Asset, /, amount: Any = "40.25", **members: Any) -> dict[str, Any]:
    return {
        "request_id": str(uuid4()),
        "campaign": str(asset.campaign_id),
        "participant": "ada",
        "amounts": [{"asset": str(asset.pk), "amount": amount}],
        **members,
    }


def test_an_allowance_is_awarded() -> None:
    bolt = AssetFactory()
    body = wanted(bolt)

    response = Caller(bolt.organization).post("award-requests", body)

    made = AwardRequest.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "request_id": body["request_id"], "state": "settled", "campaign": str(bolt.campaign_id),
        "participant": "ada", "destination": "allowance", "mintable": True, "wallet": None,
        "amounts": [{"asset": str(bolt.pk), "amount": "40.25"}], "queue": [],
        "requested_at": made.requested_at.isoformat().replace("+00:00", "Z"),
        "settled_at": made.settled_at.isoformat().replace("+00:00", "Z"),
        "cancelled_at": None, "cancel_reason": "", "play": None, "channel": "platform",
    }  # fmt: skip
    assert made.client is not None
    assert str(held(bolt, kind="allowance", is_mintable=True).normalize()) == "40.25"


def test_an_allowance_may_not_be_mintable() -> None:
    bolt = AssetFactory()

    response = Caller(bolt.organization).post("award-requests", wanted(bolt, mintable=False))

    assert response.json()["mintable"] is False
    assert held(bolt, kind="allowance", is_mintable=False) > 40


def test_a_funded_wallet_pays_to_an_address() -> None:
    bolt = AssetFactory()
    fund(bolt, 100)

    answer = Caller(bolt.organization).post("award-requests", wanted(bolt, wallet=ADDRESS)).json()

    assert (answer["state"], answer["destination"]) == ("settled", "wallet")
    assert (answer["wallet"], answer["mintable"]) == (ADDRESS, None)


@pytest.mark.parametrize("members", [{}, {"mintable": False}, {"wallet": ADDRESS.lower()}])
def test_what_was_awarded_is_read_as_it_was_answered(members: dict[str, Any]) -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    caller = Caller(bolt.organization)
    for asset in (bolt, nut):
        fund(asset, 100)
    award((bolt, 1), wallet=ADDRESS)
    body = wanted(nut, "1.50", **members)
    body["amounts"].append({"asset": str(bolt.pk), "amount": 2})
    body["amounts"].append({"asset": str(bolt.pk), "amount": "0.5"})

    first = caller.post("award-requests", body)
    again = caller.post("award-requests", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert first.json()["amounts"] == [
        {"asset": str(bolt.pk), "amount": "2.5"}, {"asset": str(nut.pk), "amount": "1.5"},
    ]  # fmt: skip


def test_an_unfunded_award_says_its_places_in_the_queue() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, "0.25")
    caller = Caller(bolt.organization)
    answers = [
        caller.post("award-requests", wanted(asset, wallet=ADDRESS)).json()
        for asset in (bolt, nut, bolt)
    ]

    both = wanted(bolt, wallet=ADDRESS)
    both["amounts"].append({"asset": str(nut.pk), "amount": 1})
    answer = caller.post("award-requests", both).json()

    assert [answer["queue"][0]["place"] for answer in answers] == [1, 1, 2]
    assert (answer["state"], answer["settled_at"]) == ("queued", None)
    assert answer["queue"] == [
        {"asset": str(bolt.pk), "place": 3, "missing": "120.5"},
        {"asset": str(nut.pk), "place": 2, "missing": "41.25"},
    ]
    fund(bolt, "40")
    assert caller.get(f"award-requests/{both['request_id']}").json()["queue"][0]["place"] == 2


def test_a_cancelled_award_says_why() -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    body = wanted(bolt, wallet=ADDRESS)
    caller.post("award-requests", body)
    cancel_award(award_request=AwardRequest.objects.get(), reason="A zero.", by=UserFactory())

    again = caller.post("award-requests", body)

    made = AwardRequest.objects.get()
    assert made.cancelled_at
    assert again.status_code == 200
    assert again.json() == caller.get(f"award-requests/{body['request_id']}").json()
    assert (again.json()["state"], again.json()["cancel_reason"]) == ("cancelled", "A zero.")
    assert again.json()["cancelled_at"] == made.cancelled_at.isoformat().replace("+00:00", "Z")
    assert (again.json()["queue"], again.json()["settled_at"]) == ([], None)


def test_the_same_request_again_answers_the_same() -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    body = wanted(bolt)

    first = caller.post("award-requests", body)
    before = stored()
    again = caller.post("award-requests", {**body, "request_id": body["request_id"].upper()})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert stored() == before


@pytest.mark.parametrize(
    "change",
    [{"participant": "bob"}, {"mintable": False}, {"wallet": ADDRESS}, {"amounts": 41}],
    ids=str,
)
def test_the_same_id_with_other_content_is_a_conflict(change: dict[str, Any]) -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    body = wanted(bolt)
    caller.post("award-requests", body)
    if "amounts" in change:
        change = {"amounts": [{"asset": str(bolt.pk), "amount": change["amounts"]}]}
    before = stored()

    response = caller.post("award-requests", {**body, **change})

    assert problem(response) == (409, "conflict")
    assert stored() == before


def test_an_idempotency_key_answers_the_stored_answer() -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    body = wanted(bolt)

    answers = [caller.post("award-requests", body, Idempotency_Key="k") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    other = caller.post("award-requests", wanted(bolt), Idempotency_Key="k")
    assert problem(other) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.1", "0.1"), ("12.50", "12.5"), ("1e2", "100"), ("100", "100"),
        ('"7.00"', "7"), ('"1E+2"', "100"), ("12345678901234567890", "12345678901234567890"),
        ('"99999999999999999999.99"', "99999999999999999999.99"),
        ("99999999999999999999.99", "99999999999999999999.99"),
    ],
)  # fmt: skip
def test_an_amount_is_exact(amount: str, text: str) -> None:
    bolt = AssetFactory()
    raw = (
        f'{{"request_id":"1","campaign":"{bolt.campaign_id}","participant":"ada",'
        f'"amounts":[{{"asset":"{bolt.pk}","amount":{amount}}}]}}'
    )

    response = Caller(bolt.organization).post("award-requests", raw=raw.encode())

    assert response.json()["amounts"] == [{"asset": str(bolt.pk), "amount": text}]


@pytest.mark.parametrize(
    "amount",
    [
        "0", '"0"', "-1", '"-0.5"', "-0", "1e20", '"100000000000000000000"', "1e999",
        "1e999999999", '"1e999999999"', '"1e-999999999"', "1e-999999999", "0.001", '"0.001"',
        '"NaN"', '"sNaN"', '"Infinity"', '"-Infinity"', '""', '" 1"', '"1,5"', '"0x10"', '"1_0"',
        '"1e99999999999999999999"', '"' + "1" * 101 + '"', '"\u0661"', '"1.0\\n"', "true", "null",
        "[]", "{}", "[1]",
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_named(amount: str) -> None:
    bolt = AssetFactory()
    raw = (
        f'{{"request_id":"1","campaign":"{bolt.campaign_id}","participant":"ada","amounts":'
        f'[{{"asset":"{bolt.pk}","amount":1}},{{"asset":"{bolt.pk}","amount":{amount}}}]}}'
    )
    before = stored()

    response = Caller(bolt.organization).post("award-requests", raw=raw.encode())

    assert errors(response) == ["amounts"]
    (second,) = response.json()["errors"]["amounts"].items()
    assert (second[0], [*second[1]]) == ("1", ["amount"])
    assert stored() == before


@pytest.mark.parametrize("digits", ["9" * 101, "1." + "0" * 100, "1e" + "9" * 30])
def test_a_number_beyond_all_bounds_is_malformed(digits: str) -> None:
    response = Caller().post("award-requests", raw=b'{"amounts":%b}' % digits.encode())

    assert problem(response) == (400, "malformed")


def test_amounts_that_are_too_large_together_are_named() -> None:
    bolt = AssetFactory()
    amounts = [{"asset": str(bolt.pk), "amount": "6e19"}] * 2
    before = stored()

    response = Caller(bolt.organization).post("award-requests", wanted(bolt, amounts=amounts))

    assert errors(response) == ["amounts"]
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"request_id": ""}, ["request_id"]),
        ({"request_id": "a b"}, ["request_id"]),
        ({"request_id": "a/b"}, ["request_id"]),
        ({"request_id": "x" * 101}, ["request_id"]),
        ({"request_id": 1}, ["request_id"]),
        ({"campaign": "x"}, ["campaign"]),
        ({"campaign": 5}, ["campaign"]),
        ({"campaign": str(uuid4())}, ["campaign"]),
        ({"participant": ""}, ["participant"]),
        ({"participant": None}, ["participant"]),
        ({"amounts": []}, ["amounts"]),
        ({"amounts": {}}, ["amounts"]),
        ({"amounts": [1]}, ["amounts"]),
        ({"amounts": [{"asset": str(uuid4()), "amount": 1}]}, ["amounts"]),
        ({"amounts": [{"asset": 5, "amount": 1}]}, ["amounts"]),
        ({"amounts": [{"amount": 1}]}, ["amounts"]),
        ({"amounts": [{"asset": str(uuid4()), "amount": 1, "contract": "0x"}]}, ["amounts"]),
        ({"amounts": [{"asset": str(uuid4()), "amount": 1}] * 101}, ["amounts"]),
        ({"wallet": ""}, ["wallet"]),
        ({"wallet": "a b"}, ["wallet"]),
        ({"wallet": "é"}, ["wallet"]),
        ({"wallet": "x" * 201}, ["wallet"]),
        ({"wallet": 1}, ["wallet"]),
        ({"mintable": "true"}, ["mintable"]),
        ({"mintable": 1}, ["mintable"]),
        ({"mintable": None}, ["mintable"]),
        ({"state": "settled"}, ["state"]),
    ],
)
def test_a_wrong_member_is_named(change: dict[str, Any], refused: list[str]) -> None:
    bolt = AssetFactory()
    before = stored()

    response = Caller(bolt.organization).post("award-requests", wanted(bolt, **change))

    assert errors(response) == refused
    assert stored() == before


def test_an_unknown_asset_is_named_at_its_place() -> None:
    bolt = AssetFactory()
    amounts = [{"asset": str(asset), "amount": 1} for asset in (bolt.pk, uuid4())]

    response = Caller(bolt.organization).post("award-requests", wanted(bolt, amounts=amounts))

    assert response.json()["errors"] == {
        "amounts": {"1": {"asset": ["The campaign has no such asset."]}}
    }


def test_nothing_is_paid_to_a_project_wallet() -> None:
    bolt = AssetFactory()
    address = bolt.campaign.wallets.get().address
    before = stored()

    response = Caller(bolt.organization).post("award-requests", wanted(bolt, wallet=address))

    assert errors(response) == ["wallet"]
    assert stored() == before


def test_a_blocked_participant_is_awarded_nothing() -> None:
    bolt = AssetFactory()
    award((bolt, 1))
    Participant.objects.update(state="blocked")
    before = stored()

    response = Caller(bolt.organization).post("award-requests", wanted(bolt))

    assert problem(response) == (403, "participant_blocked")
    assert stored() == before


def test_an_award_request_is_fetched_by_its_id_in_any_case() -> None:
    bolt = AssetFactory()
    request_id = award((bolt, 5)).request_id
    caller = Caller(bolt.organization)

    answers = [
        caller.get(f"award-requests/{name}") for name in (request_id, request_id.upper(), "other")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("request_id", ["a%20b", "%C3%A9", "x" * 101])
def test_an_id_that_can_be_none_is_not_found(request_id: str) -> None:
    assert problem(Caller().get(f"award-requests/{request_id}")) == (404, "not_found")


def test_award_requests_are_filtered() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign__organization=bolt.organization)
    first = award((bolt, 1)).request_id
    second = award((bolt, 1), participant="bob", wallet="0xBOB").request_id
    third = award((nut, 1)).request_id
    caller = Caller(bolt.organization)
    at = AwardRequest.objects.get(request_id=second).requested_at.isoformat()

    def found(**query: Any) -> list[str]:
        rows = caller.get("award-requests", query).json()["results"]
        return [row["request_id"] for row in rows]

    assert found() == [third, second, first]
    assert found(participant="bob") == [second]
    assert found(campaign=nut.campaign_id) == [third]
    assert found(state="queued") == [second]
    assert (found(requested_after=at), found(requested_before=at)) == ([third, second], [first])
    assert found(settled_after=at) == [third]


def test_what_a_prize_granted_names_its_play() -> None:
    bolt = AssetFactory()
    won = redeem(token_for(game_that_pays(bolt, "2.50")))
    (row,) = Caller(bolt.organization).get("award-requests").json()["results"]

    assert (row["play"], row["amounts"][0]["amount"]) == (str(won.play_id), "2.5")
    request = Caller(bolt.organization).get(f"award-requests/{row['request_id']}")
    assert request.json() == row
