"""The engine's SQL functions, and foreign keys that keep organizations apart."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

# table, columns, referred table, referred columns: nothing refers across organizations, and a
# unit is of a prize of its own game
KEYS = {
    "game_campaign_in_organization": (
        "promotions_game", "campaign_id, organization_id", "promotions_campaign", "id, organization_id",
    ),
    "play_game_in_organization": (
        "promotions_play", "game_id, organization_id", "promotions_game", "id, organization_id",
    ),
    "play_participant_in_organization": (
        "promotions_play", "participant_id, organization_id",
        "identities_participant", "id, organization_id",
    ),
    "award_participant_in_organization": (
        "promotions_award", "participant_id, organization_id",
        "identities_participant", "id, organization_id",
    ),
    "prize_unit_of_prize_in_game": (
        "promotions_prizeunit", "prize_id, game_id", "promotions_prize", "id, game_id",
    ),
}

# rows that are updated once or often: room on their pages for it, and an early vacuum
STORAGE = """
ALTER TABLE promotions_limitusage SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE promotions_prizeunit SET (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0
);
"""


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
                f"REFERENCES {referred} ({referred_columns})",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for name, (table, columns, referred, referred_columns) in KEYS.items()
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("refuse", "limits", "allocate_unit", "play_game")
        ),
    ]
