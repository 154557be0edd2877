"""Options that several commands take together, declared once: a parameter that is a dataclass stands for its fields."""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from typing import Any

__all__ = ["one_by_one"]


def one_by_one(command: Callable[..., None]) -> Callable[..., None]:
    """The command as Typer reads it, which knows single options only."""
    asked = inspect.signature(command, eval_str=True).parameters
    sets = {name: _fields(one.annotation) for name, one in asked.items() if _is_set(one.annotation)}
    single = [part for name, one in asked.items() for part in (sets[name].values() if name in sets else (one,))]

    @wraps(command)
    def run(**given: Any) -> None:
        made = {name: asked[name].annotation(**{field: given.pop(field) for field in sets[name]}) for name in sets}
        command(**given, **made)

    by_name = [part.replace(kind=inspect.Parameter.KEYWORD_ONLY) for part in single]
    vars(run)["__signature__"] = inspect.Signature(by_name)
    run.__annotations__ = {part.name: part.annotation for part in single}
    return run


def _is_set(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind)


def _fields(kind: type) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(kind, eval_str=True).parameters)
