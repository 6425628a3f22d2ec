"""What all operations do alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from identities.dialects.base import DialectView, Failure
from identities.enums import Channel, Scope
from identities.services.api_clients import TooManyWrongCodes, refuse_guesser
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_refusal
from promotions.enums import Refusal
from promotions.services.refusals import Refused
from tokens.dialects.ita_games import results
from tokens.dialects.ita_games.authentication import key_of
from tokens.dialects.ita_games.descriptions.schema import ItaSchema
from tokens.dialects.ita_games.parsers import parse_body
from tokens.dialects.ita_games.renderers import pick_media_type, render, render_error
from tokens.dialects.ita_games.serializers.base import UNREADABLE, Contract, model_state
from tokens.services.guessing import guesses_counted

Errors = Mapping[str, list[str]]
# decided by us
LONGEST_LIST = 1_000


class ItaView(DialectView):
    """A resource. Each says which *scopes* its methods need, one of them, and what it is sent."""

    channel = Channel.ITA_GAMES
    schema = ItaSchema()
    scopes: ClassVar[Mapping[str, tuple[Scope, ...]]] = {}
    contract: ClassVar[type[Contract]] = Contract
    missing: ClassVar[Mapping[type[Exception], str]] = results.MISSING

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.subject = self.contract.subject
        super().initial(request, *args, **kwargs)
        if any("\0" in part for part in kwargs.values()):
            raise exceptions.NotFound
        method = "GET" if request.method == "HEAD" else str(request.method)
        self.admit(key_of(request), *self.scopes[method])

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002 - DRF's signature
        """Leave it to the answer: failures are answered before there is any."""
        return None, None

    def read(self, *, many: bool = False, **context: Any) -> Any:
        """Return the request's body, which is of the view's contract, as its checked serializer."""
        content_type = str(self.request.META.get("CONTENT_TYPE", ""))
        data = parse_body(self.raw_body, content_type, self.contract, many=many)
        bounds: dict[str, Any] = {"many": True, "max_length": LONGEST_LIST} if many else {}
        serializer = self.contract(data=data, context=context, **bounds)
        serializer.is_valid(raise_exception=True)
        return serializer

    def read_path(self, contract: type[Contract], **parts: str) -> dict[str, Any]:
        """Return *parts* of the path, which are called as in *contract*, checked."""
        return self._read_address(
            contract, {contract.member(part): text for part, text in parts.items()}
        )

    def read_query(self, contract: type[Contract]) -> dict[str, Any]:
        """Return the query, checked; what is there twice counts as it is last."""
        return self._read_address(contract, self.request.query_params.dict())

    def _read_address(self, contract: type[Contract], parts: Mapping[str, str]) -> dict[str, Any]:
        serializer = contract(data=parts)
        self.subject = contract.subject
        serializer.is_valid(raise_exception=True)
        self.subject = self.contract.subject
        values: dict[str, Any] = serializer.validated_data
        return values

    def respond(self, answer: Any, status: int = 200, **headers: str) -> HttpResponse:
        """Answer a contract, or a list of them."""
        return self._answer(render(answer, self.media_type), status, headers)

    def refuse(self, status: int, message: str, errors: Errors | None = None) -> HttpResponse:
        """Answer an error, with the sentences about each member, if any."""
        headers = {"WWW-Authenticate": "Bearer"} if status == results.DENIED else {}
        return self._answer(render_error(message, errors or {}, self.media_type), status, headers)

    @property
    def media_type(self) -> str:
        return pick_media_type(self.request.headers.get("Accept", ""))

    def _answer(self, content: bytes, status: int, headers: dict[str, str]) -> HttpResponse:
        content_type = f"{self.media_type}; charset=utf-8"
        return HttpResponse(content, status=status, content_type=content_type, headers=headers)

    @contextmanager
    def guesses_counted(self) -> Iterator[None]:
        """Refuse who has named too many unknown tokens, and count it where one is unknown."""
        client_id = self.admission.client.pk
        refuse = partial(
            refuse_guesser, client_id=client_id, maximum=settings.API_WRONG_CODES_PER_MINUTE
        )
        call_again_if_lost(refuse, refuse)
        with guesses_counted(client_id=client_id):
            yield

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        status, message = results.FAILURES[failure]
        errors: Errors = {}
        if isinstance(error, exceptions.ValidationError):
            errors = dict(model_state(error.detail, self.subject))
        elif failure == Failure.MALFORMED and self.subject:
            errors = {self.subject: [UNREADABLE]}
        return self.refuse(status, results.filled(message, self.request), errors)

    def answer_error(self, error: Exception) -> HttpResponse | None:
        if type(error) in self.missing:
            count_refusal(code=Failure.NOT_FOUND)
            return self.refuse(404, self.missing[type(error)])
        if isinstance(error, Refused):
            return self._refused(error)
        if isinstance(error, ValidationError):
            return self._invalid(error.message_dict)
        if type(error) in results.ERRORS:
            source, sentence = results.ERRORS[type(error)]
            return self._invalid({source: [sentence.format(error)]})
        return None

    def _refused(self, error: Refused) -> HttpResponse:
        refusal = Refusal(error.code)
        if refusal == Refusal.RATE_LIMITED:
            retry_at = datetime.fromisoformat(error.detail["retry_at"])
            return self._failed(TooManyWrongCodes(retry_at))
        return self._invalid({results.REFUSALS[refusal]: [refusal.label]}, code=refusal)

    def _invalid(self, errors: Errors, code: str = Failure.INVALID) -> HttpResponse:
        """Answer what services refuse, by what it is about in our words."""
        count_refusal(code=code)
        named = {self.contract.member(source): texts for source, texts in errors.items()}
        return self.refuse(400, results.INVALID, named)
