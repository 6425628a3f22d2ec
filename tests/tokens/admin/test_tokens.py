from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from identities.enums import Channel, ParticipantState, StaffRole
from promotions.enums import AwardState, PrizeKind
from promotions.models import Award, Game, Prize
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game
from tests.factories.tokens import redeem, token_for
from tests.identities.admin.people import client_of, signed_in, staff
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url
from tokens.enums import TokenState
from tokens.models import Token, TokenBatch, TokenGrant

pytestmark = pytest.mark.django_db

SUPPORT, MANAGER = StaffRole.SUPPORT, StaffRole.CAMPAIGN_MANAGER
REASON = {"_form_submitted": "True", "reason": "Lost in the mail."}


@pytest.fixture
def game() -> Game:
    return live_game()


@pytest.mark.parametrize("write", [str.lower, lambda code: f"{code[:4]}-{code[4:]}", str])
def test_token_is_found_however_its_code_is_written(game: Game, write: Any) -> None:
    token, other = token_for(game), token_for(game)
    client = client_of(SUPPORT, game.organization)

    page = client.get(list_url(Token), {"q": write(token.code)}).content.decode()

    assert (str(token.pk) in page, str(other.pk) in page) == (True, False)


def test_tokens_of_a_participant_are_found(game: Game) -> None:
    token, other = token_for(game), token_for(game)
    client = client_of(SUPPORT, game.organization)

    page = client.get(list_url(Token), {"q": token.participant.source_id}).content.decode()

    assert (str(token.pk) in page, str(other.pk) in page) == (True, False)


def test_token_is_voided(game: Game) -> None:
    token = token_for(game)
    client = client_of(SUPPORT, game.organization)

    client.post(step_url(token, "void"), REASON)

    token.refresh_from_db()
    assert (token.state, token.void_reason) == (TokenState.VOIDED, "Lost in the mail.")


@pytest.mark.parametrize("role", [role for role in StaffRole if role != SUPPORT])
def test_other_roles_void_nothing(game: Game, role: StaffRole) -> None:
    token = token_for(game)

    answer = client_of(role, game.organization).post(step_url(token, "void"), REASON)

    token.refresh_from_db()
    assert (answer.status_code, token.state) == (403, TokenState.ISSUED)


def test_void_by_get_changes_nothing(game: Game) -> None:
    token = token_for(game)

    client_of(SUPPORT, game.organization).get(step_url(token, "void"))

    token.refresh_from_db()
    assert token.state == TokenState.ISSUED


def test_redeemed_token_has_no_void(game: Game) -> None:
    token = token_for(game)
    redeem(token)
    client = client_of(SUPPORT, game.organization)

    answer = client.post(step_url(token, "void"), REASON)

    assert answer.status_code == 403
    assert step_url(token, "void") not in client.get(change_url(token)).content.decode()


def test_voided_token_is_reissued(game: Game) -> None:
    token = token_for(game)
    client = client_of(SUPPORT, game.organization)
    client.post(step_url(token, "void"), REASON)

    client.post(step_url(token, "reissue"), REASON)

    new = Token.objects.exclude(pk=token.pk).get()
    assert (new.participant, new.game, new.channel, new.reason) == (
        token.participant,
        game,
        Channel.ADMIN,
        "Lost in the mail.",
    )


def test_token_is_reissued_once_and_both_lead_to_each_other(game: Game) -> None:
    token = token_for(game)
    client = client_of(SUPPORT, game.organization)
    client.post(step_url(token, "void"), REASON)

    told = client.post(step_url(token, "reissue"), REASON, follow=True).content.decode()
    new = Token.objects.exclude(pk=token.pk).get()
    client.post(step_url(token, "reissue"), REASON)

    assert "in its place." in told
    assert change_url(new) in client.get(change_url(token)).content.decode()
    assert change_url(token) in client.get(change_url(new)).content.decode()
    assert step_url(token, "reissue") not in client.get(change_url(token)).content.decode()
    assert Token.objects.count() == 2


def test_token_is_awarded(game: Game) -> None:
    participant = ParticipantFactory(organization=game.organization)
    client = client_of(SUPPORT, game.organization)

    client.post(add_url(Token), {
        "game": game.pk, "participant": participant.pk, "reason": "Sorry", "expires_at_0": "",
        "expires_at_1": "",
    })  # fmt: skip

    assert list(Token.objects.values_list("participant", "reason")) == [(participant.pk, "Sorry")]


def test_refused_award_is_told_and_changes_nothing(game: Game) -> None:
    participant = ParticipantFactory(organization=game.organization, state=ParticipantState.BLOCKED)
    client = client_of(SUPPORT, game.organization)

    answer = client.post(
        add_url(Token), {"game": game.pk, "participant": participant.pk}, follow=True
    )

    assert "The participant is blocked." in answer.content.decode()
    assert not Token.objects.exists()


def test_token_is_not_awarded_across_organizations(game: Game) -> None:
    participant = ParticipantFactory()
    client = client_of(SUPPORT, game.organization)

    client.post(add_url(Token), {"game": game.pk, "participant": participant.pk})

    assert not Token.objects.exists()


def test_batch_is_made_and_its_codes_are_sent(game: Game) -> None:
    user = staff(MANAGER, game.organization)
    client = signed_in(user)

    client.post(add_url(TokenBatch), {
        "game": game.pk, "name": "Flyers", "quantity": 3, "expires_at_0": "", "expires_at_1": "",
    })  # fmt: skip
    batch = TokenBatch.objects.get()
    answer = client.get(step_url(batch, "send_codes"))

    lines = b"".join(answer.streaming_content).decode().split()
    assert batch.created_by == user
    assert lines == ["code", *batch.tokens.order_by("id").values_list("code", flat=True)]


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_other_roles_get_no_codes(game: Game, role: StaffRole) -> None:
    batch = TokenBatch.objects.create(
        organization=game.organization, game=game, name="x", quantity=1, channel=Channel.ADMIN
    )

    answer = client_of(role, game.organization).get(step_url(batch, "send_codes"))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": 10_001}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
    ],
)
def test_bad_batch_is_refused(game: Game, changes: dict[str, Any], field: str) -> None:
    client = client_of(MANAGER, game.organization)
    sent = {"game": game.pk, "name": "x", "quantity": 1, **changes}

    answer = client.post(add_url(TokenBatch), sent)

    assert list(answer.context["adminform"].form.errors) == [field]
    assert not TokenBatch.objects.exists()


def test_batch_of_an_unpublished_game_is_refused() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    answer = client.post(add_url(TokenBatch), {"game": game.pk, "name": "x", "quantity": 1})

    assert list(answer.context["adminform"].form.errors) == ["game"]


def won(game: Game) -> Award:
    redeem(token_for(game))
    award: Award = Award.objects.get()
    return award


def test_award_moves_on_with_a_reason(game: Game) -> None:
    award = won(game)
    user = staff(MANAGER, game.organization)

    for step in ("claim", "verify", "fulfill"):
        signed_in(user).post(step_url(award, step), REASON)

    award.refresh_from_db()
    events = award.events.values_list("to_state", "reason", "user", "channel")
    assert award.state == AwardState.FULFILLED
    assert set(events) == {
        (state, "Lost in the mail.", user.pk, Channel.ADMIN)
        for state in (AwardState.CLAIMED, AwardState.VERIFIED, AwardState.FULFILLED)
    }


@pytest.mark.parametrize("step", ["verify", "fulfill"])
def test_award_skips_no_state(game: Game, step: str) -> None:
    award = won(game)

    answer = client_of(MANAGER, game.organization).post(step_url(award, step), REASON)

    award.refresh_from_db()
    assert (answer.status_code, award.state) == (403, AwardState.WON)


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_other_roles_move_no_award(game: Game, role: StaffRole) -> None:
    award = won(game)

    answer = client_of(role, game.organization).post(step_url(award, "claim"), REASON)

    award.refresh_from_db()
    assert (answer.status_code, award.state) == (403, AwardState.WON)


def test_overdue_claim_is_told(game: Game) -> None:
    award = won(game)
    past = datetime.now(UTC) - timedelta(minutes=1)
    Award.objects.update(won_at=past - timedelta(days=1), claim_by=past)
    client = client_of(MANAGER, game.organization)

    answer = client.post(step_url(award, "claim"), REASON, follow=True)

    award.refresh_from_db()
    assert "can&#x27;t become claimed" in answer.content.decode()
    assert award.state == AwardState.WON


def grant_data(game: Game) -> dict[str, Any]:
    return {
        "token_grant-TOTAL_FORMS": 1, "token_grant-INITIAL_FORMS": 0,
        "token_grant-0-game": game.pk, "token_grant-0-valid_seconds": "",
        "presentation-TOTAL_FORMS": 0, "presentation-INITIAL_FORMS": 0,
    }  # fmt: skip


@pytest.mark.parametrize("own", [1, 0])
def test_prize_grants_tokens_of_its_own_organization(own: int) -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    granted = prize.game if own else GameFactory()
    client = client_of(MANAGER, prize.game.organization)

    client.post(change_url(prize), {
        "code": prize.code, "name": prize.name, "kind": prize.kind, "quantity": 1,
        "draw_method": prize.draw_method, "margin_seconds": 0, "position": 0,
        "release_policy": "until_claimed", **grant_data(granted),
    })  # fmt: skip

    assert list(TokenGrant.objects.values_list("game", flat=True)) == [granted.pk] * own
    assert Prize.objects.count() == 1


def test_prize_grants_one_token() -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    client = client_of(MANAGER, prize.game.organization)

    page = client.get(change_url(prize)).content.decode()

    for form in ("MAX_NUM", "TOTAL"):
        assert f'name="token_grant-{form}_FORMS" value="1"' in page
