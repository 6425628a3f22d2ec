from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_filters import rest_framework as django_filters

from identities.api.filters import InstantFilter, TextFilter
from tokens.enums import AwardRequestState, FundingState, TokenPhase, WalletKind
from tokens.models import Account, Token, Wallet
from tokens.querysets import AccountQuerySet, TokenQuerySet, WalletQuerySet


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


class AssetFilterSet(django_filters.FilterSet):
    campaign = django_filters.UUIDFilter(field_name="campaign_id")


class WalletFilterSet(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=WalletKind.choices)
    campaign = django_filters.UUIDFilter(field_name="campaign_id")
    asset = django_filters.UUIDFilter(method="with_asset")

    def with_asset(self, wallets: WalletQuerySet, name: str, asset: UUID) -> QuerySet[Wallet]:
        return wallets.filter(Exists(Account.objects.of_asset(asset).filter(wallet=OuterRef("pk"))))


class StatementFilterSet(django_filters.FilterSet):
    asset = django_filters.UUIDFilter(field_name="asset_id", required=True)


class AllowanceFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    asset = django_filters.UUIDFilter(field_name="asset_id")
    mintable = django_filters.ChoiceFilter(
        choices=(("true", "true"), ("false", "false")), method="that_are_mintable"
    )

    def that_are_mintable(
        self, accounts: AccountQuerySet, name: str, mintable: str
    ) -> QuerySet[Account]:
        return accounts.filter(is_mintable=mintable == "true")


class AllowanceStatementFilterSet(AllowanceFilterSet):
    participant = TextFilter(field_name="participant__source_id", required=True)
    asset = django_filters.UUIDFilter(field_name="asset_id", required=True)


class AwardRequestFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    campaign = django_filters.UUIDFilter(field_name="campaign_id")
    state = django_filters.ChoiceFilter(choices=AwardRequestState.choices)
    requested_after = InstantFilter(field_name="requested_at", lookup_expr="gte")
    requested_before = InstantFilter(field_name="requested_at", lookup_expr="lt")
    settled_after = InstantFilter(field_name="settled_at", lookup_expr="gte")
    settled_before = InstantFilter(field_name="settled_at", lookup_expr="lt")


class FundingFilterSet(django_filters.FilterSet):
    campaign = django_filters.UUIDFilter(field_name="asset__campaign_id")
    asset = django_filters.UUIDFilter(field_name="asset_id")
    state = django_filters.ChoiceFilter(choices=FundingState.choices)
    proposed_after = InstantFilter(field_name="proposed_at", lookup_expr="gte")
    proposed_before = InstantFilter(field_name="proposed_at", lookup_expr="lt")


class MintFilterSet(django_filters.FilterSet):
    participant = TextFilter(field_name="participant__source_id")
    asset = django_filters.UUIDFilter(field_name="asset_id")
    minted_after = InstantFilter(field_name="minted_at", lookup_expr="gte")
    minted_before = InstantFilter(field_name="minted_at", lookup_expr="lt")
