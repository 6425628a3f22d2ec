"""What was published: it can be changed in a revision, but not removed or made another thing."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm

from promotions.enums import RevisionState
from promotions.models import Campaign, Game, Limit, Prize

# fields that stay as they were published
LOCKED: dict[type[Model], tuple[str, ...]] = {
    Campaign: ("organization", "time_zone"),
    Game: ("code", "kind"),
    Prize: ("code", "kind", "draw_method"),
    Limit: ("game", "counts", "per", "window"),
}
LOCKED_FIELD = "It was published and can't change."
# what to do in place of deleting
INSTEAD: dict[type[Model], tuple[str, str]] = {
    Limit: ("is_enabled", "A published limit can't be deleted: switch it off here."),
    Prize: ("quantity", "A published prize can't be deleted: set its quantity to 0."),
}


def is_published(row: Model) -> bool:
    """Tell whether *row* is part of what was published."""
    if isinstance(row, Campaign):
        return row.published_revision_id is not None
    if isinstance(row, Game):
        return row.published_id is not None
    if isinstance(row, Prize):
        published = row.game.published
        return published is not None and published.publishes(row.pk)
    return isinstance(row, Limit) and str(row.pk) in _published_limits(row.campaign)


def _published_limits(campaign: Campaign) -> set[str]:
    """Return the ids of the limits that any revision published; one query for all of a page."""
    known: set[str] | None = campaign.__dict__.get("_published_limits")
    if known is None:
        approved = campaign.revisions.filter(state=RevisionState.APPROVED).order_by()
        lists = approved.values_list("snapshot__limits", flat=True)
        known = {limit["id"] for limits in lists for limit in limits}
        campaign.__dict__["_published_limits"] = known
    return known


def lock_published(form: ModelForm, row: Model) -> None:
    """Keep the form from changing what was published, and say so beside the fields."""
    if row._state.adding or not is_published(row):  # noqa: SLF001 - Django's documented _state
        return
    for name in set(LOCKED[type(row)]) & set(form.fields):
        field = form.fields[name]
        field.disabled, field.help_text = True, LOCKED_FIELD
        field.widget.attrs["title"] = LOCKED_FIELD
    name, text = INSTEAD.get(type(row), ("", ""))
    if name in form.fields:
        field = form.fields[name]
        field.help_text = f"{field.help_text} {text}".strip()
        field.widget.attrs["title"] = text


class PublishedStayFormSet(BaseInlineFormSet):
    """Rows of a page, of which published ones can't be deleted."""

    def get_queryset(self) -> QuerySet[Any]:
        """Give the rows the page's own row as their parent, which knows what was published."""
        rows: QuerySet[Any] = super().get_queryset()
        for row in rows:
            setattr(row, self.fk.name, self.instance)
        return rows

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        deletion = form.fields.get("DELETE")
        row = form.instance
        if deletion is not None and not row._state.adding:  # noqa: SLF001 - Django's documented _state
            deletion.disabled = is_published(row)
