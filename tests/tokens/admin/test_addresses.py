"""No address of the admin fails, whatever its path and its query say."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.identities.admin.people import signed_in, superuser
from tests.tokens.admin.scenario import scenario

pytestmark = pytest.mark.django_db

VALUES = ("zz", "%00", "-1", "99999999999999999999", "%ED%A0%80", "[1")
NAMES = ("q", "p", "o", "s", "page", "term", "_to_field", "_changelist_filters", "_facets")
LOOKUPS = ("", "__exact", "__id__exact", "__isnull", "_from", "_to")


def names_of(url: str) -> list[str]:
    """Return what a query may name: fields of a new row, filters of a list, and Django's own."""
    for model, its in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if url == base:
            filters = [each[0] if isinstance(each, tuple) else each for each in its.list_filter]
            return [*NAMES, *(f"{name}{lookup}" for name in filters for lookup in LOOKUPS)]
        if url == f"{base}add/":
            return [*NAMES, *(field.name for field in model._meta.fields)]
    return list(NAMES)


def addresses(object_id: str) -> list[str]:
    """Return the address of every page of the admin, with *object_id* where it is of a row."""
    patterns = [
        pattern
        for group in admin.site.get_urls()
        for pattern in getattr(group, "url_patterns", [group])
    ]
    names = [
        f"admin:{pattern.name}" for pattern in patterns if pattern.name not in (None, "logout")
    ]
    return [url for url in (_address(name, object_id) for name in names) if url]


def _address(name: str, object_id: str) -> str | None:
    for arguments in ((), (object_id,)):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return None


@pytest.fixture
def client() -> Client:
    scenario()
    made = signed_in(superuser())
    made.raise_request_exception = False
    return made


def fails(client: Client, address: str) -> bool:
    """Tell whether the answer is a failure, and forget what the request did."""
    with transaction.atomic():
        status = client.get(address).status_code
        transaction.set_rollback(True)
    return status >= 500


@pytest.mark.parametrize("object_id", ["zz", "%00", "-1", "99999999999999999999", "_5F", "💥"])
def test_no_path_fails(client: Client, object_id: str) -> None:
    paths = [url.replace("OBJECT", quote(object_id)) for url in addresses("OBJECT")]
    paths += [f"/admin/r/1/{quote(object_id)}/", "/admin/r/zz/1/", f"/admin/{quote(object_id)}/"]

    failed = [path for path in paths if fails(client, path)]

    assert len(paths) > 80
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("value", VALUES)
def test_no_query_fails(client: Client, value: str) -> None:
    encoded = value if value.startswith("%") else quote(value)
    lists = [url for url in addresses("OBJECT") if "OBJECT" not in url]
    queries = [f"{url}?{name}={encoded}" for url in lists for name in names_of(url)]

    failed = [query for query in queries if fails(client, query)]

    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("query", ["s=card&page=zz", "s=a&extended=1&page=99999", "s=a&page=-1"])
def test_search_has_one_page(client: Client, query: str) -> None:
    assert client.get(f"/admin/search/?{query}").status_code == 404
    assert client.get("/admin/search/?s=card&page=1").status_code == 200


def test_autocomplete_takes_hostile_terms(client: Client) -> None:
    where = "app_label=tokens&model_name=token&field_name=game"

    statuses = {
        value: client.get(f"/admin/autocomplete/?{where}&term={value}&page={value}").status_code
        for value in VALUES
    }

    assert all(status < 500 for status in statuses.values()), statuses
    assert statuses["%00"] == 400
