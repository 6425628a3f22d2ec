"""Replies that never arrive: after one retry the first effect's answer, and nothing twice."""

from __future__ import annotations

import http.client
import json
import socket
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from promotions.models import Game
from tests.resilience.posts import POSTS, Post
from tests.resilience.proxy import CuttingProxy, tcp_listener

CUTS = 200


@pytest.mark.parametrize("make", POSTS, ids=lambda make: make.__name__)
def test_reply_of_the_database_is_cut(
    make: Any, game: Game, key: str, database_proxy: CuttingProxy
) -> None:
    client = Client(headers={"Authorization": f"Bearer {key}"})
    statuses = set()

    for number in range(CUTS):
        post = make(game.organization, game)
        # each reply of the request in turn; a number past the last one cuts nothing
        database_proxy.cut_reply(number % 12)
        response = client.post(post.path, post.body, content_type="application/json")
        database_proxy.disarm()
        statuses.add((response.status_code, post.effects()))

    assert statuses <= {(200, 1), (201, 1)}
    assert database_proxy.cuts >= CUTS // 12


@pytest.mark.parametrize("make", POSTS, ids=lambda make: make.__name__)
def test_reply_of_the_app_is_cut(make: Any, game: Game, key: str, live_server: Any) -> None:
    address = urlsplit(live_server.url)
    proxy = CuttingProxy(
        tcp_listener(), lambda: socket.create_connection((address.hostname, address.port))
    )
    outcomes = []

    for _ in range(CUTS):
        post = make(game.organization, game)
        idempotency_key = uuid.uuid4().hex
        proxy.cut_reply(0)
        with pytest.raises((http.client.HTTPException, OSError)):
            _send(proxy, post, key, idempotency_key)
        first, second = (_send(proxy, post, key, idempotency_key) for _ in range(2))
        outcomes.append((first == second, post.effects()))

    proxy.close()
    assert (proxy.cuts, set(outcomes)) == (CUTS, {(True, 1)})


def _send(proxy: CuttingProxy, post: Post, key: str, idempotency_key: str) -> tuple[int, Any]:
    """Return status and body, without what tells a replay from the first time."""
    host, port = proxy.listener.getsockname()
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request(
            "POST",
            post.path,
            json.dumps(post.body),
            {
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Idempotency-Key": idempotency_key,
            },
        )
        response = connection.getresponse()
        body = json.loads(response.read())
    finally:
        connection.close()
    body.pop("replayed", None)
    return response.status, body
