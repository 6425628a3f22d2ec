import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.test import RequestFactory

from identities.enums import StaffRole
from identities.models import StaffMembership
from identities.services.staff import grant_role, revoke_role
from tests.factories.identities import OrganizationFactory, ParticipantFactory, UserFactory
from tests.identities.admin.people import staff, superuser

pytestmark = pytest.mark.django_db

VIEW = "identities.view_participant"


def test_each_role_has_its_group() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(StaffRole.values)


def test_permission_holds_in_the_organization_of_the_role_only() -> None:
    here, elsewhere = ParticipantFactory(), ParticipantFactory()
    user = staff(StaffRole.SUPPORT, here.organization)

    assert user.has_perm(VIEW)
    assert user.has_perm(VIEW, here)
    assert not user.has_perm(VIEW, elsewhere)


def test_roles_of_two_organizations_do_not_mix() -> None:
    supported, administered = ParticipantFactory(), ParticipantFactory()
    user = staff(StaffRole.SUPPORT, supported.organization)
    grant_role(user=user, organization=administered.organization, role=StaffRole.ADMINISTRATOR)

    assert user.has_perm(VIEW, supported)
    assert not user.has_perm(VIEW, administered)


def test_django_groups_of_a_user_count_for_nothing() -> None:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=StaffRole.SUPPORT))

    assert not user.has_perm(VIEW)


def test_person_who_may_not_sign_in_may_nothing() -> None:
    participant = ParticipantFactory()
    user = staff(StaffRole.SUPPORT, participant.organization)
    user.is_active = False

    assert not user.has_perm(VIEW)
    assert not user.has_perm(VIEW, participant)


def test_superuser_may_everything() -> None:
    assert superuser().has_perm(VIEW, ParticipantFactory())


def test_password_signs_in() -> None:
    user = UserFactory()
    user.set_password("correct horse battery")
    user.save()
    request = RequestFactory().post("/admin/login/")

    signed_in = authenticate(request, username=user.username, password="correct horse battery")

    assert signed_in == user


def test_first_role_opens_the_admin_and_the_last_closes_it() -> None:
    user = UserFactory(is_staff=False)
    first = grant_role(user=user, organization=OrganizationFactory(), role=StaffRole.SUPPORT)
    second = grant_role(user=user, organization=OrganizationFactory(), role=StaffRole.AUDITOR)

    states = []
    for membership in (None, first, second):
        if membership:
            revoke_role(membership=membership)
        user.refresh_from_db()
        states.append(user.is_staff)

    assert states == [True, True, False]


def test_granting_again_changes_nothing() -> None:
    user, organization = UserFactory(), OrganizationFactory()
    first = grant_role(user=user, organization=organization, role=StaffRole.SUPPORT)

    again = grant_role(user=user, organization=organization, role=StaffRole.SUPPORT)

    assert again == first
    assert StaffMembership.objects.count() == 1


def test_superuser_stays_staff_without_a_role() -> None:
    user = superuser()
    membership = grant_role(user=user, organization=OrganizationFactory(), role=StaffRole.SUPPORT)

    revoke_role(membership=membership)

    user.refresh_from_db()
    assert user.is_staff
