from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as django_filters

from identities.api.filters import InstantFilter, TextFilter
from tokens.api.serializers import ShownState
from tokens.enums import TokenState
from tokens.models import Token


class TokenFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    game = TextFilter(field_name="game__code")
    state = django_filters.ChoiceFilter(choices=ShownState.choices, method="with_state")
    batch = django_filters.UUIDFilter(field_name="batch_id")
    issued_after = InstantFilter(field_name="issued_at", lookup_expr="gte")
    issued_before = InstantFilter(field_name="issued_at", lookup_expr="lt")
    redeemed_after = InstantFilter(field_name="redeemed_at", lookup_expr="gte")
    redeemed_before = InstantFilter(field_name="redeemed_at", lookup_expr="lt")

    def with_state(self, tokens: QuerySet[Token], name: str, state: str) -> QuerySet[Token]:
        expired = Q(expires_at__isnull=False, expires_at__lte=timezone.now())
        if state == ShownState.EXPIRED:
            return tokens.filter(expired, state=TokenState.ISSUED)
        if state == ShownState.ISSUED:
            return tokens.filter(~expired, state=TokenState.ISSUED)
        return tokens.filter(state=state)


class BatchFilterSet(django_filters.FilterSet):
    game = TextFilter(field_name="game__code")
