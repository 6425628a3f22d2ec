from django.db.models import QuerySet
from django_filters import rest_framework as django_filters

from badges.enums import AssignmentState
from badges.models import Badge, BadgeAssignment
from badges.querysets import BadgeAssignmentQuerySet
from identities.api.filters import InstantFilter, TextFilter


class BadgeFilterSet(django_filters.FilterSet):
    tag = TextFilter(method="with_tag")

    def with_tag(self, badges: QuerySet[Badge], name: str, tag: str) -> QuerySet[Badge]:
        return badges.filter(tags__contains=[tag])


class BadgeAssignmentFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    badge = TextFilter(field_name="badge__code")
    state = django_filters.ChoiceFilter(choices=AssignmentState.choices, method="with_state")
    assigned_after = InstantFilter(field_name="assigned_at", lookup_expr="gte")
    assigned_before = InstantFilter(field_name="assigned_at", lookup_expr="lt")

    def with_state(
        self, assignments: BadgeAssignmentQuerySet, name: str, state: str
    ) -> QuerySet[BadgeAssignment]:
        return assignments.in_state(state)


class OutcomeFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    outcome = TextFilter(field_name="outcome_type__code")
    reference = TextFilter(field_name="reference")
    happened_after = InstantFilter(field_name="happened_at", lookup_expr="gte")
    happened_before = InstantFilter(field_name="happened_at", lookup_expr="lt")
