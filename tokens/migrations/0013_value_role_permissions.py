"""What each role may do with value tokens: nobody edits or deletes rows of the ledger."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES
VIEWERS = [MANAGER, APPROVER, SUPPORT, AUDITOR]

PERMISSIONS = {
    "asset": {"view": VIEWERS, "add": [MANAGER], "change": [MANAGER]},
    "wallet": {"view": VIEWERS, "add": [MANAGER]},
    "payoutwallet": {"view": VIEWERS},
    "account": {"view": VIEWERS},
    "transfer": {"view": VIEWERS},
    "awardrequest": {"view": VIEWERS, "cancel": [APPROVER]},
    "mint": {"view": VIEWERS},
    "funding": {"view": VIEWERS, "add": [MANAGER], "decide": [APPROVER]},
    "valuegrant": {
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
        ("tokens", "0012_ledger_functions_and_keys"),
        ("identities", "0003_role_groups"),
    ]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
