import re

import pytest
from django.test import Client

from identities.enums import Scope, StaffRole
from identities.models import ApiClient, Organization
from tests.factories.identities import ApiClientFactory, OrganizationFactory
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url

pytestmark = pytest.mark.django_db

KEY = re.compile(r"tmb_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}")
SENT = {"_form_submitted": "True"}


@pytest.fixture
def organization() -> Organization:
    made: Organization = OrganizationFactory()
    return made


def create(client: Client, organization: Organization) -> str:
    answer = client.post(add_url(ApiClient), {
        "organization": organization.pk, "name": "Shop", "scopes": [Scope.READ],
        "requests_per_minute": "", "expires_at_0": "", "expires_at_1": "",
    })  # fmt: skip
    return answer.content.decode()


def test_key_is_shown_once(organization: Organization) -> None:
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    keys = KEY.findall(create(client, organization))

    made = ApiClient.objects.get()
    assert len(keys) == 1
    assert made.prefix == keys[0].split("_")[1]
    later = [client.get(url).content.decode() for url in (change_url(made), list_url(ApiClient))]
    history = client.get(change_url(made).replace("/change/", "/history/")).content.decode()
    assert KEY.findall("".join([*later, history])) == []
    assert keys[0] not in str(dict(client.session))


def test_page_with_the_key_is_kept_nowhere(organization: Organization) -> None:
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    answer = client.post(
        add_url(ApiClient),
        {"organization": organization.pk, "name": "Shop", "scopes": [Scope.READ]},
    )

    assert "no-store" in answer.headers["Cache-Control"]


def test_no_key_is_made_in_another_organization(organization: Organization) -> None:
    client = client_of(StaffRole.ADMINISTRATOR)

    assert KEY.findall(create(client, organization)) == []
    assert not ApiClient.objects.exists()


def test_key_is_revoked(organization: Organization) -> None:
    made = ApiClientFactory(organization=organization)
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    client.get(step_url(made, "revoke"))
    made.refresh_from_db()
    after_get = made.revoked_at
    client.post(step_url(made, "revoke"), SENT)

    made.refresh_from_db()
    assert after_get is None
    assert made.revoked_at is not None


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.ADMINISTRATOR])
def test_others_revoke_nothing(organization: Organization, role: StaffRole) -> None:
    made = ApiClientFactory(organization=organization)

    answer = client_of(role, organization).post(step_url(made, "revoke"), SENT)

    made.refresh_from_db()
    assert (answer.status_code, made.revoked_at) == (403, None)
