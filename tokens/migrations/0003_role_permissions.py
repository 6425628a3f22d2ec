"""What each role may do with tokens."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES
VIEWERS = [MANAGER, APPROVER, SUPPORT, AUDITOR]

PERMISSIONS = {
    "token": {"view": VIEWERS, "add": [SUPPORT], "void": [SUPPORT]},
    "tokenbatch": {"view": VIEWERS, "add": [MANAGER], "export": [MANAGER]},
    "tokengrant": {
        "view": VIEWERS,
        "add": [MANAGER],
        "change": [MANAGER],
        "delete": [MANAGER],
    },
}


def permit_roles(apps, schema_editor):
    permit(apps, "tokens", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("tokens", "0002_functions_and_keys"),
        ("identities", "0003_role_groups"),
    ]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
