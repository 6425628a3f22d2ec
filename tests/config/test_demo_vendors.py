"""The commands for vendors' clients, run as pasted."""

import ast
import shutil
import subprocess
import sys
from typing import Any

import pytest

from config.demo.vendors import tomhorn_gms
from identities.models import Organization
from tests.config.embedded_server import ROOT
from tests.factories.identities import OrganizationFactory, ParticipantFactory

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
