"""Looks after the embedded database while the platform is served."""

from __future__ import annotations

import os
import time

import structlog
from psycopg import pq

from config import embedded_postgres

POLL_SECONDS = 1.0
PAUSE_AFTER_FAILURE = 10.0

logger = structlog.get_logger(__name__)


class DatabaseKeeper:
    """Starts the embedded server again when it has died; leaves one of DATABASE_URL alone."""

    def __init__(self) -> None:
        self._embedded = "DATABASE_URL" not in os.environ
        self._address = f"{embedded_postgres.database_url()}&connect_timeout=2".encode()
        self._look_at = 0.0

    def keep_running(self) -> None:
        now = time.monotonic()
        if not self._embedded or now < self._look_at:
            return
        self._look_at = now + POLL_SECONDS
        if pq.PGconn.ping(self._address) == pq.Ping.OK:
            return
        logger.error("database_died")
        try:
            embedded_postgres.start()
        except embedded_postgres.EmbeddedPostgresError as error:
            logger.critical("database_not_started", reason=str(error))
            self._look_at = time.monotonic() + PAUSE_AFTER_FAILURE
        else:
            logger.warning("database_restarted")
