"""What each role may do with promotions."""

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
    "campaign": {
        **CONFIGURATION,
        "submit": [MANAGER],
        "revise": [MANAGER],
        "discard": [MANAGER],
        "approve": [APPROVER],
        "return": [APPROVER],
        "pause": [APPROVER],
        "resume": [APPROVER],
        "cancel": [APPROVER],
        "archive": [APPROVER],
    },
    "game": CONFIGURATION,
    "prize": CONFIGURATION,
    "limit": CONFIGURATION,
    "campaignrevision": {"view": [MANAGER, APPROVER, AUDITOR]},
    "seal": {"view": [AUDITOR]},
    "play": {"view": VIEWERS},
    "award": {"view": VIEWERS, "move": [MANAGER]},
}


def permit_roles(apps, schema_editor):
    permit(apps, "promotions", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0002_functions_and_keys"),
        ("identities", "0003_role_groups"),
    ]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
