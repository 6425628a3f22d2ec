from django.urls import path

from tokens.api.views.allowances import AllowanceStatementViewSet, AllowanceViewSet
from tokens.api.views.assets import AssetViewSet
from tokens.api.views.award_requests import AwardRequestViewSet
from tokens.api.views.batches import BatchViewSet
from tokens.api.views.fundings import FundingViewSet
from tokens.api.views.mints import MintViewSet
from tokens.api.views.payout_wallets import PayoutWalletViewSet
from tokens.api.views.tokens import TokenViewSet
from tokens.api.views.user_tokens import UserTokenViewSet
from tokens.api.views.wallets import WalletStatementViewSet, WalletViewSet

urlpatterns = [
    path("tokens", TokenViewSet.as_view({"get": "list", "post": "create"})),
    path("tokens/<text:code>", TokenViewSet.as_view({"get": "retrieve"})),
    path("tokens/<text:code>/redeem", TokenViewSet.as_view({"post": "redeem"})),
    path("tokens/<text:code>/void", TokenViewSet.as_view({"post": "void"})),
    path("batches", BatchViewSet.as_view({"get": "list", "post": "create"})),
    path("batches/<text:batch_id>", BatchViewSet.as_view({"get": "retrieve"})),
    path("assets", AssetViewSet.as_view({"get": "list"})),
    path("assets/<text:asset_id>", AssetViewSet.as_view({"get": "retrieve"})),
    path("wallets", WalletViewSet.as_view({"get": "list"})),
    path("wallets/<text:address>", WalletViewSet.as_view({"get": "retrieve"})),
    path("wallets/<text:address>/fund", WalletViewSet.as_view({"post": "fund"})),
    path("wallets/<text:address>/statement", WalletStatementViewSet.as_view({"get": "statement"})),
    path("allowances", AllowanceViewSet.as_view({"get": "list"})),
    path("allowances/mint", AllowanceViewSet.as_view({"post": "mint"})),
    path("allowances/statement", AllowanceStatementViewSet.as_view({"get": "statement"})),
    path("user-tokens", UserTokenViewSet.as_view({"post": "create"})),
    path("award-requests", AwardRequestViewSet.as_view({"get": "list", "post": "create"})),
    path("award-requests/<text:request_id>", AwardRequestViewSet.as_view({"get": "retrieve"})),
    path("fundings", FundingViewSet.as_view({"get": "list"})),
    path("mints", MintViewSet.as_view({"get": "list"})),
    path(
        "payout-wallets/<anytext:source_id>",
        PayoutWalletViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
]
