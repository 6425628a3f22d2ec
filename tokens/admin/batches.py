# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from unfold.paginator import InfinitePaginator

from identities.admin.base import OrganizationAdmin, actor
from identities.admin.dialogs import link, shown
from identities.admin.filters import OwnRowsFilter
from tokens.enums import TokenState
from tokens.models import TokenBatch
from tokens.services.awarding import BATCH_QUANTITY, create_batch


class NewBatchForm(forms.ModelForm):
    class Meta:
        model = TokenBatch
        fields = ("game", "name", "quantity", "expires_at")

    def clean_game(self) -> Any:
        game = self.cleaned_data["game"]
        if game.published_id is None:
            raise forms.ValidationError("The game is not published.")
        return game

    def clean_quantity(self) -> int:
        quantity: int = self.cleaned_data["quantity"]
        if not 1 <= quantity <= BATCH_QUANTITY:
            raise forms.ValidationError(f"A batch has 1 to {BATCH_QUANTITY:,} codes.")
        return quantity

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError("The codes would have expired already.")
        return expires_at


@admin.register(TokenBatch)
class TokenBatchAdmin(OrganizationAdmin):
    """Codes for printing or a mailing, made together."""

    form = NewBatchForm
    list_display = ("name", "game", "quantity", "created_at", "created_by", "organization")
    list_filter = (("game", OwnRowsFilter), ("organization", OwnRowsFilter))
    search_fields = ("name",)
    ordering = ("-created_at", "-id")
    paginator = InfinitePaginator
    autocomplete_fields = ("game",)
    add_fieldsets = ((None, {"fields": ("game", "name", "quantity", "expires_at")}),)
    fields = (
        "name", "game", "quantity", "codes", "expires_at", ("created_at", "created_by"),
        ("channel", "client"), "organization", "id",
    )  # fmt: skip
    shown_fields = (
        "name", "game", "quantity", "codes", "expires_at", "created_at", "created_by", "channel",
        "client", "organization", "id",
    )  # fmt: skip
    actions_detail = ("send_codes",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TokenBatch]:
        related = ("organization", "game", "created_by", "client")
        return super().get_queryset(request).select_related(*related)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @shown("Codes")
    def codes(self, batch: TokenBatch) -> str:
        rows = batch.tokens.order_by().values_list("state").annotate(Count("id"))
        counts = {TokenState(state).label: count for state, count in rows}
        return render_to_string("admin/tokens/tokenbatch/codes.html", {"counts": counts})

    def save_model(self, request: HttpRequest, obj: TokenBatch, form: Any, change: Any) -> None:
        created = create_batch(
            organization=obj.game.organization,
            game=obj.game.code,
            name=obj.name,
            quantity=obj.quantity,
            expires_at=obj.expires_at,
            by=actor(request),
            at=timezone.now(),
        )
        obj.__dict__ |= created.__dict__

    def has_export_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        batch = self.row(request, object_id)
        return bool(batch and self.holds(request, "export", batch))

    @link("Download codes", "export", "codes")
    def send_codes(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the codes that are not used yet, one a line; nothing is changed."""
        batch = self.row(request, object_id)
        answer = StreamingHttpResponse(_lines(batch), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="codes-{batch.pk}.csv"'
        return answer  # type: ignore[return-value]  # a sibling class in Django


def _lines(batch: TokenBatch) -> Iterator[str]:
    yield "code\n"
    issued = batch.tokens.filter(state=TokenState.ISSUED).order_by("id")
    for code in issued.values_list("code", flat=True).iterator(chunk_size=5_000):
        yield f"{code}\n"
