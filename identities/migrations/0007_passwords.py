"""Passwords of participants: who may give a new one."""

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

_, _, SUPPORT, _, _ = ROLES

PERMISSIONS = {"profile": {"set_password": [SUPPORT]}}


def permit_roles(apps, schema_editor):
    permit(apps, "identities", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [("identities", "0006_value_tokens")]

    operations = [migrations.RunPython(permit_roles, migrations.RunPython.noop)]
