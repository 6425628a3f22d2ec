"""What all operations do alike: number the request, and answer with the base response."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from badges.dialects.memori import serializers
from badges.dialects.memori.parsers import parse_object
from badges.dialects.memori.renderers import base_response, problem
from badges.dialects.memori.results import FAILURES, MemberMissing, Result, result_of
from badges.services.request_numbers import NumberedRequest, number_request
from identities.dialects.base import DialectView, Failure, retry_after
from identities.enums import Channel
from identities.services.logins import TooManyAttempts, find_session
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_refusal


class MemoriView(DialectView):
    """An operation of the badge service, which answers everything with HTTP 200 and a code.

    Only what ASP.NET Core refuses before the service sees it is a problem with a status. Each
    method says in which order it checks, by the codes that it answers then.
    """

    channel = Channel.MEMORI

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # it stays 0 where the database is away
        self.numbered = NumberedRequest(0, timezone.now())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.numbered = call_again_if_lost(number_request, number_request)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002 - DRF's
        """Answer JSON whatever is accepted, as ASP.NET Core does."""
        return super().perform_content_negotiation(request, force=True)

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        found = FAILURES[failure]
        if isinstance(found, Result):
            return self.answer(result=found)
        errors: Any = error.detail if isinstance(error, ValidationError) else {}
        return problem(found, trace_id=self.request_id, errors=errors)

    def answer_error(self, error: Exception) -> HttpResponse | None:
        result = result_of(error)
        if result is None:
            return None
        count_refusal(code=result.name.lower())
        response = self.answer(result=result)
        if isinstance(error, TooManyAttempts):
            response["Retry-After"] = str(retry_after(error))
        return response

    def answer(self, payload: Any = None, *, result: Result = Result.OK) -> HttpResponse:
        return base_response(result, self.numbered, payload)

    @property
    def at(self) -> datetime:
        return self.numbered.at

    def body(self, request_class: type[serializers.Request]) -> dict[str, str]:
        """Return the members of the JSON object that the body has to be."""
        if not self.raw_body:
            raise ParseError("There is no body.")
        given = request_class(data=parse_object(self.raw_body, self.request.content_type))
        given.is_valid(raise_exception=True)
        members: dict[str, str] = given.validated_data
        return members

    def session(self, token: str) -> Any:
        """Return the session that a login opened here: -101, -103."""
        return find_session(token=token, at=self.at, channel=self.channel)


def require(member: str, missing: Result) -> None:
    """Raise ``MemberMissing`` with *missing* for a member that is empty or white space."""
    if not member.strip():
        raise MemberMissing(missing)
