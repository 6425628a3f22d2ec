"""What the services of badges raise, as problems."""

from badges.services.assignments import AssignmentNotFound
from badges.services.outcomes import OutcomeTypeNotFound, ReferenceTaken
from badges.services.recipients import BadgesOff
from identities.api import problems as codes
from identities.api.problems import Problem, problem, problem_of

codes.CODES["badges_off"] = (403, "The participant wants no badges.")
codes.DESCRIPTIONS["badges_off"] = "Staff keep the list of those who want none; nothing is stored."


@problem_of.register
def _(error: BadgesOff) -> Problem:
    return problem("badges_off")


@problem_of.register
def _(error: OutcomeTypeNotFound) -> Problem:
    return problem("invalid", errors={"outcome": ["There is no such outcome."]})


@problem_of.register
def _(error: ReferenceTaken) -> Problem:
    return problem("conflict", "Another outcome was processed under this reference.")


@problem_of.register
def _(error: AssignmentNotFound) -> Problem:
    return problem("not_found")
