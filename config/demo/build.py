"""Make the demo's data once, and keep what a visitor needs to know of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, transaction

from identities.enums import Channel, Scope
from identities.models import ApiClient, Organization
from identities.services.actors import Actor
from tokens.services.awarding import award_token, create_batch

from . import badges, campaigns, drawings, games, history, people, values

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactsFile:
    """``demo.json``: written beside its place before the data is committed, moved after that.

    So no kill at any moment leaves data whose keys and passwords nobody knows.
    """

    path: Path

    @property
    def draft(self) -> Path:
        return self.path.with_suffix(".json.new")

    def read(self) -> Facts | None:
        """Return the facts of the data in the database, or None where there is none yet."""
        for path in (self.path, self.draft):
            if path.exists():
                facts: Facts = json.loads(path.read_text())
                if Organization.objects.filter(pk=facts["organization"]["id"]).exists():
                    path.replace(self.path)
                    return facts
        return None

    def prepare(self, facts: Facts) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.draft.touch(mode=0o600)
        self.draft.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")

    def publish(self) -> None:
        self.draft.replace(self.path)


def make_or_keep(*, file: FactsFile, base_url: str, progress: history.Progress) -> Facts:
    """Return what ``demo.json`` says, with the data that it speaks of in the database."""
    facts = file.read()
    if facts is None:
        with transaction.atomic():
            facts = _make(base_url, datetime.now(UTC), progress)
            file.prepare(facts)
        file.publish()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return facts


def _make(base_url: str, at: datetime, progress: history.Progress) -> Facts:
    random = Random(20_26)
    aurora = people.make_organization("Aurora Coffee Roasters", "aurora")
    borealis = people.make_organization("Borealis Tea House", "borealis")
    staff = people.make_staff(aurora)
    api_key = people.make_key(aurora, "Loyalty app")
    read_only_key = people.make_key(aurora, "Dashboard", [Scope.READ, Scope.TOKENS_READ])
    other_key = people.make_key(borealis, "Tea app")
    badges.make_badges(aurora, base_url)
    live = campaigns.make_live_campaign(aurora, staff, at)
    campaigns.make_ended_campaign(aurora, staff, at)
    campaigns.make_coming_campaigns(aurora, staff, at)
    _make_history(aurora, staff, at, random, progress)
    badges.make_outcomes(
        organization=aurora,
        client=ApiClient.objects.get(organization=aurora, name="Loyalty app"),
        staff=staff,
        at=at,
        random=random,
    )
    participant, password = people.make_login(aurora)
    values.make_value_history(
        campaign=live,
        client=ApiClient.objects.get(organization=aurora, name="Loyalty app"),
        manager=staff.users["manager"],
        ada=participant,
        random=random,
    )
    return {
        "base_url": base_url,
        "organization": {"id": str(aurora.pk), "signing_secret": aurora.signing_secret},
        "api_key": api_key,
        "read_only_api_key": read_only_key,
        "other_organization": {"id": str(borealis.pk), "api_key": other_key},
        "campaign": {"id": str(live.pk)},
        "games": games.GAMES,
        **values.value_facts(live),
        "participant": {
            "source_id": participant.source_id,
            "user_name": "ada",
            "password": password,
            "tenant": aurora.slug,
        },
        "outcome_code": badges.FIRST_PURCHASE,
        "staff": {
            name: {"username": name, "password": value} for name, value in staff.passwords.items()
        },
    }


def _make_history(
    organization: Organization,
    staff: people.Staff,
    at: datetime,
    random: Random,
    progress: history.Progress,
) -> None:
    client = ApiClient.objects.get(organization=organization, name="Loyalty app")
    participants = people.make_participants(organization, 600, random)
    _play_ended_game(organization, client, at, random)
    drawings.enter_drawings(organization=organization, client=client, at=at, random=random)
    drawings.draw_ended(
        organization=organization,
        approver=staff.users["approver"],
        manager=staff.users["manager"],
    )
    history.play_weeks(
        organization=organization,
        client=client,
        participants=participants,
        days=campaigns.PAST_DAYS,
        at=at,
        random=random,
        progress=progress,
    )
    history.work_off_awards(organization=organization, client=client, at=at, random=random)
    history.date_participants()
    create_batch(
        organization=organization,
        game=games.GAMES["wins"],
        name="Flyer at the counter",
        quantity=200,
        by=Actor(channel=Channel.PLATFORM, client=client),
        at=at,
    )


def _play_ended_game(
    organization: Organization, client: ApiClient, at: datetime, random: Random
) -> None:
    """Let some guests have won their tasting while it lasted."""
    actor = Actor(channel=Channel.PLATFORM, client=client)
    for number in range(60):
        played_at = at - timedelta(days=35) + timedelta(hours=number * 8, minutes=number)
        token = award_token(
            organization=organization,
            game=games.GAMES["ended"],
            participant=f"card-{100_000 + random.randint(0, 599)}",
            reason="newsletter",
            by=actor,
            at=played_at - timedelta(hours=2),
        ).token
        history.redeem(organization, token, actor, played_at)
