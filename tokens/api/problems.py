"""What the services of tokens raise, as problems. The refusals' table is that of promotions."""

from identities.api.problems import Problem, problem, problem_of
from tokens.services.awarding import (
    BatchQuantityOutOfRange,
    ExpiryNotInFuture,
    TokenSourceIdTaken,
)
from tokens.services.voiding import TokenAlreadyRedeemed


@problem_of.register
def _(error: ExpiryNotInFuture) -> Problem:
    return problem("invalid", errors={"expires_at": ["It is not in the future."]})


@problem_of.register
def _(error: BatchQuantityOutOfRange) -> Problem:
    return problem("invalid", errors={"quantity": ["A whole number from 1 to 10,000."]})


@problem_of.register
def _(error: TokenSourceIdTaken) -> Problem:
    return problem("conflict", "Another token was awarded under this source_id.")


@problem_of.register
def _(error: TokenAlreadyRedeemed) -> Problem:
    return problem("conflict", "The token is redeemed, so it can't be voided.")
