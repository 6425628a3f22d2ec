import pytest
from django.core.exceptions import ValidationError

from identities.models import Profile
from identities.services.passwords import check_new_password

ADA = Profile(user_name="ada-lovelace", email="ada@example.test")


@pytest.mark.parametrize("password", ["x7Kq-2pw", "correct horse", "пароль-из-слов"])
def test_password_is_taken(password: str) -> None:
    check_new_password(password=password, profile=ADA)


@pytest.mark.parametrize("password", ["x7Kq-2p", "password1", "Ada-Lovelace", "ada@example"])
def test_password_that_is_soon_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_new_password(password=password, profile=ADA)

    assert list(refused.value.message_dict) == ["password"]


def test_password_without_a_name_to_log_in_with_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        check_new_password(password="correct horse", profile=Profile(first_name="Ada"))

    assert refused.value.message_dict == {
        "password": ["It needs a user name or an e-mail address."]
    }
