"""What checks of invariants found, and who may look at it: all but support."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES
CHECKERS = [MANAGER, APPROVER, AUDITOR, ADMINISTRATOR]


def permit_roles(apps, schema_editor):
    permit(apps, "promotions", {"invariantcheck": {"view": CHECKERS, "add": CHECKERS}})


class Migration(migrations.Migration):

    dependencies = [
        ('promotions', '0013_value_prizes'),
        ('identities', '0003_role_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InvariantCheck',
            fields=[
                ('id', models.UUIDField(db_default=models.Func(function='uuidv7'), default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('checked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('invariants', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None)),
                ('broken', models.JSONField(default=dict)),
                ('checked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-checked_at', '-id'),
                'indexes': [models.Index(fields=['-checked_at', '-id'], name='invariant_check_newest')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invariantcheck',
            trigger=pgtrigger.compiler.Trigger(name='invariant_check_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3df96a07728965a23efbaaeac8358d6d1c1716bd', operation='UPDATE OR DELETE', pgid='pgtrigger_invariant_check_never_changes_97499', table='promotions_invariantcheck', when='BEFORE')),
        ),
        migrations.RunPython(permit_roles, migrations.RunPython.noop),
    ]
