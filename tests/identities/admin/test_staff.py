import pytest

from identities.enums import StaffRole
from identities.models import StaffMembership, User
from identities.services.staff import grant_role, revoke_role
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.identities.admin.people import client_of, signed_in, staff
from tests.tokens.admin.scenario import add_url, change_url, list_url

pytestmark = pytest.mark.django_db

ADMINISTRATOR = StaffRole.ADMINISTRATOR
PASSWORD = "correct horse battery"


def test_administrator_adds_a_person_with_a_first_role() -> None:
    organization = OrganizationFactory()
    client = client_of(ADMINISTRATOR, organization)

    client.post(add_url(User), {
        "username": "eva", "first_name": "", "last_name": "", "email": "",
        "organization": organization.pk, "role": StaffRole.APPROVER,
        "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD,
    })  # fmt: skip

    eva = User.objects.get(username="eva")
    assert (eva.is_staff, eva.is_superuser) == (True, False)
    assert list(eva.memberships.values_list("organization", "role")) == [
        (organization.pk, StaffRole.APPROVER)
    ]


def test_administrator_gives_no_role_elsewhere() -> None:
    organization = OrganizationFactory()
    client = client_of(ADMINISTRATOR)

    client.post(add_url(User), {
        "username": "eva", "organization": organization.pk, "role": StaffRole.APPROVER,
        "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD,
    })  # fmt: skip

    assert not User.objects.filter(username="eva").exists()


def test_role_is_given_and_taken() -> None:
    user = staff(StaffRole.SUPPORT)
    organization = user.memberships.get().organization
    client = client_of(ADMINISTRATOR, organization)

    client.post(
        add_url(StaffMembership),
        {"user": user.pk, "organization": organization.pk, "role": StaffRole.AUDITOR},
    )
    given = user.memberships.filter(role=StaffRole.AUDITOR).get()
    client.post(change_url(given).replace("/change/", "/delete/"), {"post": "yes"})

    assert list(user.memberships.values_list("role", flat=True)) == [StaffRole.SUPPORT]


def test_person_of_two_organizations_is_not_changed_by_one_administrator() -> None:
    user = staff(StaffRole.SUPPORT)
    organization = user.memberships.get().organization
    grant_role(user=user, organization=OrganizationFactory(), role=ADMINISTRATOR)
    client = client_of(ADMINISTRATOR, organization)

    seen = client.get(change_url(user))
    changed = client.post(change_url(user), {"username": "taken over"})
    password = client.post(
        change_url(user).replace("/change/", "/password/"),
        {"password1": PASSWORD, "password2": PASSWORD},
    )

    assert (seen.status_code, changed.status_code, password.status_code) == (200, 403, 403)


def test_roles_elsewhere_are_not_shown() -> None:
    user = staff(StaffRole.SUPPORT)
    organization = user.memberships.get().organization
    elsewhere = OrganizationFactory(name="Rival")
    grant_role(user=user, organization=elsewhere, role=ADMINISTRATOR)
    client = client_of(ADMINISTRATOR, organization)

    assert "Rival" not in client.get(change_url(user)).content.decode()


def test_superuser_with_a_role_is_not_changed_by_an_administrator() -> None:
    user = UserFactory(is_superuser=True)
    organization = OrganizationFactory()
    grant_role(user=user, organization=organization, role=StaffRole.SUPPORT)
    client = client_of(ADMINISTRATOR, organization)

    answer = client.post(
        change_url(user).replace("/change/", "/password/"),
        {"password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code == 403


def test_person_is_listed_once() -> None:
    user = staff(StaffRole.SUPPORT)
    organization = user.memberships.get().organization
    grant_role(user=user, organization=organization, role=StaffRole.AUDITOR)
    client = client_of(ADMINISTRATOR, organization)

    rows = client.get(list_url(User)).context["cl"].result_list

    assert [row.pk for row in rows].count(user.pk) == 1


def test_password_hash_is_shown_to_nobody() -> None:
    user = staff(StaffRole.SUPPORT)
    user.set_password(PASSWORD)
    user.save()
    organization = user.memberships.get().organization
    secret = user.password.split("$")[-1]

    for role in (ADMINISTRATOR, StaffRole.AUDITOR):
        page = client_of(role, organization).get(change_url(user)).content.decode()
        assert secret not in page


def test_inactive_person_may_not_enter() -> None:
    user = staff(StaffRole.SUPPORT)
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302


def test_person_whose_role_was_revoked_may_not_enter() -> None:
    user = staff(StaffRole.SUPPORT)
    client = signed_in(user)
    before = client.get("/admin/").status_code

    revoke_role(membership=user.memberships.get())

    assert (before, client.get("/admin/").status_code) == (200, 302)
