"""Who did something to a case: a person at a window, a department answering, the node when a day has come."""

from dataclasses import dataclass
from typing import Self

from backend.access import Actor

__all__ = ["Doer"]


@dataclass(frozen=True)
class Doer:
    """`by` is what the history shows; the rest is what the supervision chain keeps."""

    by: str
    actor: str
    role: str
    station: str | None = None
    session: str | None = None
    op: str | None = None

    @classmethod
    def person(cls, actor: Actor, op: str | None) -> Self:
        return cls(actor.name, actor.staff, actor.role_words, actor.station, actor.session, op)

    @classmethod
    def the_node(cls) -> Self:
        """What falls due is noticed by nobody's hand."""
        return cls("一窗", "node", "system")

    @classmethod
    def department(cls, name: str, system: str) -> Self:
        return cls(name, system, "department")
