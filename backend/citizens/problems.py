"""This room's errors as problems on the wire."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend.api.problems import ApiProblem
from backend.citizens.errors import (
    NothingToReveal,
    NotLookedFor,
    NotLookedUp,
    NotTakenInHere,
    UnknownDraft,
    UnknownPerson,
    UnknownVisit,
    VisitTaken,
)
from backend.contract import FieldProblem
from backend.guide.bundle import UnknownItem

__all__ = ["told_to_client"]


@contextmanager
def told_to_client() -> Iterator[None]:
    try:
        yield
    except (UnknownVisit, UnknownDraft, UnknownPerson):
        raise ApiProblem("not_found") from None
    except NotLookedFor as error:
        raise _invalid(f"/{error.part}", error.problem, "Nobody can be looked for by this.") from None
    except VisitTaken:
        raise _invalid("/visit", "taken", "This visit id belongs to another card.") from None
    except NothingToReveal:
        raise _invalid("/facts", "unknown", "A fact asked for is not known in this visit.") from None
    except NotLookedUp:
        raise _invalid("/system", "not_needed", "No item named needs anything of this system.") from None
    except NotTakenInHere as error:
        raise ApiProblem("not_taken_in_here", {"items": " ".join(error.items), "level": error.level}) from None
    except UnknownItem:
        raise _invalid("/items", "unknown", "The catalogue has no such item.") from None


def _invalid(pointer: str, code: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid_request", errors=[FieldProblem(pointer=pointer, code=code, detail=detail)])
