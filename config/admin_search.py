"""One search box for whatever a customer has: a code, an id, an e-mail address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.base import allowed_rows, linked, page_of, permission_of, record
from identities.models import Organization, Participant, Profile
from promotions.models import Award, Play
from tokens.models import AwardRequest, Token
from tokens.services.amounts import canonical_request_id
from tokens.services.codes import normalize_code
from tokens.services.refusing import ValueRefused

# hits of one kind that are listed
LISTED = 20
LONGEST = 320
NOT_FOUND = "Nothing is called so, as a whole."

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, in the organizations in which the person may look.

    These are named in every query: the indexes by an organization's own ids begin with it.
    """

    term: str
    organizations: list[Organization]

    @property
    def uuid(self) -> UUID | None:
        try:
            return UUID(self.term)
        except ValueError:
            return None

    @property
    def request_id(self) -> str | None:
        try:
            return canonical_request_id(self.term)
        except ValueRefused:
            return None


def by_code(search: Search) -> Rows:
    code = normalize_code(search.term)
    return Token.objects.filter(organization__in=search.organizations, code=code)


def by_token_source_id(search: Search) -> Rows:
    return Token.objects.filter(organization__in=search.organizations, source_id=search.term)


def by_participant_source_id(search: Search) -> Rows:
    named = Participant.objects.filter(organization__in=search.organizations)
    return named.filter(source_id=search.term)


def by_request_id(search: Search) -> Rows:
    asked = AwardRequest.objects.filter(organization__in=search.organizations)
    # in no order: for that the planner might read the newest requests instead of looking it up
    asked = asked.order_by()
    return asked.filter(request_id=search.request_id) if search.request_id else asked.none()


def by_email(search: Search) -> Rows:
    profiles = Profile.objects.filter(organization__in=search.organizations)
    under = profiles.annotate(name=Lower("email")).filter(name=Lower(Value(search.term)))
    return under.select_related("participant__organization")


def by_id(model: type[Model]) -> Callable[[Search], Rows]:
    """Return how a row of *model* is found by the id that the platform gave it."""
    rows: Any = model._default_manager  # noqa: SLF001 - Django's documented _meta and managers

    def find(search: Search) -> Rows:
        found: Rows = rows.filter(organization__in=search.organizations, pk=search.uuid)
        return found if search.uuid else found.none()

    return find


FINDERS: tuple[Callable[[Search], Rows], ...] = (
    by_code,
    by_token_source_id,
    by_participant_source_id,
    by_request_id,
    *(by_id(model) for model in (Token, Participant, Play, Award, AwardRequest)),
)


class SearchForm(forms.Form):
    """Asks for the whole of one name, and why where that is personal data."""

    term = forms.CharField(
        label="What the customer has",
        max_length=LONGEST,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "off", "autofocus": True, "required": True}
        ),
        help_text="The whole of one: a code, however it is written; the id of a token, a"
        " participant, a play, an award or an award request; or an e-mail address.",
    )
    reason = forms.CharField(
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="For e-mail addresses only: the search is logged, with its reason.",
    )

    def __init__(self, data: Any = None, *, may_search_emails: bool = False) -> None:
        super().__init__(data)
        self.may_search_emails = may_search_emails
        if not may_search_emails:
            del self.fields["reason"]
            self.fields["term"].help_text = str(self.fields["term"].help_text).replace(
                "; or an e-mail address", ""
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "@" in cleaned.get("term", ""):
            if not self.may_search_emails:
                self.add_error("term", "You may not search for e-mail addresses.")
            elif not cleaned.get("reason"):
                self.add_error("reason", "Say why: searches for personal data are logged.")
        return cleaned


def may_find(request: HttpRequest) -> bool:
    """Tell whether the person may search: who may look at tokens and participants."""
    models = (Token, Participant)
    return all(request.user.has_perm(permission_of(model, "view")) for model in models)


def find(request: HttpRequest) -> HttpResponse:
    """Show the search box; lead to the page of the only hit, or list them.

    A search is a POST: what customers are called must not stand in addresses, which are logged.
    """
    if not may_find(request):
        raise PermissionDenied
    may_search_emails = request.user.has_perm(permission_of(Profile, "view"))
    form = SearchForm(request.POST or None, may_search_emails=may_search_emails)
    found: list[Model] | None = None
    if form.is_bound and form.is_valid():
        found = list(_found(request, form.cleaned_data))
        if len(found) == 1:
            return HttpResponseRedirect(page_of(found[0]))
    hits = None if found is None else [_hit(row) for row in found]
    context = {**admin.site.each_context(request), "title": "Find", "form": form, "hits": hits}
    return render(request, "admin/find.html", {**context, "not_found": NOT_FOUND})


def _found(request: HttpRequest, asked: dict[str, Any]) -> Iterator[Model]:
    """Yield each row once that is called so and that the person may look at."""
    term = asked["term"].replace("\0", "")
    search = Search(term, _organizations(request, Organization))
    seen: set[Any] = set()
    for finder in FINDERS:
        rows = finder(search).select_related("organization")
        for row in allowed_rows(rows, request, "view")[:LISTED]:
            if row.pk not in seen:
                seen.add(row.pk)
                yield row
    if "@" in term:
        for participant in _of_email(request, term, asked["reason"]):
            if participant.pk not in seen:
                yield participant


def _of_email(request: HttpRequest, email: str, reason: str) -> list[Participant]:
    """Return whose address it is.

    The log of each has the search; where it is nobody's, that of the organizations has it.
    """
    organizations = _organizations(request, Profile)
    profiles = list(by_email(Search(email, organizations))[:LISTED])
    for profile in profiles:
        record(request, profile.participant, f"Found by e-mail address: {reason}")
    if not profiles:
        for organization in organizations:
            record(request, organization, f"No participant found by e-mail address: {reason}")
    return [profile.participant for profile in profiles]


def _organizations(request: HttpRequest, model: type[Model]) -> list[Organization]:
    """Return the organizations in which a role of the person lets him look at *model*."""
    permission = permission_of(model, "view")
    rows = allowed_rows(Organization.objects.all(), request, "view")
    return [row for row in rows if request.user.has_perm(permission, row)]


def _hit(row: Model) -> tuple[str, str, str]:
    """Return what kind of row it is, its name as a link, and whose it is."""
    kind = str(row._meta.verbose_name).capitalize()  # noqa: SLF001 - Django's documented _meta
    return kind, linked(row), str(row.organization)  # type: ignore[attr-defined]  # all have one
