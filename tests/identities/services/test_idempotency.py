import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from identities.models import ApiClient, IdempotencyRecord, Participant
from identities.services.idempotency import (
    Answer,
    KeyMalformed,
    KeyReused,
    StillRunning,
    answer_once,
    check_key,
    new_internal_key,
    request_sha256,
)
from tests.factories.identities import ApiClientFactory, ParticipantFactory

SHA256 = request_sha256(method="POST", path="/x", body=b"{}")
ANSWER = Answer(201, '{"b":1,"a":1.50}')


def call(
    client: ApiClient, effect: Callable[[], Answer], key: str = "key", sha256: str = SHA256
) -> Answer:
    return answer_once(client_id=client.pk, key=key, request_sha256=sha256, effect=effect)


def never() -> Answer:
    raise AssertionError


@pytest.mark.django_db
def test_answer_is_stored_and_answered_again_byte_for_byte() -> None:
    client = ApiClientFactory()

    first = call(client, lambda: ANSWER)
    second = call(client, never)

    assert (first, second) == (ANSWER, ANSWER)
    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.django_db
def test_key_with_another_request_is_refused() -> None:
    client = ApiClientFactory()
    call(client, lambda: ANSWER)

    with pytest.raises(KeyReused):
        call(client, never, sha256=request_sha256(method="POST", path="/x", body=b"{ }"))

    assert IdempotencyRecord.objects.get().request_sha256 == SHA256


@pytest.mark.django_db
def test_key_of_a_redemption_is_refused() -> None:
    client = ApiClientFactory()
    IdempotencyRecord.objects.create(client=client, key="key", request_sha256=SHA256)

    with pytest.raises(KeyReused):
        call(client, never)


@pytest.mark.django_db
def test_key_is_free_for_another_client() -> None:
    call(ApiClientFactory(), lambda: ANSWER)

    assert call(ApiClientFactory(), lambda: Answer(200, "{}")) == Answer(200, "{}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [("PUT", "/x", b"{}"), ("POST", "/y", b"{}"), ("POST", "/x", b""), ("POST", "/", b"x{}")],
)
def test_hash_tells_requests_apart(other: tuple[str, str, bytes]) -> None:
    method, path, body = other

    assert request_sha256(method=method, path=path, body=body) != SHA256


@pytest.mark.django_db(transaction=True)
def test_refused_call_stores_nothing_and_may_be_tried_again() -> None:
    client = ApiClientFactory()

    def refuse() -> Answer:
        ParticipantFactory(organization=client.organization)
        raise LookupError

    with pytest.raises(LookupError):
        call(client, refuse)

    assert (IdempotencyRecord.objects.count(), Participant.objects.count()) == (0, 0)
    assert call(client, lambda: ANSWER) == ANSWER


@pytest.mark.django_db(transaction=True)
def test_second_call_is_refused_while_the_first_is_running() -> None:
    client = ApiClientFactory()
    started, ended = threading.Event(), threading.Event()

    def slow() -> Answer:
        started.set()
        ended.wait(10)
        return ANSWER

    thread = in_thread(lambda: call(client, slow))
    started.wait(10)
    try:
        with pytest.raises(StillRunning):
            call(client, never)
    finally:
        ended.set()
        thread.join()

    assert call(client, never) == ANSWER


@pytest.mark.django_db(transaction=True)
def test_killed_call_leaves_nothing_and_is_made_again() -> None:
    client = ApiClientFactory()
    tries: list[int] = []

    def effect() -> Answer:
        ParticipantFactory(organization=client.organization)
        tries.append(1)
        if len(tries) == 1:
            kill_connection()
        return ANSWER

    assert call(client, effect) == ANSWER
    assert len(tries) == 2
    assert (IdempotencyRecord.objects.count(), Participant.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_call_whose_commit_was_lost_answers_what_was_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = ApiClientFactory()
    commit = connection.commit

    def commit_and_die() -> None:
        monkeypatch.undo()
        commit()
        kill_connection()

    def effect() -> Answer:
        ParticipantFactory(organization=client.organization)
        monkeypatch.setattr(connection, "commit", commit_and_die)
        return ANSWER

    assert call(client, effect) == ANSWER
    assert (IdempotencyRecord.objects.count(), Participant.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_call_is_made_again_once_only() -> None:
    client = ApiClientFactory()
    tries: list[int] = []

    def effect() -> Answer:
        tries.append(1)
        kill_connection()
        return ANSWER

    with pytest.raises(OperationalError):
        call(client, effect)

    connection.close()
    assert len(tries) == 2
    assert IdempotencyRecord.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_call_made_again_waits_for_the_first_to_end() -> None:
    client = ApiClientFactory()
    tries: list[int] = []

    def effect() -> Answer:
        tries.append(1)
        if len(tries) == 1:
            threads.append(in_thread(lambda: hold_key(client, seconds=0.3)))
            until_somebody_waits()
            kill_connection()
        return ANSWER

    threads: list[threading.Thread] = []
    try:
        assert call(client, effect) == ANSWER
    finally:
        threads[0].join()

    assert len(tries) == 2


@pytest.mark.django_db(transaction=True)
def test_error_on_a_working_connection_is_not_tried_again() -> None:
    client = ApiClientFactory()
    tries: list[int] = []

    def effect() -> Answer:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$BEGIN RAISE USING ERRCODE = 'deadlock_detected'; END$$")
        raise AssertionError

    with pytest.raises(OperationalError):
        call(client, effect)

    assert len(tries) == 1


@pytest.mark.parametrize("key", ["a", "~" * 255, 'k "1"'])
def test_key_of_printable_ascii_is_taken(key: str) -> None:
    assert check_key(key) == key


def test_internal_key_can_not_be_sent() -> None:
    with pytest.raises(KeyMalformed):
        check_key(new_internal_key())


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "é", "\0"])
def test_other_key_is_refused(key: str) -> None:
    with pytest.raises(KeyMalformed):
        check_key(key)


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def hold_key(client: ApiClient, *, seconds: float) -> None:
    """Take the key's lock as soon as it is free, and keep it as an ending transaction does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT lock_idempotency_key_v1(%s, 'key', true)", [client.pk])
        time.sleep(seconds)


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            if cursor.fetchone() == (1,):
                return
            time.sleep(0.01)


def kill_connection() -> None:
    """Have the server end this thread's session, and notice it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
