from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.accounts import account_key_of, find_account
from identities.services.registration import register_participant
from tokens.dialects.eprize.authentication import ProfileInvalid, parse_profile_name
from tokens.dialects.eprize.renderers import in_one_line, respond
from tokens.dialects.eprize.serializers.documents import Element, profile_address, profile_document
from tokens.dialects.eprize.serializers.forms import PROFILE, VALUE, ProfileForm
from tokens.dialects.eprize.views.base import EprizeView

if TYPE_CHECKING:
    from identities.models import Participant


class ProfilesView(EprizeView):
    scopes: ClassVar = {"POST": (Scope.PARTICIPANTS_WRITE,)}
    subject = PROFILE

    def post(self, request: Request, api_key: str) -> HttpResponse:
        form = self.valid(ProfileForm)
        keys, password = form.keys, form.validated_data.get("password", "")

        def effect() -> str:
            registered = register_participant(
                organization=self.admission.organization,
                profile=form.profile(),
                user_name=keys["user_name"],
                password=password,
                checks_password=True,
                account_key=account_key_of(**keys),
            )
            return registered.pk.hex

        try:
            participant_id = UUID(self.once(effect))
        except ValidationError as error:
            raise exceptions.ValidationError(form.named(error.message_dict)) from None
        body = in_one_line(profile_document(participant_id, **keys))
        return respond(201, body, location=profile_address(self.key, participant_id))


class ProfileView(EprizeView):
    scopes: ClassVar = {"GET": (Scope.READ,)}
    subject = PROFILE

    def get(self, request: Request, api_key: str, profile: str) -> HttpResponse:
        try:
            found = self.find_participant(parse_profile_name(profile))
        except ProfileInvalid:
            raise exceptions.NotFound from None
        return respond(200, in_one_line(_document(found)))


class ProfileByKeyView(EprizeView):
    scopes: ClassVar = {"GET": (Scope.READ,)}
    subject = VALUE

    def get(self, request: Request, api_key: str, kind: str, value: str) -> HttpResponse:
        found = find_account(organization=self.admission.organization, kind=kind, value=value)
        location = profile_address(self.key, found.pk)
        return respond(303, in_one_line(_document(found)), location=location)


def _document(participant: Participant) -> Element:
    # who was named by a token's award only has no profile
    profile = getattr(participant, "profile", None)
    if profile is None:
        return profile_document(participant.pk)
    return profile_document(
        participant.pk,
        email=profile.email,
        user_name=profile.user_name,
        mobile_phone=profile.phone,
    )
