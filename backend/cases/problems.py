"""This room's errors as problems on the wire."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from backend.api.problems import ApiProblem
from backend.cases.errors import (
    ActionNotOpen,
    AlreadySubmitted,
    BadCaseNumber,
    BadSubmission,
    CatalogueOutdated,
    DecisionDiffers,
    Fault,
    NotFound,
    NothingBrought,
    NumbersExhausted,
)
from backend.citizens.problems import told_to_client as citizens_told
from backend.contract import FieldProblem
from backend.typesetting import FONT, FontMissing

__all__ = ["told_to_client"]

_NO_NUMBER = Fault("/number", "malformed", "This is not a case number: a character is wrong, missing or swapped.")


@contextmanager
def told_to_client() -> Iterator[None]:
    try:
        with citizens_told():
            yield
    except NotFound:
        raise ApiProblem("not_found") from None
    except BadCaseNumber:
        raise ApiProblem("invalid_request", errors=_problems([_NO_NUMBER])) from None
    except BadSubmission as error:
        raise ApiProblem("invalid_request", errors=_problems(error.faults)) from None
    except AlreadySubmitted as error:
        raise ApiProblem("already_submitted", {"visit": error.visit}) from None
    except CatalogueOutdated as error:
        params: dict[str, str | int] = {"current": error.current, "changed": " ".join(error.changed)}
        raise ApiProblem("catalogue_outdated", params) from None
    except DecisionDiffers as error:
        raise _decision_differs(error) from None
    except ActionNotOpen as error:
        raise ApiProblem("action_not_open", {"action": error.action, "state": error.state}) from None
    except NothingBrought:
        raise ApiProblem("nothing_brought") from None
    except NumbersExhausted:
        raise ApiProblem("too_many_requests") from None
    except FontMissing:
        raise ApiProblem("printing_unavailable", {"font": FONT}) from None


def _decision_differs(error: DecisionDiffers) -> ApiProblem:
    params: dict[str, str | int] = {"item": error.item, "claimed": error.claimed, "own": error.own}
    lacks = [Fault(f"/{lack.replace(':', '/', 1)}", "missing", "This stands in the way.") for lack in error.lacks]
    return ApiProblem("decision_differs", params, errors=_problems(lacks))


def _problems(faults: Sequence[Fault]) -> list[FieldProblem]:
    return [FieldProblem(pointer=fault.pointer, code=fault.code, detail=fault.detail) for fault in faults]
