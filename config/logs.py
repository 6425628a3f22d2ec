"""Logging: one line an event, with the request's id, to standard error.

Neither query strings nor credentials are logged: the access line names the route, and every line
is searched for keys before it is written. Tracebacks have no local variables, and nothing of the
rows that the database refused.
"""

from __future__ import annotations

import io
import json as json_module
import logging
import logging.config
import re
from datetime import UTC, datetime
from typing import Any, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
ACCESS = "tombola.access"
# An API key's prefix may be seen, it is how staff name a client.
API_KEY = re.compile(r"(tmb_[A-Za-z0-9]{12})_[A-Za-z0-9_-]{20,}")
SESSION_TOKEN = re.compile(r"tms_[A-Za-z0-9_-]+")
CREDENTIAL = re.compile(
    r"((?:authorization|password|passwd|secret|api_?key|access_?token|session_?id)"
    r"[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+|token\s+)?)[^\s\"'&,;}]+",
    re.IGNORECASE,
)
# PostgreSQL tells the whole row there: somebody's name, the hash of his password
DETAIL = re.compile(
    r"\nDETAIL: .*?(?=\n(?:HINT: |CONTEXT: |\n(?:The above|During handling))|\Z)", re.DOTALL
)
# What makes an address of ePrize's profiles unguessable.
WEB_KEY = re.compile(r"\b([0-9a-f]{32})\.[A-Za-z0-9_-]+")
# PayInGame's keys are parts of paths: one of another platform's is masked as well.
REST_KEY = re.compile(
    r"(/rest/+PayInGame/+PublicAPI/+\w+/+)(?!tmb_[A-Za-z0-9]{12}_\*\*\*)[^/\s?\"']+", re.IGNORECASE
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"'<>]+")


def mask(text: str) -> str:
    """Return *text* without what lets somebody in: keys, credentials, the queries of paths."""
    text = API_KEY.sub(r"\1_***", text)
    text = REST_KEY.sub(r"\1***", text)
    text = WEB_KEY.sub(r"\1.***", text)
    text = SESSION_TOKEN.sub("tms_***", text)
    text = CREDENTIAL.sub(r"\1***", text)
    return QUERY.sub(r"\1?***", text)


def configure(*, json: bool, level: str) -> dict[str, Any]:
    """Send every record, the standard library's too, through structlog, and return how.

    JSON lines, or text for people. What is returned fits ``logging.config.dictConfig``.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    configuration = _configuration(json=json, level=level, shared=shared)
    logging.config.dictConfig(configuration)
    return configuration


def _configuration(*, json: bool, level: str, shared: list[Processor]) -> dict[str, Any]:
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder(), _drop_objects],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(json=json),
            _mask_line,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": formatter,
            "access": {"()": AccessFormatter, "json": json},
        },
        "filters": {"route": {"()": RouteInsteadOfPath}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "filters": ["route"],
            },
            "access": {"class": "logging.StreamHandler", "formatter": "access"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": _loggers(level),
    }


def _loggers(level: str) -> dict[str, Any]:
    quiet = "INFO" if level == "DEBUG" else "WARNING"
    return {
        ACCESS: {"handlers": ["access"], "propagate": False, "level": level},
        # Granian brings handlers of its own.
        "_granian": {"handlers": [], "propagate": True, "level": level},
        "granian.access": {"handlers": [], "propagate": False},
        # It tells of each import and each poll at INFO.
        "procrastinate": {"level": quiet},
        "axes": {"level": quiet},
        # The access line tells of refused requests already.
        "django.request": {"level": "ERROR"},
    }


def _renderers(*, json: bool) -> list[Processor]:
    if not json:
        return [structlog.dev.ConsoleRenderer(exception_formatter=_write_traceback)]
    traces = ExceptionDictTransformer(show_locals=False, max_frames=30)
    return [
        structlog.processors.ExceptionRenderer(traces),
        _drop_details,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _write_traceback(stream: TextIO, exc_info: ExcInfo) -> None:
    text = io.StringIO()
    structlog.dev.plain_traceback(text, exc_info)
    stream.write(DETAIL.sub("", text.getvalue()))


def _drop_details(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for error in event.get("exception", ()):
        error["exc_value"] = DETAIL.sub("", error["exc_value"])
    return event


def _drop_objects(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out what Django and others attach: a request's repr has its query string."""
    for name in [name for name, value in event.items() if not _is_plain(name, value)]:
        del event[name]
    return event


def _is_plain(name: str, value: object) -> bool:
    # structlog's own entries, and the exception, are dealt with later
    if name.startswith("_") or name == "exc_info":
        return True
    return value is None or isinstance(value, str | int | float | list | dict)


def _mask_line(_logger: WrappedLogger, _method: str, line: Any) -> Any:
    return mask(str(line))


class RouteInsteadOfPath(logging.Filter):
    """Name the route where Django names a failed request's path, which may hold a token's code."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None and isinstance(record.args, tuple) and len(record.args) > 1:
            record.args = (record.args[0], f"/{match.route}", *record.args[2:])
        return True


class AccessFormatter(logging.Formatter):
    """Writes the line of one request from the dictionary that is its message.

    It is on the hot path, where structlog's chain would take five times as long.
    """

    def __init__(self, *, json: bool) -> None:
        super().__init__()
        self._json = json

    def format(self, record: logging.LogRecord) -> str:
        fields: Any = record.msg
        timestamp = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        if self._json:
            line = {"event": "request", "level": "info", "logger": ACCESS, **fields}
            return json_module.dumps({**line, "timestamp": timestamp})
        words = " ".join(f"{name}={json_module.dumps(value)}" for name, value in fields.items())
        return f"{timestamp} [access] {words}"
