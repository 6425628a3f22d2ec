import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from identities.enums import Scope, UsageKind
from identities.models import ApiClient, ApiClientUsage, Organization
from identities.services.admission_cache import AdmissionCache
from identities.services.api_clients import (
    Admission,
    TooManyWrongCodes,
    admit_api_client,
    count_wrong_code,
    create_api_client,
    refuse_guesser,
    revoke_api_client,
)
from tests.factories.identities import ApiClientFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


class Clock:
    """A monotonic clock that stands still until told."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def admit(key: str, cache: AdmissionCache | None = None, maximum: int = 1000) -> Admission | None:
    return admit_api_client(key=key, default_maximum=maximum, cache=cache or AdmissionCache())


def admitted(key: str, *caches: AdmissionCache, tries: int) -> int:
    """Return how many of *tries* requests, shared out over *caches*, got a permit."""
    admissions = [admit(key, caches[number % len(caches)]) for number in range(tries)]
    return sum(1 for admission in admissions if admission and not admission.retry_after)


def used(client: ApiClient, kind: UsageKind = UsageKind.REQUESTS) -> list[int]:
    return list(
        ApiClientUsage.objects.filter(client=client, kind=kind).values_list("used", flat=True)
    )


def test_key_is_stored_as_a_hash() -> None:
    made = create_api_client(
        organization=OrganizationFactory(), name="App", scopes=["read", "read"]
    )

    stored = ApiClient.objects.get()
    assert re.fullmatch(r"tmb_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}", made.key)
    assert made.key.split("_")[1] == stored.prefix
    assert bytes(stored.key_sha256) == hashlib.sha256(made.key.encode()).digest()
    assert stored.scopes == ["read"]


def test_client_is_admitted_with_its_organization_and_scopes() -> None:
    organization = OrganizationFactory()
    made = create_api_client(organization=organization, name="App", scopes=[Scope.READ])

    admission = admit(made.key)

    assert admission is not None
    assert (admission.client, admission.organization) == (made.client, organization)
    assert (admission.scopes, admission.retry_after) == (frozenset({"read"}), 0)


@pytest.mark.parametrize(
    "key", ["", "x", "tmb_", "tmb_ABCDEFGHIJKL_" + "x" * 43, "tmb_é" + "x" * 54]
)
def test_unknown_key_is_not_admitted(key: str) -> None:
    assert admit(key) is None
    assert used(ApiClientFactory()) == []


def test_another_secret_with_the_prefix_is_not_admitted() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])

    assert admit(made.key[:-1] + ("A" if made.key[-1] != "A" else "B")) is None
    assert used(made.client) == []


def test_revoked_key_is_not_admitted() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])

    revoke_api_client(client=made.client, at=datetime.now(UTC))

    assert admit(made.key) is None


def test_revoking_again_keeps_the_instant() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])
    first = datetime(2026, 1, 1, tzinfo=UTC)

    revoke_api_client(client=made.client, at=first)
    revoke_api_client(client=made.client, at=first + timedelta(days=1))

    assert ApiClient.objects.get().revoked_at == first


def test_expired_key_is_not_admitted() -> None:
    made = create_api_client(
        organization=OrganizationFactory(),
        name="App",
        scopes=[],
        expires_at=datetime.now(UTC) - timedelta(seconds=1),
    )

    assert admit(made.key) is None


def test_key_of_a_disabled_organization_is_not_admitted() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])
    Organization.objects.update(is_enabled=False)

    assert admit(made.key) is None


def test_last_use_is_written_at_most_once_a_minute() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])

    admit(made.key)
    first = ApiClient.objects.get().last_used_at
    recently = first - timedelta(seconds=59)
    ApiClient.objects.update(last_used_at=recently)
    admit(made.key)

    assert ApiClient.objects.get().last_used_at == recently
    ApiClient.objects.update(last_used_at=first - timedelta(seconds=61))
    admit(made.key)
    assert ApiClient.objects.get().last_used_at == first


def test_known_key_needs_no_database(django_assert_num_queries: Any) -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])
    cache = AdmissionCache()

    with django_assert_num_queries(1):
        count = admitted(made.key, cache, tries=10)

    assert count == 10
    assert used(made.client) == [10]


def test_revoked_key_is_refused_after_5_seconds() -> None:
    made = create_api_client(organization=OrganizationFactory(), name="App", scopes=[])
    clock = Clock()
    cache = AdmissionCache(timer=clock)
    admit(made.key, cache)
    revoke_api_client(client=made.client, at=datetime.now(UTC))
    clock.seconds += 5.001

    assert admit(made.key, cache) is None


@pytest.mark.parametrize("maximum", [1, 10, 99, 250])
def test_limit_holds_over_processes(maximum: int) -> None:
    made = create_api_client(
        organization=OrganizationFactory(), name="App", scopes=[], requests_per_minute=maximum
    )

    count = admitted(made.key, AdmissionCache(), AdmissionCache(), tries=maximum + 20)

    assert count == maximum
    assert used(made.client) == [maximum]


def test_client_over_its_limit_is_told_to_wait_without_asking_again(
    django_assert_num_queries: Any,
) -> None:
    made = create_api_client(
        organization=OrganizationFactory(), name="App", scopes=[], requests_per_minute=1
    )
    cache = AdmissionCache()
    admit(made.key, cache)
    first = admit(made.key, cache)

    with django_assert_num_queries(0):
        second = admit(made.key, cache)

    assert first is not None
    assert second is not None
    assert 1 <= second.retry_after <= first.retry_after <= 60


def test_next_minute_gives_new_permits() -> None:
    made = create_api_client(
        organization=OrganizationFactory(), name="App", scopes=[], requests_per_minute=1
    )
    clock = Clock()
    cache = AdmissionCache(timer=clock)
    admitted(made.key, cache, tries=2)
    ApiClientUsage.objects.update(window_starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    clock.seconds += 60.001

    assert admitted(made.key, cache, tries=2) == 1


def test_guesser_is_refused_after_so_many_unknown_codes() -> None:
    client = ApiClientFactory()
    for _ in range(3):
        count_wrong_code(client_id=client.pk)

    refuse_guesser(client_id=client.pk, maximum=4)
    with pytest.raises(TooManyWrongCodes) as refused:
        refuse_guesser(client_id=client.pk, maximum=3)

    assert used(client, UsageKind.WRONG_CODES) == [3]
    assert refused.value.retry_at == ApiClientUsage.objects.get().window_starts_at + timedelta(
        minutes=1
    )
