"""Signs, passwords and secrets are in no line of the log, whatever happens."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connection

from config import logs
from identities.models import Profile
from tests.identities.dialects.tomhorn_gms.scene import (
    CLIENT,
    REST,
    SECRET,
    SOAP,
    identity,
    make_partner,
    send_rest,
    send_soap,
)
from tests.identities.dialects.tomhorn_gms.test_operations import envelope

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "s3cret-pass-w0rd"


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    names = ["", logs.ACCESS]
    before = [(logging.getLogger(name), logging.getLogger(name).handlers[:]) for name in names]
    yield
    for logger, handlers in before:
        logger.handlers[:] = handlers


@pytest.mark.parametrize("json_lines", [True, False])
def test_no_line_has_a_secret(*, json_lines: bool, capsys: pytest.CaptureFixture[str]) -> None:
    make_partner()
    logs.configure(json=json_lines, level="DEBUG")
    members = identity(password=PASSWORD)
    body, message = json.dumps(members), envelope("CreateIdentity", members)
    query = f"sign={members['sign']}&password={PASSWORD}"

    with connection.cursor() as cursor:
        # what nobody foresaw: the database refuses a row
        cursor.execute("ALTER TABLE identities_profile ADD CHECK (user_name <> 'ada') NOT VALID")
    try:
        unforeseen = [send_rest("CreateIdentity", body), send_soap("CreateIdentity", message)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE identities_profile DROP CONSTRAINT identities_profile_user_name_check"
            )
    for _ in range(2):
        send_rest("CreateIdentity", body)
        send_soap("CreateIdentity", message)
    send_rest("CreateIdentity", body[:-1])
    send_soap("CreateIdentity", message[:-1])
    send_soap("Unknown", message)
    for path in (SOAP, f"{REST}/CreateIdentity", f"{REST}/{members['sign']}"):
        CLIENT.get(f"{path}?{query}")

    written = capsys.readouterr().err
    hashed = Profile.objects.get(participant__source_id="ada").password
    assert [response.status_code for response in unforeseen] == [200, 200]
    assert written.count("request_failed") == 2
    assert written.count("CustomerIntegrationService.svc") >= 10
    secrets = [PASSWORD, SECRET, members["sign"], hashed.split("$")[1], hashed[-20:]]
    assert [secret for secret in secrets if secret in written] == []
