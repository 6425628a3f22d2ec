from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from uuid_utils.compat import uuid7

from identities.dialects.base import DialectView, Failure
from identities.dialects.tomhorn_gms import descriptions, operations, parsers, renderers
from identities.dialects.tomhorn_gms.authentication import authenticate
from identities.dialects.tomhorn_gms.operations import Call, Operation
from identities.dialects.tomhorn_gms.results import Code, Fault, FaultCode, Result, result_of
from identities.dialects.tomhorn_gms.serializers import SignedRequest
from identities.enums import Channel
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_refusal

if TYPE_CHECKING:
    from identities.models import Participant, ParticipantSession

UNFORESEEN = {Failure.INTERNAL, Failure.UNAVAILABLE}


class GmsView(DialectView):
    """What REST and SOAP do alike: once the operation is known the status is 200, always."""

    channel = Channel.TOMHORN_GMS
    operation: Operation | None = None

    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,  # noqa: FBT001, FBT002 - DRF's own
    ) -> tuple[BaseRenderer, str]:
        """Answer in the form of the door, whatever the client accepts."""
        (renderer,) = self.get_renderers()
        return renderer, renderer.media_type

    def perform(self, operation: Operation, members: parsers.Members) -> HttpResponse:
        """Check the members, then the partner, then the sign; the rest is the operation's."""
        asked = operation.read(members)
        self.at = call_again_if_lost(database_now, database_now)
        effect = partial(self._perform, operation, asked, uuid7())
        return self.answer(operation, Result(subject=call_again_if_lost(effect, effect)))

    def _perform(
        self, operation: Operation, asked: SignedRequest, call_id: UUID
    ) -> Participant | ParticipantSession:
        organization = authenticate(asked)
        return operation.perform(Call(organization, asked.validated_data, call_id, self.at))

    def answer(self, operation: Operation, result: Result) -> Response:
        context = {"at": getattr(self, "at", None)}
        return Response(operation.answer(result, context=context).data)

    def answer_error(self, error: Exception) -> HttpResponse | None:
        result = result_of(error)
        if result is None or self.operation is None:
            return None
        count_refusal(code=result.code.name.lower())
        return self.answer(self.operation, result)

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        if self.operation is not None and failure in UNFORESEEN:
            return self.answer(self.operation, Result(Code.GENERAL_ERROR))
        return renderers.sentence(failure)


class RestView(GmsView):
    operation: Operation
    renderer_classes = (renderers.JsonRenderer,)

    def post(self, request: Request) -> HttpResponse:
        parsers.check_media_type(request.content_type, {"application/json", "text/json"})
        return self.perform(self.operation, parsers.parse_json(self.raw_body))


class SoapView(GmsView):
    schema = None  # type: ignore[assignment]  # its description is the WSDL
    renderer_classes = (renderers.SoapRenderer,)

    def get(self, request: Request) -> HttpResponse:
        """Answer the description where a query asks for it, in any case."""
        address = request.build_absolute_uri(request.path)
        if {"wsdl", "singlewsdl"} & {name.lower() for name in request.GET}:
            return renderers.description(address)
        return renderers.help_page(address)

    def post(self, request: Request) -> HttpResponse:
        charset = parsers.check_media_type(request.content_type, {"text/xml"})
        action = request.headers.get("SOAPAction", "").strip().strip('"').rpartition("/")[2]
        operation = self.operation = operations.OPERATIONS.get(action)
        if operation is None:
            raise Fault(FaultCode.ACTION_NOT_SUPPORTED)
        element = parsers.parse_envelope(self.raw_body, charset, operation.name)
        names = list(operation.request().fields)
        return self.perform(operation, parsers.read_members(element, names))

    def answer_error(self, error: Exception) -> HttpResponse | None:
        if isinstance(error, Fault):
            return renderers.fault(error.code)
        return super().answer_error(error)

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        if failure == Failure.MALFORMED:
            return renderers.fault(FaultCode.CLIENT)
        return super().answer_failure(failure, error)


@descriptions.create_identity
class CreateIdentity(RestView):
    operation = operations.CREATE_IDENTITY


@descriptions.get_identity
class GetIdentity(RestView):
    operation = operations.GET_IDENTITY


@descriptions.create_session
class CreateSession(RestView):
    operation = operations.CREATE_SESSION


@descriptions.close_session
class CloseSession(RestView):
    operation = operations.CLOSE_SESSION


@descriptions.get_session
class GetSession(RestView):
    operation = operations.GET_SESSION
