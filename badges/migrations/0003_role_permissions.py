"""What each role may do with badges."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES
VIEWERS = [MANAGER, APPROVER, SUPPORT, AUDITOR]

CONFIGURATION = {
    "view": VIEWERS,
    "add": [MANAGER],
    "change": [MANAGER],
    "delete": [MANAGER],
}

PERMISSIONS = {
    "badge": CONFIGURATION,
    "outcometype": CONFIGURATION,
    "badgerule": CONFIGURATION,
    "badgegrant": CONFIGURATION,
    "outcome": {"view": VIEWERS},
    "badgeassignment": {"view": VIEWERS, "add": [SUPPORT], "revoke": [SUPPORT]},
    "badgeoptout": {"view": VIEWERS, "add": [SUPPORT], "delete": [SUPPORT]},
}


def permit_roles(apps, schema_editor):
    permit(apps, "badges", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("badges", "0002_functions_and_keys"),
        ("identities", "0003_role_groups"),
    ]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
