"""The groups of the roles, and what each may do with identities."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES

PERMISSIONS = {
    "organization": {"view": ROLES, "change": [ADMINISTRATOR]},
    "apiclient": {
        "view": [AUDITOR, ADMINISTRATOR],
        "add": [ADMINISTRATOR],
        "change": [ADMINISTRATOR],
    },
    "participant": {"view": [MANAGER, APPROVER, SUPPORT, AUDITOR], "block": [SUPPORT]},
    # without it personal data stays masked
    "profile": {"view": [SUPPORT]},
    "user": {
        "view": [AUDITOR, ADMINISTRATOR],
        "add": [ADMINISTRATOR],
        "change": [ADMINISTRATOR],
    },
    "staffmembership": {
        "view": [AUDITOR, ADMINISTRATOR],
        "add": [ADMINISTRATOR],
        "delete": [ADMINISTRATOR],
    },
}


def make_groups(apps, schema_editor):
    for role in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=role)
    permit(apps, "identities", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("identities", "0002_functions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
