"""Problem details (RFC 9457): every error on the wire."""

from typing import Annotated

from pydantic import Field

from backend.contract.model import Model

__all__ = ["PROBLEM_JSON", "FieldProblem", "Problem"]

PROBLEM_JSON = "application/problem+json"


class FieldProblem(Model):
    """What is wrong with one part of the request; ``pointer`` is a JSON pointer into it. Never holds the value.

    ``code``: ``missing``, ``unexpected``, ``malformed``, ``wrong_kind``, ``not_one_of``, ``out_of_range``,
    ``too_short``, ``too_long``, or one that goes with the problem's type. ``params``: what ``detail`` names, where a
    client says it in other words; left out where there is none.
    """

    pointer: str
    code: str
    detail: str
    params: Annotated[dict[str, str | int], Field(exclude_if=lambda params: not params)] = {}


class Problem(Model):
    """``type`` is stable (``/problems/<code>``) and names the sentence a client shows; ``remedy`` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    instance: str | None = None
    params: dict[str, str | int] = {}
    errors: list[FieldProblem] = []

    @property
    def code(self) -> str:
        return self.type.rpartition("/")[2]
