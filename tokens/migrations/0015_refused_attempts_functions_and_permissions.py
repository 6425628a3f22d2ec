"""Recording refused attempts: the function, the foreign key, and who may look at them."""

from pathlib import Path

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

SQL = Path(__file__).resolve().parent.parent / "sql"

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES

# what a token's page shows, whoever may look at tokens may see
PERMISSIONS = {"refusedattempt": {"view": [MANAGER, APPROVER, SUPPORT, AUDITOR]}}

KEY = """
ALTER TABLE tokens_refusedattempt ADD CONSTRAINT refused_attempt_participant_in_organization
    FOREIGN KEY (participant_id, organization_id) REFERENCES identities_participant (id, organization_id);
"""
NO_KEY = """
ALTER TABLE tokens_refusedattempt DROP CONSTRAINT refused_attempt_participant_in_organization;
"""


def permit_roles(apps, schema_editor):
    permit(apps, "tokens", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [("tokens", "0014_refused_attempts"), ("identities", "0003_role_groups")]

    operations = [
        migrations.RunSQL((SQL / "record_refusal.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(KEY, NO_KEY),
        migrations.RunPython(permit_roles, migrations.RunPython.noop),
    ]
