"""What all resources do alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from identities.dialects.base import DialectView, Failure
from identities.enums import Channel, Scope
from identities.services.accounts import AccountNotFound
from identities.services.api_clients import TooManyWrongCodes, refuse_guesser
from identities.services.metrics import count_refusal
from identities.services.registration import AccountExists
from promotions.enums import Refusal
from promotions.services.entries import DrawingNotFound
from promotions.services.games import GameNotFound
from promotions.services.prizes import PrizeNotFound
from promotions.services.refusals import Refused
from tokens.dialects.eprize import results
from tokens.dialects.eprize.authentication import (
    ProfileInvalid,
    ProfileName,
    find_participant,
    parse_profile,
)
from tokens.dialects.eprize.parsers import check_argument, parse_form
from tokens.dialects.eprize.renderers import respond
from tokens.dialects.eprize.results import Result
from tokens.dialects.eprize.serializers.forms import ARGUMENTS, PROFILE, TOKEN, Form, input_errors
from tokens.services.guessing import guesses_counted

if TYPE_CHECKING:
    from identities.models import Participant

AForm = TypeVar("AForm", bound=Form)
NOT_FOUND = (AccountNotFound, DrawingNotFound, GameNotFound, PrizeNotFound)


class EprizeView(DialectView):
    """A resource below ``/v1/{apikey}/``. Each says which *scopes* its methods need, one of them.

    *subject* is what is named where a request is not well-formed, *refusals* how what the rules
    refuse is answered.
    """

    channel = Channel.EPRIZE
    # the document has no words for XML
    schema = None  # type: ignore[assignment]  # DRF's way to leave views out
    scopes: ClassVar[Mapping[str, tuple[Scope, ...]]] = {}
    subject: ClassVar[str] = TOKEN
    refusals: ClassVar[Mapping[Refusal, Result]] = results.REDEEMING

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method == "HEAD" else str(request.method)
        self.key: str = kwargs["api_key"]
        self.admit(self.key, *self.scopes[method])
        for name, value in kwargs.items():
            check_argument(ARGUMENTS.get(name, name), value)
        self.fields = parse_form(self.raw_body, request.content_type) if method == "POST" else {}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002 - DRF's signature
        """Answer XML, whatever was asked for."""
        return None, None

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        if isinstance(error, exceptions.ValidationError):
            return respond(*results.input_errors(input_errors(error)))
        return respond(*results.failed(failure, self.subject))

    def answer_error(self, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return self._refused(error)
        if isinstance(error, ProfileInvalid):
            count_refusal(code=Failure.INVALID)
            # who is blocked is answered like nobody
            return respond(*self.refusals[Refusal.PARTICIPANT_BLOCKED])
        if isinstance(error, AccountExists):
            count_refusal(code="conflict")
            return respond(*results.DUPLICATE_ACCOUNT)
        return self._failed(exceptions.NotFound()) if isinstance(error, NOT_FOUND) else None

    def _refused(self, error: Refused) -> HttpResponse:
        if error.code == Refusal.RATE_LIMITED:
            retry_at = datetime.fromisoformat(error.detail["retry_at"])
            return self._failed(TooManyWrongCodes(retry_at))
        count_refusal(code=error.code)
        return respond(*self.refusals[Refusal(error.code)])

    def valid(self, form_class: type[AForm]) -> AForm:
        """Return the form that was sent. Raises DRF's ``ValidationError``."""
        form = form_class(data=self.fields)
        form.is_valid(raise_exception=True)
        return form

    def profile_name(self) -> ProfileName:
        """Return what the field *profile* names. Raises ``ProfileInvalid``."""
        return parse_profile(self.fields.get(PROFILE, "").strip())

    def find_participant(self, name: ProfileName) -> Participant:
        """Return whose profile it is. Raises ``ProfileInvalid``."""
        return find_participant(self.admission.organization, name)

    def refuse_guesser(self) -> None:
        refuse_guesser(
            client_id=self.admission.client.pk, maximum=settings.API_WRONG_CODES_PER_MINUTE
        )

    @contextmanager
    def guesses_counted(self) -> Iterator[None]:
        """Count unknown tokens; one of another game is as unknown as one that never was."""
        with guesses_counted(client_id=self.admission.client.pk):
            try:
                yield
            except Refused as refused:
                if refused.code == Refusal.WRONG_GAME:
                    raise Refused(Refusal.TOKEN_NOT_FOUND) from None
                raise
