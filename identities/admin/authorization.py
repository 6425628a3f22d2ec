# ruff: noqa: ARG002 - Django's hooks have their arguments
"""Who may do what: the roles that a member of staff holds in each organization."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Model, QuerySet

from identities.models import Organization, User

Permissions = frozenset[str]

# from a model to the lookup of its organization; each ModelAdmin adds its own
ORGANIZATION_PATHS: dict[type[Model], str] = {Organization: "pk"}


class RoleBackend(ModelBackend):
    """Password login, and permissions from memberships alone.

    ``has_perm(perm)`` holds where any role of the user has it, ``has_perm(perm, obj)`` only where
    a role in the organization of *obj* does. Django's own groups of a user count for nothing: they
    know no organization.
    """

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if obj is None:
            return super().get_all_permissions(user_obj)
        return self.get_group_permissions(user_obj, obj)

    def get_user_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        held = permissions_by_organization(user_obj)
        if obj is None:
            return set().union(*held.values())
        organization = organization_id_of(obj)
        return set() if organization is None else set(held.get(organization, ()))


def permissions_by_organization(user: User) -> dict[UUID, Permissions]:
    """Return what *user* may do in each of his organizations; two queries for each user object."""
    cached: dict[UUID, Permissions] | None = getattr(user, "_permissions_by_organization", None)
    if cached is None:
        cached = _permissions_by_organization(user)
        user._permissions_by_organization = cached  # type: ignore[attr-defined]  # noqa: SLF001 - as ModelBackend caches
    return cached


def forget_permissions(user: User) -> None:
    """Have the roles of *user* read again: he was given one in this request."""
    user.__dict__.pop("_permissions_by_organization", None)


def _permissions_by_organization(user: User) -> dict[UUID, Permissions]:
    memberships = list(user.memberships.values_list("organization_id", "role"))
    of_role: dict[str, set[str]] = {role: set() for _, role in memberships}
    rows = Permission.objects.filter(group__name__in=of_role).order_by()
    for role, app, codename in rows.values_list(
        "group__name", "content_type__app_label", "codename"
    ):
        of_role[role].add(f"{app}.{codename}")
    held: dict[UUID, Permissions] = {}
    for organization, role in memberships:
        held[organization] = held.get(organization, frozenset()) | of_role[role]
    return held


def organizations_with(user: User | AnonymousUser, *permissions: str) -> set[UUID]:
    """Return the organizations in which *user* holds any of the permissions, superusers apart."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    held = permissions_by_organization(user)
    return {organization for organization, of_it in held.items() if of_it & set(permissions)}


def within(rows: QuerySet[Any], user: User | AnonymousUser, *permissions: str) -> QuerySet[Any]:
    """Keep the *rows* of organizations in which *user* holds any of the permissions."""
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return rows
    path = ORGANIZATION_PATHS[rows.model]
    return rows.filter(**{f"{path}__in": organizations_with(user, *permissions)})


def organization_id_of(obj: Model) -> UUID | None:
    """Return the organization that *obj* belongs to; none where its model has no single one."""
    value: Any = obj
    *steps, last = ORGANIZATION_PATHS.get(type(obj), "").split("__")
    if not last:
        return None
    for step in steps:
        value = getattr(value, step)
    found = value.pk if last == "pk" else getattr(value, f"{last}_id", None)
    return found if isinstance(found, UUID) else None
