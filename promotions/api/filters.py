from django_filters import rest_framework as django_filters

from identities.api.filters import InstantFilter, TextFilter
from promotions.enums import AwardState, PlayResult


class PlayFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    game = TextFilter(field_name="game__code")
    result = django_filters.ChoiceFilter(choices=PlayResult.choices)
    played_after = InstantFilter(field_name="played_at", lookup_expr="gte")
    played_before = InstantFilter(field_name="played_at", lookup_expr="lt")


class EntryFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    game = TextFilter(field_name="game__code")
    entered_after = InstantFilter(field_name="entered_at", lookup_expr="gte")
    entered_before = InstantFilter(field_name="entered_at", lookup_expr="lt")


class DrawnEntryFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="entry__participant__source_id")


class AwardFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    game = TextFilter(field_name="prize__game__code")
    state = django_filters.ChoiceFilter(choices=AwardState.choices)
    won_after = InstantFilter(field_name="won_at", lookup_expr="gte")
    won_before = InstantFilter(field_name="won_at", lookup_expr="lt")
