from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from identities.enums import StaffRole
from identities.models import Organization, User
from identities.services.staff import grant_role
from tests.factories.identities import OrganizationFactory, UserFactory


def staff(role: StaffRole, organization: Organization | None = None) -> User:
    """Return a person who has *role* in the organization."""
    user = UserFactory(is_staff=False)
    grant_role(user=user, organization=organization or OrganizationFactory(), role=role)
    user.refresh_from_db()
    return user


def superuser() -> User:
    return UserFactory(is_superuser=True)


def signed_in(user: AbstractBaseUser) -> Client:
    client = Client()
    client.force_login(user, backend="identities.admin.authorization.RoleBackend")
    return client


def client_of(role: StaffRole, organization: Organization | None = None) -> Client:
    return signed_in(staff(role, organization))
