"""Triggers that keep what was published from being taken away or made another thing.

The working copy of a published campaign may be edited, but plays, tokens and usage refer to its
rows by what they were published as.
"""

import pgtrigger

# SQL that is true of an OLD row that any revision published
CAMPAIGN_PUBLISHED = "OLD.published_revision_id IS NOT NULL"
GAME_PUBLISHED = "OLD.published_id IS NOT NULL"
PRIZE_PUBLISHED = """EXISTS (
    SELECT FROM promotions_gamerevision AS published
    WHERE published.game_id = OLD.game_id
        AND published.prizes @> jsonb_build_array(jsonb_build_object('id', OLD.id))
)"""
LIMIT_PUBLISHED = """EXISTS (
    SELECT FROM promotions_gamerevision AS published
    JOIN promotions_game AS game ON game.id = published.game_id
    WHERE game.campaign_id = OLD.campaign_id
        AND published.limits @> jsonb_build_array(jsonb_build_object('id', OLD.id))
)"""


def protect_published(name: str, published: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Refuse to delete a row while *published* is true of it, or to change one of *columns*."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        pgtrigger.Trigger(
            name=f"{name}_never_deleted",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=_refuse(published, f"{name}_never_deleted", "OLD"),
        ),
        pgtrigger.Trigger(
            name=f"{name}_stays_the_same",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf(*columns),  # type: ignore[no-untyped-call]  # its stubs
            func=_refuse(f"({changed}) AND {published}", f"{name}_stays_the_same", "NEW"),
        ),
    ]


def refuse_new(name: str, condition: str, *, locking: str = "") -> pgtrigger.Trigger:
    """Refuse a new row while *condition*, SQL about NEW and other tables, is true of it.

    The statement *locking* is run first: what it waited for, *condition* sees.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"{locking} {_refuse(condition, name, 'NEW')}".lstrip(),
    )


def _refuse(condition: str, name: str, row: str) -> str:
    return (
        f"IF {condition} THEN RAISE EXCEPTION USING ERRCODE = 'restrict_violation',"
        f" MESSAGE = 'pgtrigger: {name}', CONSTRAINT = '{name}'; END IF; RETURN {row};"
    )
