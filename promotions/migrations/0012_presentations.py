"""Who may say how games and prizes are shown."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, _ = ROLES

CONFIGURATION = {
    "view": [MANAGER, APPROVER, SUPPORT, AUDITOR],
    "add": [MANAGER],
    "change": [MANAGER],
    "delete": [MANAGER],
}
PERMISSIONS = dict.fromkeys(("gametype", "gamepresentation", "prizepresentation"), CONFIGURATION)


def permit_roles(apps, schema_editor):
    permit(apps, "promotions", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [("promotions", "0011_drawing_functions")]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
