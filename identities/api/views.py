from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from identities.api.descriptions import describe_participants
from identities.api.lost_connections import read_again
from identities.api.parsers import check_length, read_undeclared_body
from identities.api.problems import Problem, problem, problem_of
from identities.api.serializers import (
    ParticipantAnswer,
    ParticipantRequest,
    Shown,
    StrictSerializer,
)
from identities.enums import Channel, Scope
from identities.models import Organization, Participant
from identities.services.actors import Actor
from identities.services.api_clients import Admission
from identities.services.idempotency import (
    Answer,
    answer_once,
    check_key,
    new_internal_key,
    request_sha256,
)
from identities.services.lost_connections import call_again_if_lost
from identities.services.participants import ParticipantDiffers, create_participant, profile_of

Scopes = Mapping[str, tuple[Scope, ...]]
Effect = Callable[[], tuple[int, Any]]
Body = TypeVar("Body", bound=StrictSerializer)

WITH_BODIES = frozenset({"POST", "PUT"})


class PlatformViewSet(GenericViewSet[Any]):
    """What every resource of the API does alike; each does one service call an operation."""

    http_method_names = ["get", "head", "post"]
    scopes: ClassVar[Scopes] = {}
    pages_ascend = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in WITH_BODIES:
            read_undeclared_body(request._request)  # noqa: SLF001 - DRF reads what Django gives it
            check_length(request._request)  # noqa: SLF001
            self.raw_body: bytes = request.body

    def handle_exception(self, exc: Exception) -> Response:
        """Answer *exc*; a read whose connection died is made once more, on a fresh one."""
        try:
            return read_again(self, exc)  # type: ignore[no-any-return]
        except Exception as error:  # noqa: BLE001 - answered like the first
            return super().handle_exception(error)

    @property
    def admission(self) -> Admission:
        return cast("Admission", self.request.auth)

    @property
    def organization(self) -> Organization:
        return self.admission.organization

    @property
    def actor(self) -> Actor:
        return Actor(
            channel=Channel.PLATFORM,
            client=self.admission.client,
            request_id=self.request._request.request_id,  # type: ignore[attr-defined]  # noqa: SLF001
        )

    @property
    def idempotency_key(self) -> str | None:
        key = self.request.headers.get("Idempotency-Key")
        return None if key is None else check_key(key)

    @property
    def request_sha256(self) -> str:
        method = str(self.request.method)
        return request_sha256(method=method, path=self.request.path, body=self.raw_body)

    def body(self, serializer_class: type[Body]) -> Body:
        """Return the request's body, checked."""
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer

    def answer_once(self, effect: Effect) -> HttpResponse:
        """Answer what *effect* returns, a status and the data, or what its first call answered."""

        def answer() -> Answer:
            status, data = effect()
            return Answer(status, JSONRenderer().render(data).decode())

        stored = answer_once(
            client_id=self.admission.client.pk,
            key=self.idempotency_key or new_internal_key(),
            request_sha256=self.request_sha256,
            effect=answer,
        )
        return HttpResponse(stored.body, status=stored.status, content_type="application/json")

    def answer_named(self, effect: Effect) -> HttpResponseBase:
        """Answer what *effect* returns, which an id in the body makes happen once.

        Without an idempotency key it is in no transaction but its own: locks don't wait for us.
        """
        if self.idempotency_key is not None:
            return self.answer_once(effect)
        return self.answer_again(effect)

    def answer_again(self, effect: Effect) -> HttpResponseBase:
        """Answer what *effect* returns, which may happen again where its connection dies."""
        status, data = call_again_if_lost(effect, effect)
        return Response(data, status=status)

    def answer_list(self, answer: Callable[[list[Any]], list[Any]]) -> Response:
        """Answer one page of the queryset, as *answer* writes its rows."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(answer(rows or []))

    def find(self, **lookup: Any) -> Any:
        """Return one row of the queryset; all that is not there is missed in the same way."""
        try:
            return self.get_queryset().get(**lookup)
        except ObjectDoesNotExist:
            raise NotFound from None


def uuid_or_not_found(text: str) -> UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


@problem_of.register
def _(error: ParticipantDiffers) -> Problem:
    return problem("conflict", "A participant with this source_id and other content exists.")


@describe_participants
class ParticipantViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        "create": (Scope.PARTICIPANTS_WRITE,),
        "retrieve": (Scope.READ,),
    }
    queryset = Participant.objects.none()
    serializer_class = ParticipantAnswer
    pagination_class = None
    filter_backends = ()

    def get_queryset(self) -> Any:
        return Participant.objects.in_organization(self.organization).select_related("profile")

    def create(self, request: Request) -> HttpResponse:
        body = self.body(ParticipantRequest)

        def effect() -> tuple[int, Any]:
            found = create_participant(
                organization=self.organization,
                source_id=body.validated_data["source_id"],
                profile=body.profile(),
                login=body.login(),
                at=timezone.now(),
                **{k: v for k, v in body.validated_data.items() if k in {"kind", "currency"}},
            )
            status = 201 if found.created else 200
            return status, _participant(found.participant)

        return self.answer_once(effect)

    @property
    def request_sha256(self) -> str:
        """Key the hash: whoever reads the table could try passwords on a plain one all day."""
        return salted_hmac("participants", super().request_sha256, algorithm="sha256").hexdigest()

    def retrieve(self, request: Request, source_id: str) -> Response:
        return Response(_participant(self.find(source_id=source_id)))


def _participant(participant: Participant) -> Any:
    profile = asdict(profile_of(participant))
    user_name = getattr(getattr(participant, "profile", None), "user_name", "")
    return ParticipantAnswer(Shown(participant, user_name=user_name, **profile)).data
