"""A won play token is granted by the play, as whatever else a prize grants."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0009_badge_prizes"),
        ("tokens", "0006_dialects"),
    ]

    operations = [
        migrations.RunSQL((SQL / "grant_play_token.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "redeem_token.sql").read_text(), migrations.RunSQL.noop),
    ]
