from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.user_tokens import issue_user_token
from tokens.dialects.payingame import descriptions
from tokens.dialects.payingame.serializers.answers import PayingameBalances
from tokens.dialects.payingame.serializers.requests import PayingameCustomer
from tokens.dialects.payingame.views.base import PayingameView
from tokens.services.balances import find_balances
from tokens.services.campaigns import find_campaign

# that is the vendor's own
LIFETIME = timedelta(minutes=5)


class CustomerView(PayingameView):
    """What is asked of a customer by his address."""

    def customer(self) -> dict[str, Any]:
        """Return the campaign's id and the participant's source_id."""
        address = {
            "ProjectGuid": self.kwargs["project_guid"],
            "CustomerID": self.kwargs["customer_id"],
        }
        return self.read(PayingameCustomer, address)


@descriptions.issue_user_token
class UserTokenView(CustomerView):
    scope = Scope.VALUES_MINT

    def get(self, request: Request, **address: str) -> HttpResponse:
        organization, customer = self.admission.organization, self.customer()
        find_campaign(organization=organization, campaign_id=customer["campaign_id"])
        issued = issue_user_token(
            organization=organization,
            participant=customer["participant"],
            channel=self.channel,
            at=database_now(),
            lifetime=LIFETIME,
        )
        return self.answer(Token=issued.token)


@descriptions.list_tokens
class TokensView(CustomerView):
    scope = Scope.READ

    def get(self, request: Request, **address: str) -> HttpResponse:
        balances = find_balances(organization=self.admission.organization, **self.customer())
        return self.answer(Data=PayingameBalances({"balances": balances}).data)
