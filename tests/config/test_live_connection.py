import psycopg
import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_admin_outlives_its_database_connection() -> None:
    client = Client()
    client.get("/admin/login/")
    connection.ensure_connection()
    _kill_backend(connection.connection)

    response = client.get("/admin/")

    assert response.status_code == 302


def _kill_backend(victim: psycopg.Connection) -> None:
    with psycopg.connect(victim.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [victim.info.backend_pid])
