"""The commands for vendors' clients, run as pasted."""

import ast
import json
import shutil
import subprocess
import sys
import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from config.demo.vendors import eprize, memori, payingame, tomhorn_gms
from identities.enums import Scope
from identities.models import Organization
from identities.services.api_clients import create_api_client
from promotions.models import Play
from tests.config.embedded_server import ROOT
from tests.factories.badges import BadgeRuleFactory
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory
from tests.factories.promotions import live_game
from tests.factories.values import AssetFactory
from tests.identities.api.calls import Caller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("curl") is None, reason="the commands need curl"),
]


def run(command: str) -> str:
    return subprocess.run(
        ["/bin/sh", "-c", command.replace(".venv/bin/python", sys.executable)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def test_commands_of_tom_horn_gms(live_server: Any) -> None:
    organization: Organization = OrganizationFactory()
    ParticipantFactory(organization=organization, source_id="card-ada")
    facts = {
        "base_url": live_server.url,
        "organization": {
            "id": str(organization.pk),
            "signing_secret": organization.signing_secret,
        },
        "participant": {"source_id": "card-ada"},
    }

    _, _, *curl, zeep = tomhorn_gms(facts)

    first, second = (run("\n".join(curl)) for _ in range(2))
    assert first == '{"Code":0,"Identity":{"Name":"card-new","State":1},"Message":null}'
    assert second.startswith('{"Code":1014')
    assert ast.literal_eval(run(zeep)) == {
        "Code": 0,
        "Message": None,
        "Identity": {"Name": "card-ada", "State": 1},
    }


def test_commands_of_memori(live_server: Any) -> None:
    rule = BadgeRuleFactory(threshold=1, badge__name="First Cup")
    organization = rule.badge.organization
    ProfileFactory(
        participant__organization=organization,
        user_name="ada",
        password=make_password("tea & milk"),
    )
    facts = {
        "base_url": live_server.url,
        "api_key": Caller(organization).key,
        "participant": {"tenant": organization.slug, "user_name": "ada", "password": "tea & milk"},
        "outcome_code": rule.outcome_type.code,
    }

    _, _, *commands = memori(facts)

    decoder = json.JSONDecoder()
    said = run("\n".join(commands))
    outcome, end = decoder.raw_decode(said)
    badges, _ = decoder.raw_decode(said, end)
    assert (outcome["resultCode"], badges["resultCode"]) == (0, 0)
    assert [badge["name"] for badge in badges["badges"]] == ["First Cup"]


def test_commands_of_eprize(live_server: Any) -> None:
    game = live_game(code="mug")
    key = create_api_client(organization=game.organization, name="x", scopes=Scope.values).key
    facts = {"base_url": live_server.url, "api_key": key, "games": {"wins": game.code}}

    _, _, *curl = eprize(facts)

    first = run("\n".join(curl))
    time.sleep(1)  # names of guests are seconds
    second = run("\n".join(curl))
    assert [answer.count("/prize/mug</prize>") for answer in (first, second)] == [1, 1]
    assert Play.objects.count() == 2


def test_commands_of_payingame(live_server: Any) -> None:
    bolt = AssetFactory(symbol="BOLT")
    facts = {
        "base_url": live_server.url,
        "api_key": Caller(bolt.organization).key,
        "campaign": {"id": str(bolt.campaign_id)},
        "asset": {"id": str(bolt.pk), "contract": bolt.contract},
        "participant": {"source_id": "card-ada"},
    }

    _, _, *curl = payingame(facts)

    decoder = json.JSONDecoder()
    for _ in range(2):
        said = run("\n".join(curl))
        awarded, end = decoder.raw_decode(said)
        held, end = decoder.raw_decode(said, end)
        issued, _ = decoder.raw_decode(said, end)
        assert (awarded["isError"], issued["isError"], len(issued["Token"])) == ("0", "0", 36)
        assert [(each["Total"], each["TokenSymbol"]) for each in held["Data"]["Tokens"]] == [
            (80.62, "BOLT")
        ]
