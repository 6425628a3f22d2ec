import pytest

from identities.enums import StaffRole
from identities.models import Organization, StaffMembership
from tests.factories.identities import OrganizationFactory
from tests.identities.admin.people import client_of, signed_in, staff, superuser
from tests.tokens.admin.scenario import add_url, change_url, list_url

pytestmark = pytest.mark.django_db

DATA = {"name": "Bakery", "slug": "bakery", "currencies": "EUR", "is_enabled": "on"}


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
