"""Statements: what came into the accounts of an asset and went out, page by page and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from identities.admin.base import OrganizationAdmin, linked, permission_of
from identities.models import Participant
from tokens.admin.amounts import grouped
from tokens.admin.transfers import transfer_number
from tokens.enums import AccountKind, TransferKind
from tokens.models import Account, Asset, Wallet
from tokens.querysets import AccountQuerySet
from tokens.services.statement_csv import statement_csv
from tokens.services.statements import StatementEntry, statement_page

ENTRIES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose statement it is: of a wallet, of a participant's allowances, or of the issuer."""

    title: str
    link: str
    query: dict[str, str]
    accounts: AccountQuerySet


def statement_url(asset: Asset, query: Mapping[str, object], view: str = "statement") -> str:
    """Return the address of a statement of *asset*.

    *query* is whose it is: of a ``wallet``, a ``participant``, or of the issuer where it is empty.
    """
    url = reverse(f"admin:tokens_asset_{view}", args=[asset.pk])
    return f"{url}?{urlencode(query)}" if query else url


def statement_link(asset: Asset, **whose: object) -> str:
    url = statement_url(asset, whose)
    return format_html('<a href="{}" class="text-link">Statement</a>', url)


class StatementPages(OrganizationAdmin):
    """Adds the pages of statements to the asset that they are of."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"tokens_asset_{name}",
            )
            for name, view in (("statement", self.statement_view), ("export", self.export_view))
        ]
        return [*own, *super().get_urls()]

    def statement_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        asset, subject = self._asked(request, object_id)
        before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
        shown = statement_page(
            accounts=subject.accounts, size=ENTRIES_SHOWN, before=before, after=after
        )
        numbers = [entry.number for entry in shown.entries]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Statement of {asset.symbol}",
            "original": asset,
            "campaign": linked(asset.campaign),
            "subject": subject,
            "table": _table(shown.entries),
            "export_url": statement_url(asset, subject.query, "export"),
            "newer_url": shown.has_newer
            and statement_url(asset, {**subject.query, "after": max(numbers, default=0)}),
            "older_url": shown.has_older
            and statement_url(asset, {**subject.query, "before": min(numbers, default=0)}),
        }
        return TemplateResponse(request, "admin/tokens/asset/statement.html", context)

    def export_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        asset, subject = self._asked(request, object_id)
        answer = StreamingHttpResponse(
            statement_csv(accounts=subject.accounts), content_type="text/csv; charset=utf-8"
        )
        whose = "-".join(["statement", asset.symbol, *subject.query.values()])
        answer["Content-Disposition"] = f'attachment; filename="{whose}.csv"'
        return answer  # type: ignore[return-value]  # a sibling class in Django

    def _asked(self, request: HttpRequest, object_id: str) -> tuple[Asset, Subject]:
        asset = self.row(request, object_id)
        if asset is None:
            raise Http404
        if not request.user.has_perm(permission_of(Account, "view"), asset):
            raise PermissionDenied
        return asset, _subject(asset, request)


def _subject(asset: Asset, request: HttpRequest) -> Subject:
    """Return whose statement the address asks for. Raises ``Http404``."""
    accounts = Account.objects.of_asset(asset.pk)
    organization = asset.organization_id
    if wallet_id := _id(request, "wallet"):
        wallet = Wallet.objects.filter(pk=wallet_id, organization=organization).first()
        return _existing(wallet, "Wallet", "wallet", accounts.filter(wallet=wallet_id))
    if participant_id := _id(request, "participant"):
        rows = Participant.objects.filter(pk=participant_id, organization=organization)
        found = accounts.filter(participant=participant_id).allowances()
        return _existing(rows.first(), "Allowance of", "participant", found)
    return Subject("Issuance", "", {}, accounts.filter(kind=AccountKind.ISSUANCE))


def _existing(
    row: Wallet | Participant | None, title: str, name: str, accounts: AccountQuerySet
) -> Subject:
    if row is None:
        raise Http404
    return Subject(title, linked(row), {name: str(row.pk)}, accounts)


def _id(request: HttpRequest, name: str) -> UUID | None:
    given = request.GET.get(name)
    try:
        return UUID(given) if given else None
    except ValueError:
        raise Http404 from None


def _number(given: str | None) -> int | None:
    """Return the number of a transfer. Raises ``Http404`` for what is none."""
    number = None if given is None else transfer_number(given)
    if given is not None and number is None:
        raise Http404
    return number


def _table(entries: list[StatementEntry]) -> dict[str, Any]:
    headers = ["Posted at (UTC)", "Transfer", "Participant", "Request", "Amount", "Balance"]
    return {"headers": headers, "rows": [_row(entry) for entry in entries]}


def _row(entry: StatementEntry) -> list[str]:
    url = reverse("admin:tokens_transfer_change", args=[entry.transfer_id])
    kind = TransferKind(entry.kind).label
    return [
        f"{entry.posted_at:%Y-%m-%d %H:%M:%S}",
        format_html('<a href="{}" class="text-link">{} {}</a>', url, kind, entry.number),
        entry.participant or "-",
        entry.request_id,
        f"+{grouped(entry.amount)}" if entry.amount > 0 else grouped(entry.amount),
        grouped(entry.balance),
    ]
