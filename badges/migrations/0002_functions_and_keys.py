"""Granting of badges by plays, and foreign keys that keep organizations and participants apart."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

# table, column, second column, referred table, referred columns: nothing refers across
# organizations, and an assignment's outcome is its participant's
KEYS = {
    "badge_rule_outcome_type_in_organization": (
        "badges_badgerule", "outcome_type_id", "organization_id",
        "badges_outcometype", "id, organization_id",
    ),
    "badge_rule_badge_in_organization": (
        "badges_badgerule", "badge_id", "organization_id", "badges_badge", "id, organization_id",
    ),
    "outcome_participant_in_organization": (
        "badges_outcome", "participant_id", "organization_id",
        "identities_participant", "id, organization_id",
    ),
    "outcome_type_of_outcome_in_organization": (
        "badges_outcome", "outcome_type_id", "organization_id",
        "badges_outcometype", "id, organization_id",
    ),
    "badge_assignment_participant_in_organization": (
        "badges_badgeassignment", "participant_id", "organization_id",
        "identities_participant", "id, organization_id",
    ),
    "badge_assignment_badge_in_organization": (
        "badges_badgeassignment", "badge_id", "organization_id",
        "badges_badge", "id, organization_id",
    ),
    "badge_assignment_rule_in_organization": (
        "badges_badgeassignment", "rule_id", "organization_id",
        "badges_badgerule", "id, organization_id",
    ),
    "badge_assignment_outcome_of_participant": (
        "badges_badgeassignment", "outcome_id", "participant_id",
        "badges_outcome", "id, participant_id",
    ),
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("badges", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, {second}) "
                f"REFERENCES {referred} ({columns})",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for name, (table, column, second, referred, columns) in KEYS.items()
        ),
        migrations.RunSQL((SQL / "grant_badge.sql").read_text(), migrations.RunSQL.noop),
    ]
