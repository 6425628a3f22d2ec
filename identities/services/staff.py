"""Roles of staff: each holds in one organization."""

from __future__ import annotations

from django.db import transaction

from identities.enums import StaffRole
from identities.models import Organization, StaffMembership, User


def grant_role(*, user: User, organization: Organization, role: StaffRole) -> StaffMembership:
    """Give *user* the role in the organization, and let him into the admin.

    Granting it again changes nothing.
    """
    with transaction.atomic():
        _lock(user)
        membership, _ = StaffMembership.objects.get_or_create(
            user=user, organization=organization, role=role
        )
        _set_staff(user, is_staff=True)
    return membership


def revoke_role(*, membership: StaffMembership) -> None:
    """Take the role away; without any role left nobody but a superuser enters the admin."""
    with transaction.atomic():
        user = _lock(membership.user)
        membership.delete()
        _set_staff(user, is_staff=user.is_superuser or user.memberships.exists())


def _lock(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _set_staff(user: User, *, is_staff: bool) -> None:
    user.is_staff = is_staff
    user.save(update_fields=["is_staff"])
