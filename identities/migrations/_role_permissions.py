"""Gives permissions to the groups of the roles; each app's migration says which."""

from collections.abc import Iterable, Mapping
from typing import Any

ROLES = ("campaign_manager", "approver", "support", "auditor", "administrator")


def permit(apps: Any, app_label: str, permissions: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
    """Give permissions, named by model and action, to roles.

    Django makes its own permissions only after all migrations: those that are needed are made here,
    under the names that it would give them.
    """
    types = apps.get_model("contenttypes", "ContentType").objects
    groups = {group.name: group for group in apps.get_model("auth", "Group").objects.all()}
    for model, actions in permissions.items():
        content_type, _ = types.get_or_create(app_label=app_label, model=model)
        name = apps.get_model(app_label, model)._meta.verbose_name
        for action, roles in actions.items():
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action.replace('_', ' ')} {name}"},
            )
            for role in roles:
                groups[role].permissions.add(permission)
