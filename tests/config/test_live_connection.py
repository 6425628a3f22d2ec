import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests.factories.identities import UserFactory


@pytest.mark.django_db(transaction=True)
def test_admin_outlives_its_database_connection() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    _kill_backend(connection.connection)

    response = client.get("/admin/")

    assert response.status_code == 200


def _kill_backend(victim: psycopg.Connection) -> None:
    with psycopg.connect(victim.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [victim.info.backend_pid])
