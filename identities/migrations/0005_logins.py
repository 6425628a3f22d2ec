"""Logins of participants: who guesses at passwords, and who may close sessions."""

from pathlib import Path

from django.db import migrations, models

from identities.migrations._role_permissions import ROLES, permit

_, _, SUPPORT, AUDITOR, _ = ROLES
SQL = Path(__file__).resolve().parent.parent / "sql" / "login_attempts.sql"

PERMISSIONS = {
    "participantsession": {"view": [SUPPORT, AUDITOR], "close": [SUPPORT]},
    "loginfailure": {"view": [SUPPORT, AUDITOR], "delete": [SUPPORT]},
}


def permit_roles(apps, schema_editor):
    permit(apps, "identities", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [("identities", "0004_dialects")]

    operations = [
        migrations.AddIndex(
            model_name="participantsession",
            index=models.Index(fields=["expires_at"], name="participant_session_to_purge"),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunPython(permit_roles, migrations.RunPython.noop),
    ]
