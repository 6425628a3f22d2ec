"""Prizes of kind badge, and plays that grant what their prize grants."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('promotions', '0008_dialects'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='prize',
            name='prize_kind_known',
        ),
        migrations.AlterField(
            model_name='prize',
            name='kind',
            field=models.CharField(choices=[('physical', 'Physical'), ('voucher_code', 'Voucher code'), ('play_token', 'Play token'), ('badge', 'Badge')], default='physical', max_length=20),
        ),
        migrations.AlterField(
            model_name='prizeevent',
            name='kind',
            field=models.CharField(choices=[('physical', 'Physical'), ('voucher_code', 'Voucher code'), ('play_token', 'Play token'), ('badge', 'Badge')], default='physical', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='prize',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['physical', 'voucher_code', 'play_token', 'badge'])), name='prize_kind_known'),
        ),
        migrations.RunSQL((SQL / "play_game.sql").read_text(), migrations.RunSQL.noop),
    ]
