"""Redemption, and foreign keys that keep organizations apart."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

# table, columns, referred table: nothing refers across organizations
KEYS = {
    "token_batch_game_in_organization": ("tokens_tokenbatch", "game_id", "promotions_game"),
    "token_game_in_organization": ("tokens_token", "game_id", "promotions_game"),
    "token_participant_in_organization": ("tokens_token", "participant_id", "identities_participant"),
}

# a token is updated once, when it is redeemed: room on its page for that
STORAGE = """
ALTER TABLE tokens_token SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tokens", "0001_initial"),
        ("identities", "0002_functions"),
        ("promotions", "0002_functions_and_keys"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, organization_id) "
                f"REFERENCES {referred} (id, organization_id)",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for name, (table, column, referred) in KEYS.items()
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "redeem_token.sql").read_text(), migrations.RunSQL.noop),
    ]
