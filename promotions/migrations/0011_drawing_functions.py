"""Drawings in SQL: entries, their foreign keys within one organization, and who may do what."""

from pathlib import Path

from django.db import migrations

from identities.migrations._role_permissions import ROLES, permit

SQL = Path(__file__).resolve().parent.parent / "sql"

MANAGER, APPROVER, SUPPORT, AUDITOR, _ = ROLES
VIEWERS = [MANAGER, APPROVER, SUPPORT, AUDITOR]

PERMISSIONS = {
    "game": {"draw": [APPROVER]},
    "entry": {"view": VIEWERS},
    "drawing": {"view": VIEWERS},
    "drawnentry": {"view": VIEWERS},
    "replacement": {"view": VIEWERS},
    "award": {"replace": [MANAGER]},
}

# constraint: columns, referred table, referred columns
KEYS = {
    "entry_game_in_organization": (
        "game_id, organization_id", "promotions_game", "id, organization_id",
    ),
    "entry_participant_in_organization": (
        "participant_id, organization_id", "identities_participant", "id, organization_id",
    ),
}


def permit_roles(apps, schema_editor):
    permit(apps, "promotions", PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [("promotions", "0010_drawings")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE promotions_entry ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
                f"REFERENCES {referred} ({referred_columns})",
                f"ALTER TABLE promotions_entry DROP CONSTRAINT {name}",
            )
            for name, (columns, referred, referred_columns) in KEYS.items()
        ),
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("admission", "play_game", "enter_drawing")
        ),
        migrations.RunPython(permit_roles, migrations.RunPython.noop),
    ]
