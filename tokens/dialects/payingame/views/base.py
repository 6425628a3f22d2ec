"""What all operations do alike."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from identities.dialects.base import DialectView, Failure
from identities.enums import Channel, Scope
from identities.services.metrics import count_refusal
from tokens.dialects.payingame import results
from tokens.dialects.payingame.renderers import respond
from tokens.dialects.payingame.serializers.answers import envelope
from tokens.services.refusing import ValueRefused


class PayingameView(DialectView):
    """An operation. It needs a *scope*, and finds the key of who calls (``find_key``)."""

    channel = Channel.PAYINGAME
    scope: ClassVar[Scope]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.admit(self.find_key(), self.scope)

    def find_key(self) -> str:
        """Return the key of the request; raises as ``parse_object`` and ``key_of`` do."""
        key: str = self.kwargs["api_key"]
        return key

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002 - DRF's signature
        """Answer JSON, whatever was asked for."""
        return None, None

    def read(self, request_class: type[Serializer[Any]], data: Any) -> dict[str, Any]:
        """Return what *data* says in our words. Raises DRF's ``ValidationError``."""
        given = request_class(data=data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        self.project: UUID = values["campaign_id"]
        return values

    def answer(self, **members: Any) -> HttpResponse:
        return respond({**envelope(), **members})

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        text = results.FAILURES[failure]
        if isinstance(error, exceptions.ValidationError):
            text = results.error_text(error.detail)
        return respond(envelope(text), results.STATUSES.get(failure, 200))

    def answer_error(self, error: Exception) -> HttpResponse | None:
        if isinstance(error, ValueRefused):
            count_refusal(code=error.code)
            return respond(envelope(results.refusal_text(error, project=self.project)))
        if type(error) in results.ERRORS:
            count_refusal(code="participant_blocked")
            return respond(envelope(results.ERRORS[type(error)]))
        return None
