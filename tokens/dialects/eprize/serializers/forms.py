"""Names on the wire: of the fields of forms, and of the arguments of addresses."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from identities.dialects.xml import is_xml_text
from identities.services.accounts import PhoneMalformed, normalize_phone
from identities.services.participants import PROFILE_MEMBERS, ProfileData
from tokens.dialects.eprize.serializers.documents import MISSING, WRONG

# arguments of addresses, and what is sent for them
TOKEN, PRIZE, CODE, VALUE, PROFILE = "token", "prize", "code", "value", "profile"
# those that the URLs call otherwise
ARGUMENTS = {"code_class": "codeClass", "kind": "key"}
# what an account may be opened under, by the names that the profile has for it
KEYS = {"email": "email", "user_name": "user_name", "mobile_phone": "phone"}
# three of them, with the line feeds between them, are one address
LINE_LENGTH = 98
USER_NAME_LENGTH = 150
LANGUAGE = r"^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*\Z"


def input_errors(error: ValidationError) -> dict[str, str]:
    """Return what is wrong with each field, in the order of the form."""
    details: Any = error.detail
    return {name: MISSING if _is_missing(found) else WRONG for name, found in details.items()}


def _is_missing(errors: list[ErrorDetail]) -> bool:
    return errors[0].code == "required"


class Form(serializers.Serializer[Any]):
    """Fields that are there but empty are not there; fields that are not known are passed over."""

    def to_internal_value(self, data: dict[str, str]) -> Any:
        given = {name: text for name, text in data.items() if text.strip()}
        return super().to_internal_value(given)


class TextField(serializers.CharField):
    default_error_messages = {"character": "It has a character that XML can't hold."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not is_xml_text(text):
            self.fail("character")
        return text


class PatternField(TextField, serializers.RegexField):
    pass


class UserNameField(TextField):
    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        # a few letters are two in lower case
        if len(text.lower()) > USER_NAME_LENGTH:
            self.fail("max_length", max_length=USER_NAME_LENGTH)
        return text


class PhoneField(TextField):
    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            normalize_phone(text)
        except PhoneMalformed:
            self.fail("invalid")
        return text


class EmailField(TextField, serializers.EmailField):
    pass


class AwardForm(Form):
    event = PatternField(regex=r"^api-.", max_length=500, default="iw")


class ProfileForm(Form):
    email = EmailField(max_length=254)
    user_name = UserNameField()
    mobile_phone = PhoneField(max_length=50, source="phone")
    first_name = TextField(max_length=100)
    last_name = TextField(max_length=100)
    age = PatternField(regex=r"^(?:[0-9]{1,2}|1[0-4][0-9]|150)\Z")
    address1 = TextField(max_length=LINE_LENGTH)
    address2 = TextField(max_length=LINE_LENGTH)
    address3 = TextField(max_length=LINE_LENGTH)
    city = TextField(max_length=100)
    state = TextField(max_length=100, source="region")
    zip = TextField(max_length=20, source="postal_code")
    country = PatternField(regex=r"^[A-Za-z]{2}\Z")
    locale = PatternField(regex=LANGUAGE, max_length=20, source="language")
    password = serializers.CharField(max_length=256, trim_whitespace=False, required=False)

    def to_internal_value(self, data: dict[str, str]) -> Any:
        errors: dict[str, Any] = {}
        if not any(data.get(name, "").strip() for name in KEYS):
            errors["email"] = [ErrorDetail("One of the keys is needed.", code="required")]
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            errors |= dict(error.detail)  # type: ignore[arg-type]  # a form's are by field
        if errors:
            in_order = [name for name, _ in self.fields.items() if name in errors]
            raise ValidationError({name: errors[name] for name in in_order})
        return values

    @property
    def keys(self) -> dict[str, str]:
        """What an account may be opened under."""
        return {name: self.validated_data.get(source, "") for name, source in KEYS.items()}

    def profile(self) -> ProfileData:
        given = self.validated_data
        lines = [given[name] for name in ("address1", "address2", "address3") if name in given]
        members = {name: given[name] for name in PROFILE_MEMBERS if name in given}
        members["address"] = "\n".join(lines)
        members["country"] = given.get("country", "").upper()
        members["age"] = int(given["age"]) if "age" in given else None
        return ProfileData(**members)

    def named(self, errors: dict[str, list[str]]) -> dict[str, list[str]]:
        """Return *errors* of the model's fields by the names that these have in the form."""
        names = {field.source: name for name, field in self.fields.items()}
        return {names[source]: messages for source, messages in errors.items()}
