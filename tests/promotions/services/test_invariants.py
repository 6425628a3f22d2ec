from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from promotions.models import (
    Award,
    Campaign,
    CampaignRevision,
    GameRevision,
    LimitUsage,
    Play,
    PrizeUnit,
    Seal,
)
from promotions.services.invariants import check_invariants, invariants
from tests.factories.promotions import LimitFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
APPS = ("promotions", "tokens", "badges")


def test_an_empty_database_breaks_nothing() -> None:
    assert check_invariants() == []


def test_every_query_of_the_files_is_found() -> None:
    files = [file for app in APPS for file in (ROOT / app / "sql" / "invariants").iterdir()]

    stated = [line for file in files for line in _lines(file) if line.startswith("-- name: ")]

    assert sorted(f"-- name: {invariant.name}" for invariant in invariants()) == sorted(stated)
    assert len(stated) == len(set(stated))


def test_the_command_says_that_all_hold() -> None:
    out = StringIO()

    call_command("check_invariants", stdout=out)

    assert out.getvalue() == "All invariants hold.\n"


def test_the_command_prints_the_rows_and_fails() -> None:
    unit = _won().unit
    _without_triggers(lambda: PrizeUnit.objects.filter(pk=unit.pk).update(awarded_at=_later(unit)))
    out = StringIO()

    with pytest.raises(CommandError, match="1 rows break an invariant"):
        call_command("check_invariants", stdout=out)

    assert out.getvalue().startswith(f"unit_awarded_iff_won  {unit.pk}  awarded at ")


def test_every_reference_between_organizations_is_looked_at() -> None:
    text = "".join(invariant.query for invariant in invariants())

    missing = [name for name in _references() if f"'{name}'" not in text]

    assert missing == []


def _references() -> list[str]:
    """Foreign keys by which a row could refer to another organization's.

    Not those to the organization itself, and not the one that makes a row its parent's.
    """
    owners = {
        "promotions_campaignrevision": "campaign", "promotions_gamerevision": "game",
        "promotions_seal": "game", "promotions_prize": "game", "promotions_prizeunit": "game",
        "promotions_gamepresentation": "game", "promotions_prizepresentation": "prize",
        "promotions_limit": "campaign", "promotions_limitusage": "limit",
        "promotions_awardevent": "award", "promotions_drawing": "game",
        "promotions_simulation": "game",
        "promotions_drawnentry": "drawing", "promotions_replacement": "replaced",
        "tokens_tokengrant": "prize", "tokens_valuegrant": "prize",
        "tokens_balance": "account", "tokens_posting": "transfer",
        "tokens_awardedamount": "award_request", "tokens_refusedday": "token",
        "badges_badgegrant": "prize", "badges_badgeoptout": "participant",
        "identities_profile": "participant", "identities_participantsession": "participant",
        "identities_apiclientusage": "client", "identities_idempotencyrecord": "client",
    }  # fmt: skip
    ours = ("identities", "promotions", "tokens", "badges")
    models = [model for app in ours for model in apps.get_app_config(app).get_models()]
    return [
        f"{model._meta.db_table}.{field.column}"
        for model in models
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.app_label in ours
        and field.related_model._meta.model_name not in ("organization", "user")
        and owners.get(model._meta.db_table) != field.name
    ]


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def _won() -> Play:
    game = PrizeFactory(wins_per_participant=2, quantity=3).game
    LimitFactory(campaign=game.campaign)
    publish(game.campaign)
    return Play.objects.get(pk=redeem(token_for(game)).play_id)


def _later(unit: PrizeUnit) -> object:
    return unit.awarded_at + timedelta(hours=1)


def _without_triggers(break_it: Callable[[], object]) -> None:
    """Do what constraints and triggers forbid, as only a superuser of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        break_it()
        cursor.execute("SET LOCAL session_replication_role = origin")


def _move_to_another_organization(play: Play) -> None:
    other = _won()
    Play.objects.filter(pk=play.pk).update(participant=other.participant)


BREAKS: dict[str, Callable[[Play], object]] = {
    "unit_awarded_iff_won": lambda play: PrizeUnit.objects.filter(pk=play.unit_id).update(
        state="available", awarded_at=None
    ),
    "play_won_iff_awarded": lambda play: Play.objects.filter(pk=play.pk).update(
        result="lost", unit=None
    ),
    "played_while_unit_was_open": lambda play: (
        Play.objects.filter(pk=play.pk).update(played_at=play.played_at - timedelta(days=1))
        and PrizeUnit.objects.filter(pk=play.unit_id).update(
            opens_at=play.played_at, awarded_at=play.played_at
        )
    ),
    "awards_within_opened_units": lambda play: PrizeUnit.objects.filter(pk=play.unit_id).update(
        opens_at=play.played_at + timedelta(days=1), awarded_at=play.played_at + timedelta(days=1)
    ),
    "units_equal_published_quantity": lambda play: PrizeUnit.objects.create(
        prize=play.unit.prize, game=play.game, revision=play.revision, state="available"
    ),
    "moments_follow_draw_method": lambda play: PrizeUnit.objects.available().update(
        opens_at=play.played_at
    ),
    "usage_equals_plays_and_wins": lambda _: LimitUsage.objects.update(used=0),
    "limit_shares_add_up": lambda _: LimitUsage.objects.update(maximum=2),
    "wins_within_wins_allowed": lambda _: Award.objects.update(wins_allowed=None),
    "play_names_published_revision": lambda play: CampaignRevision.objects.filter(
        pk=play.revision_id
    ).update(state="draft", approved_by=None, approved_at=None),
    "award_won_published_prize": lambda _: GameRevision.objects.update(prizes=[]),
    "game_revision_is_its_snapshot": lambda _: GameRevision.objects.update(document={}),
    "campaign_runs_on_its_newest_revision": lambda _: Campaign.objects.update(
        published_revision=None, status="cancelled"
    ),
    "award_state_is_last_event": lambda _: Award.objects.update(state="claimed"),
    "unit_replaces_forfeited": lambda play: PrizeUnit.objects.create(
        prize=play.unit.prize,
        game=play.game,
        revision=play.revision,
        state="available",
        replaces=play.unit,
    ),
    "promotions_stay_in_their_organization": _move_to_another_organization,
    "token_redeemed_iff_played": lambda play: Token.objects.update(
        redeemed_at=play.played_at + timedelta(seconds=1)
    ),
    "play_has_one_token": lambda _: Token.objects.update(
        state="issued", play=None, redeemed_at=None
    ),
    "token_redeemed_before_expiry": lambda play: Token.objects.update(expires_at=play.played_at),
    "revision_hash_recomputes": lambda _: CampaignRevision.objects.update(sha256="0" * 64),
    "seal_recomputes": lambda _: Seal.objects.update(commitment="0" * 64),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_invariant_is_found(name: str) -> None:
    play = _won()
    assert check_invariants() == []

    _without_triggers(lambda: BREAKS[name](play))

    assert name in {violation.invariant for violation in check_invariants()}


@pytest.mark.parametrize(
    "change", [{"seed": "00" * 32}, {"seed": "short"}, {"draw_key": b"\0" * 32}]
)
def test_a_changed_seal_is_found(change: dict[str, object]) -> None:
    seal = Seal.objects.get(game=live_game())

    _without_triggers(lambda: Seal.objects.filter(pk=seal.pk).update(**change))

    assert {(broken.invariant, broken.id) for broken in check_invariants()} == {
        ("seal_recomputes", str(seal.pk))
    }


def test_a_seed_that_no_key_can_decrypt_is_found() -> None:
    seal = Seal.objects.get(game=live_game())

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE promotions_seal SET seed = 'x'")

    assert [(broken.id, broken.detail) for broken in check_invariants()] == [
        (str(seal.pk), "its seed can't be read")
    ]
