from uuid import UUID

import pytest

from identities.enums import StaffRole
from identities.models import Organization, StaffMembership
from tests.factories.identities import OrganizationFactory
from tests.identities.admin.people import client_of, signed_in, staff, superuser
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url

pytestmark = pytest.mark.django_db

DATA = {"name": "Bakery", "slug": "bakery", "currencies": "EUR", "is_enabled": "on"}
SENT = {"_form_submitted": "True"}
PARTNER = "9a2e7402-5cef-42ed-84a6-db589ce19fc6"


def test_administrator_adds_an_organization_and_administers_it() -> None:
    user = staff(StaffRole.ADMINISTRATOR)
    client = signed_in(user)

    page = client.get(list_url(Organization)).content.decode()
    client.post(add_url(Organization), {**DATA, "_continue": "1"})

    bakery = Organization.objects.get(slug="bakery")
    membership = StaffMembership.objects.get(organization=bakery)
    assert add_url(Organization) in page
    assert (membership.user, membership.role) == (user, StaffRole.ADMINISTRATOR)
    assert 'name="_save"' in client.get(change_url(bakery)).content.decode()


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.ADMINISTRATOR])
def test_nobody_else_adds_one(role: StaffRole) -> None:
    client = client_of(role, OrganizationFactory())

    answer = client.post(add_url(Organization), DATA)

    assert answer.status_code == 403
    assert not Organization.objects.filter(slug="bakery").exists()


def test_superuser_needs_no_role_in_it() -> None:
    signed_in(superuser()).post(add_url(Organization), DATA)

    assert Organization.objects.filter(slug="bakery").exists()
    assert not StaffMembership.objects.exists()


def test_home_calls_things_as_the_sidebar_does() -> None:
    page = client_of(StaffRole.ADMINISTRATOR).get("/admin/").content.decode()

    for words in ("Site administration", "Staff memberships", "Users"):
        assert words not in page


def test_organization_keeps_the_id_that_its_clients_know() -> None:
    client = client_of(StaffRole.ADMINISTRATOR)

    client.post(add_url(Organization), {**DATA, "partner_id": PARTNER})

    assert Organization.objects.get(slug="bakery").pk == UUID(PARTNER)


@pytest.mark.parametrize("given", [PARTNER, "no id"])
def test_organization_of_another_is_not_taken_over(given: str) -> None:
    other = OrganizationFactory(id=PARTNER, name="Other")
    client = client_of(StaffRole.ADMINISTRATOR)

    answer = client.post(add_url(Organization), {**DATA, "partner_id": given})

    other.refresh_from_db()
    assert (answer.status_code, other.name) == (200, "Other")
    assert not Organization.objects.filter(slug="bakery").exists()


def test_id_of_an_organization_stays() -> None:
    organization = OrganizationFactory()
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    client.post(change_url(organization), {**DATA, "partner_id": PARTNER, "id": PARTNER})

    assert Organization.objects.get(slug="bakery").pk == organization.pk


def test_new_signing_secret_is_shown_once() -> None:
    organization = OrganizationFactory()
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    answer = client.post(step_url(organization, "replace_signing_secret"), {**SENT, "secret": ""})

    stored = Organization.objects.get()
    assert stored.signing_secret != organization.signing_secret
    assert stored.previous_signing_secret == organization.signing_secret
    assert "no-store" in answer["Cache-Control"]
    assert str(stored.signing_secret) in answer.content.decode()
    page = client.get(change_url(organization))
    history = client.get(change_url(organization).replace("/change/", "/history/"))
    seen = page.content.decode() + history.content.decode() + str(dict(client.session))
    assert "Replaced the signing secret" in seen
    assert [secret for secret in secrets_of(stored) if secret in seen] == []


def test_clients_keep_the_secret_that_they_have() -> None:
    organization = OrganizationFactory()
    client = client_of(StaffRole.ADMINISTRATOR, organization)

    client.post(step_url(organization, "replace_signing_secret"), {**SENT, "secret": "12345 "})

    assert Organization.objects.get().signing_secret == "12345 "


def test_previous_secret_is_ended() -> None:
    organization = OrganizationFactory(previous_signing_secret="before")
    client = client_of(StaffRole.ADMINISTRATOR, organization)
    secrets = secrets_of(organization)

    client.get(step_url(organization, "end_previous_secret"))
    unchanged = secrets_of(Organization.objects.get())
    client.post(step_url(organization, "end_previous_secret"), SENT)
    again = client.post(step_url(organization, "end_previous_secret"), SENT)

    assert unchanged == secrets
    assert secrets_of(Organization.objects.get()) == secrets[:1]
    assert again.status_code == 403


@pytest.mark.parametrize("step", ["replace_signing_secret", "end_previous_secret"])
@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.ADMINISTRATOR])
def test_others_leave_secrets_alone(role: StaffRole, step: str) -> None:
    organization = OrganizationFactory(previous_signing_secret="before")

    answer = client_of(role, organization).post(step_url(organization, step), SENT)

    stored = Organization.objects.get()
    assert (answer.status_code, secrets_of(stored)) == (403, secrets_of(organization))


def test_administrator_of_another_organization_leaves_secrets_alone() -> None:
    organization = OrganizationFactory()
    client = client_of(StaffRole.ADMINISTRATOR, OrganizationFactory())

    answer = client.post(step_url(organization, "replace_signing_secret"), SENT)

    stored = Organization.objects.get(pk=organization.pk)
    assert (answer.status_code, secrets_of(stored)) == (403, secrets_of(organization))


def secrets_of(organization: Organization) -> list[str]:
    secrets = [organization.signing_secret, organization.previous_signing_secret]
    return [secret for secret in secrets if secret]
