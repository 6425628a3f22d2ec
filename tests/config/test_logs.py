import json
import logging

import pytest
import structlog
from django.db import IntegrityError

from config import logs
from tests.factories.identities import ParticipantFactory

ID = "019a9c3f0a4e7b118c410d3c5a1f9e02"
WEB_KEY = "Qw-_" * 8
KEY = "tmb_Abcdefgh1234_" + "Zx9-" * 11
TOKEN = "tms_" + "Zx9-_" * 8 + "abc"


def formatted(*, message: str, json_lines: bool, **extra: object) -> str:
    configuration = logs.configure(json=json_lines, level="INFO")
    factory = configuration["formatters"]["structured"]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=factory["foreign_pre_chain"], processors=factory["processors"]
    )
    record = logging.getLogger("any").makeRecord(
        "any", logging.ERROR, __file__, 1, message, (), None, extra=extra
    )
    return formatter.format(record)


@pytest.fixture(autouse=True)
def _restored_logging() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"key {KEY}.", "key tmb_Abcdefgh1234_***."),
        (f"/api/v2/Badges/{TOKEN}/x", "/api/v2/Badges/tms_***/x"),
        (f"/api/v2/Badges/{TOKEN[:9]}", "/api/v2/Badges/tms_***"),
        (
            f"/api/v1/{KEY}/profile/{ID}.{WEB_KEY}/x",
            f"/api/v1/tmb_Abcdefgh1234_***/profile/{ID}.***/x",
        ),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ('{"password": "hunter2", "a": 1}', '{"password": "***", "a": 1}'),
        ("GET /a/b?token=abc HTTP/1.1", "GET /a/b?*** HTTP/1.1"),
        ("https://example.org/x?y=z ok", "https://example.org/x?*** ok"),
        ("Nothing to hide? No.", "Nothing to hide? No."),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert logs.mask(text) == masked


@pytest.mark.parametrize("json_lines", [True, False])
def test_every_line_is_masked(*, json_lines: bool) -> None:
    line = formatted(message=f"sent {KEY}", json_lines=json_lines, header=f"Bearer {KEY}")

    assert "Zx9" not in line
    assert "tmb_Abcdefgh1234_***" in line


def test_objects_are_left_out() -> None:
    line = json.loads(formatted(message="oh", json_lines=True, request=object(), status_code=500))

    assert "request" not in line
    assert (line["event"], line["level"], line["status_code"]) == ("oh", "error", 500)


@pytest.mark.parametrize("json_lines", [True, False])
def test_tracebacks_have_no_locals(*, json_lines: bool, capsys: pytest.CaptureFixture[str]) -> None:
    local_secret = "not-for-the-log"
    logs.configure(json=json_lines, level="INFO")

    try:
        int("x" * len(local_secret))
    except ValueError:
        structlog.get_logger("any").exception("it_failed")
        logging.getLogger("any").exception("It failed")

    written = capsys.readouterr().err
    assert written.count("invalid literal") >= 2
    assert "not-for-the-log" not in written


@pytest.mark.django_db
@pytest.mark.parametrize("json_lines", [True, False])
def test_refused_rows_are_left_out(*, json_lines: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=json_lines, level="INFO")
    name = "private\n\n person"

    try:
        ParticipantFactory(source_id=name, kind="wrong")
    except IntegrityError:
        structlog.get_logger("any").exception("it_failed")
        logging.getLogger("any").exception("It failed")

    written = capsys.readouterr().err
    # the cause is psycopg's error
    assert written.count("participant_kind_known") == 4
    assert [word for word in ("DETAIL", "person", "Failing row") if word in written] == []


def test_failed_request_is_named_by_its_route() -> None:
    match = type("Match", (), {"route": "tokens/<str:code>"})()
    request = type("Request", (), {"resolver_match": match})()
    record = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Internal Server Error", "/tokens/ABC"), "request": request}
    )

    logs.RouteInsteadOfPath().filter(record)

    assert record.getMessage() == "Internal Server Error: /tokens/<str:code>"


def test_access_line() -> None:
    fields = {"method": "GET", "path": "/x\n", "status": 200, "ms": 1.5}
    record = logging.makeLogRecord({"msg": fields, "created": 0.5})

    assert json.loads(logs.AccessFormatter(json=True).format(record)) == {
        "event": "request",
        "level": "info",
        "logger": "tombola.access",
        "timestamp": "1970-01-01T00:00:00.500000Z",
        **fields,
    }
    assert logs.AccessFormatter(json=False).format(record) == (
        '1970-01-01T00:00:00.500000Z [access] method="GET" path="/x\\n" status=200 ms=1.5'
    )
