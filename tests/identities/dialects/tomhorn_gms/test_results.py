"""The tables are whole: nothing that services raise is left to chance."""

from identities.dialects.base import Failure
from identities.dialects.tomhorn_gms.results import (
    FAILURES,
    FAULTS,
    INPUT,
    REFUSALS,
    Code,
    FaultCode,
    result_of,
)
from identities.services import registration, sessions, signatures


def exceptions_of(*modules: object) -> set[type[Exception]]:
    return {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Exception)
        and thing.__module__.startswith("identities.services")
    }


def test_every_refusal_of_the_services_has_a_code() -> None:
    assert exceptions_of(registration, sessions, signatures) == set(REFUSALS)


def test_every_code_says_what_it_means() -> None:
    assert [code for code in Code if bool(code.message) != bool(code)] == []
    assert max(len(code.message) for code in Code) <= 256


def test_every_code_is_used() -> None:
    used = {*REFUSALS.values(), *INPUT.values(), Code.WRONG_INPUT}

    assert used | {Code.SUCCESS, Code.GENERAL_ERROR} == set(Code)


def test_every_failure_and_fault_has_an_answer() -> None:
    assert (set(FAILURES), set(FAULTS)) == (set(Failure), set(FaultCode))


def test_what_nobody_foresaw_has_no_result() -> None:
    assert result_of(ZeroDivisionError()) is None
