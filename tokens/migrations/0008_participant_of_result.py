"""The answer to a redemption names the participant: some clients are told whose token it was."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("tokens", "0007_granted_by_play")]

    operations = [
        migrations.RunSQL((SQL / "redeem_token.sql").read_text(), migrations.RunSQL.noop),
    ]
