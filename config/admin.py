"""The frame of the admin: its sidebar and its home page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from config.admin_search import may_find
from identities.admin.base import allowed_rows, linked, person
from promotions.enums import CampaignPhase, CampaignStatus, PlayResult, RevisionState
from promotions.models import Campaign, CampaignRevision, Game, Play, Prize
from promotions.services.stock import stock_of
from tokens.models import Funding

# groups of (title, icon, model)
SIDEBAR = (
    (
        "Promotions",
        (
            ("Campaigns", "campaign", "promotions.campaign"),
            ("Games", "casino", "promotions.game"),
            ("Prizes", "redeem", "promotions.prize"),
            ("Limits", "speed", "promotions.limit"),
            ("Game types", "category", "promotions.gametype"),
            ("Revisions", "history_edu", "promotions.campaignrevision"),
            ("Sealed seeds", "lock", "promotions.seal"),
        ),
    ),
    (
        "Play",
        (
            ("Tokens", "confirmation_number", "tokens.token"),
            ("Batches", "print", "tokens.tokenbatch"),
            ("Plays", "touch_app", "promotions.play"),
            ("Entries", "how_to_vote", "promotions.entry"),
            ("Drawings", "shuffle", "promotions.drawing"),
            ("Awards", "emoji_events", "promotions.award"),
        ),
    ),
    (
        "Value tokens",
        (
            ("Assets", "toll", "tokens.asset"),
            ("Wallets", "account_balance_wallet", "tokens.wallet"),
            ("Fundings", "savings", "tokens.funding"),
            ("Award requests", "hourglass_top", "tokens.awardrequest"),
            ("Mints", "local_atm", "tokens.mint"),
            ("Transfers", "swap_horiz", "tokens.transfer"),
            ("Ledger", "fact_check", "promotions.invariantcheck"),
        ),
    ),
    (
        "Badges",
        (
            ("Badges", "workspace_premium", "badges.badge"),
            ("Outcome types", "flag", "badges.outcometype"),
            ("Outcomes", "task_alt", "badges.outcome"),
            ("Assignments", "military_tech", "badges.badgeassignment"),
            ("Opted out", "person_off", "badges.badgeoptout"),
        ),
    ),
    ("People", (("Participants", "group", "identities.participant"),)),
    (
        "Access",
        (
            ("Organizations", "corporate_fare", "identities.organization"),
            ("API clients", "key", "identities.apiclient"),
            ("Staff", "badge", "identities.user"),
            ("Roles", "assignment_ind", "identities.staffmembership"),
        ),
    ),
)

# counting stops here: the home page must open at once however much is played
COUNTED = 100_000
CAMPAIGNS_SHOWN = 20


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar: what the signed-in person may look at."""
    groups = [
        {"title": title, "separator": True, "items": list(_items(request, items))}
        for title, items in SIDEBAR
    ]
    home = {"title": "Home", "icon": "home", "link": reverse("admin:index")}
    find = {"title": "Find", "icon": "search", "link": reverse("admin:find")}
    first = [home, find] if may_find(request) else [home]
    return [{"items": first}, *(group for group in groups if group["items"])]


def _items(request: HttpRequest, items: Any) -> Any:
    for title, icon, model in items:
        app, name = model.split(".")
        if request.user.has_perm(f"{app}.view_{name}"):
            link = reverse(f"admin:{app}_{name}_changelist")
            yield {"title": title, "icon": icon, "link": link}


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the home page what is going on in the person's organizations."""
    if not request.user.has_perm("promotions.view_campaign"):
        return context
    now = timezone.now()
    running = Campaign.objects.filter(status__in=[CampaignStatus.APPROVED, CampaignStatus.PAUSED])
    known = allowed_rows(running, request, "view").select_related("published_revision")
    live = [campaign for campaign in known if campaign.phase(now) == CampaignPhase.LIVE]
    waiting = CampaignRevision.objects.filter(state=RevisionState.IN_REVIEW)
    return {
        **context,
        "title": "Overview",
        "may_find": may_find(request),
        "figures": list(_figures(request, len(live), now)),
        "live": _table(("Campaign", "Ends (UTC)"), map(_live_row, live[:CAMPAIGNS_SHOWN])),
        "waiting": _table(
            ("Campaign", "Submitted by"),
            map(_waiting_row, _visible(request, waiting)[:CAMPAIGNS_SHOWN]),
        ),
        "fundings": _table(
            ("Funding", "Campaign", "Proposed by"), map(_funding_row, _undecided(request))
        ),
        "undrawn": _table(("Game", "Ended (UTC)"), map(_undrawn_row, _undrawn(request, now))),
        "prizes": _table(("Prize", "Campaign", "Left", "Won"), _prize_rows(live[:CAMPAIGNS_SHOWN])),
    }


def _table(headers: tuple[str, ...], rows: Any) -> dict[str, Any]:
    return {"headers": list(headers), "rows": [list(row) for row in rows]}


def _figures(request: HttpRequest, live: int, now: datetime) -> Any:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    plays = allowed_rows(Play.objects.filter(played_at__gte=midnight), request, "view")
    yield "Live campaigns", str(live)
    yield "Plays since midnight UTC", _counted(plays)
    yield "Wins since midnight UTC", _counted(plays.filter(result=PlayResult.WON))


def _counted(rows: QuerySet[Any]) -> str:
    count = rows.order_by()[: COUNTED + 1].count()
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def _visible(request: HttpRequest, rows: QuerySet[CampaignRevision]) -> QuerySet[CampaignRevision]:
    visible = allowed_rows(rows, request, "view").defer("snapshot").order_by("submitted_at")
    return visible.select_related("campaign", "submitted_by")


def _live_row(campaign: Campaign) -> tuple[str, str]:
    return linked(campaign), f"{campaign.ends_at:%Y-%m-%d %H:%M}"


def _waiting_row(revision: CampaignRevision) -> tuple[str, str]:
    return linked(revision.campaign), str(revision.submitted_by)


def _undecided(request: HttpRequest) -> QuerySet[Funding]:
    """Return the fundings that others proposed and this person may decide on, the oldest first."""
    proposed = allowed_rows(Funding.objects.proposed(), request, "decide")
    others = proposed.exclude(proposed_by=person(request))
    related = others.select_related("asset__campaign", "proposed_by")
    return related.order_by("proposed_at", "pk")[:CAMPAIGNS_SHOWN]


def _funding_row(funding: Funding) -> tuple[str, str, str]:
    return linked(funding), str(funding.asset.campaign), str(funding.proposed_by)


def _undrawn(request: HttpRequest, now: datetime) -> QuerySet[Game]:
    """Return the drawings that have ended and wait for somebody to draw their winners."""
    ended = Game.objects.undrawn().filter(
        published__ends_at__lte=now,
        campaign__status__in=[CampaignStatus.APPROVED, CampaignStatus.PAUSED],
    )
    visible = allowed_rows(ended, request, "view").select_related("published")
    return visible.order_by("published__ends_at")[:CAMPAIGNS_SHOWN]


def _undrawn_row(game: Game) -> tuple[str, str]:
    ended = f"{game.published.ends_at:%Y-%m-%d %H:%M}" if game.published else ""
    return linked(game), ended


def _prize_rows(live: list[Campaign]) -> Any:
    prizes = Prize.objects.filter(game__campaign__in=live).select_related("game__campaign")
    shown = list(prizes.defer("moments_csv").order_by("game__campaign__name", "game__code"))
    stock = stock_of([prize.pk for prize in shown], at=timezone.now())
    for prize in shown:
        units = stock[prize.pk]
        yield linked(prize), prize.game.campaign.name, f"{units.available:,}", f"{units.awarded:,}"
