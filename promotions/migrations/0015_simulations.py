"""Simulations, and who may run them and look at them."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from identities.migrations._role_permissions import ROLES, permit

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = ROLES
PERMISSIONS = {
    "simulation": {"view": [MANAGER, APPROVER, AUDITOR], "run": [MANAGER, APPROVER]},
}


def permit_roles(apps, schema_editor):
    permit(apps, "promotions", PERMISSIONS)


class Migration(migrations.Migration):

    dependencies = [
        ('promotions', '0014_invariant_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.UUIDField(db_default=models.Func(function='uuidv7'), default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('inputs', models.JSONField()),
                ('seed', models.CharField(max_length=32)),
                ('state', models.CharField(choices=[('queued', 'Waiting for its turn'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('runs', models.PositiveIntegerField()),
                ('runs_done', models.PositiveIntegerField(default=0)),
                ('result', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('game', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='promotions.game')),
            ],
            options={
                'ordering': ('-created_at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'cancelled', 'failed'])), name='simulation_state_known'), models.CheckConstraint(condition=models.Q(('runs__gte', 1), ('runs_done__lte', models.F('runs'))), name='simulation_runs_done_within_runs'), models.CheckConstraint(condition=models.Q(models.Q(('result__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('result__isnull', True)), _connector='OR'), name='simulation_result_iff_done'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ('queued', 'running'))), models.Q(models.Q(('state__in', ('queued', 'running')), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='simulation_finished_unless_unfinished'), models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('game',), name='simulation_unfinished_once_per_game')],
            },
        ),
        migrations.RunPython(permit_roles, migrations.RunPython.noop),
    ]
