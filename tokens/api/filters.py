from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as django_filters

from identities.api.filters import InstantFilter, TextFilter
from tokens.enums import TokenPhase
from tokens.models import Token
from tokens.querysets import TokenQuerySet


class TokenFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    game = TextFilter(field_name="game__code")
    state = django_filters.ChoiceFilter(choices=TokenPhase.choices, method="with_state")
    batch = django_filters.UUIDFilter(field_name="batch_id")
    issued_after = InstantFilter(field_name="issued_at", lookup_expr="gte")
    issued_before = InstantFilter(field_name="issued_at", lookup_expr="lt")
    redeemed_after = InstantFilter(field_name="redeemed_at", lookup_expr="gte")
    redeemed_before = InstantFilter(field_name="redeemed_at", lookup_expr="lt")

    def with_state(self, tokens: TokenQuerySet, name: str, state: str) -> QuerySet[Token]:
        return tokens.in_phase(state, at=timezone.now())


class BatchFilterSet(django_filters.FilterSet):
    game = TextFilter(field_name="game__code")
