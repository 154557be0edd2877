"""Who acts, and how far that reaches. Taken from the session and from storage, never from the request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from backend.access.errors import NotAllowed, OutOfReach
from backend.access.policy import REALMS_OF_ROLE, Action, Scope, rule_for
from backend.access.scope import within, within_clause
from backend.contract import Realm, Role

__all__ = ["Actor", "Held", "Reach"]


@dataclass(frozen=True)
class Held:
    """A grant that counts now."""

    role: Role
    scope: str
    department: str | None = None
    lines: frozenset[str] = frozenset()
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Reach:
    """Which objects an actor's permission for one action covers: the union of what each role allows.

    `lines` are item codes within a hall; `departments` are covered within their division.
    """

    halls: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, str]] = frozenset()
    departments: frozenset[tuple[str, str]] = frozenset()

    def covers(self, *, hall: str, item: str | None = None, departments: Iterable[str] = ()) -> bool:
        """Whether an object of this hall (and item, and the departments it was sent to) is within reach."""
        return (
            hall in self.halls
            or any(within(hall, division) for division in self.divisions)
            or (item is not None and (hall, item) in self.lines)
            or any(name in departments and within(hall, division) for division, name in self.departments)
        )

    def where(
        self, hall: InstrumentedAttribute[str], item: InstrumentedAttribute[str] | None = None
    ) -> ColumnElement[bool]:
        """The same rule as a clause over the hall (and item) columns. Departments need a join of the room's own."""
        clauses: list[ColumnElement[bool]] = [within_clause(hall, division) for division in sorted(self.divisions)]
        if self.halls:
            clauses.append(hall.in_(sorted(self.halls)))
        if item is not None:
            clauses += [and_(hall == place, item == line) for place, line in sorted(self.lines)]
        return or_(*clauses) if clauses else false()


@dataclass(frozen=True)
class Actor:
    """A signed-in person. `staff` is the id entries of the chain use; `session` the id of the sitting."""

    staff: str
    account: str
    name: str = field(repr=False)
    held: tuple[Held, ...]
    hall: str
    window: str
    station: str
    session: str
    realm: Realm
    expires_at: datetime

    @property
    def division_code(self) -> str:
        return self.hall

    @property
    def county(self) -> str:
        return self.hall[:6]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that count in the realm signed in to."""
        return frozenset(held.role for held in self.held if self.realm in REALMS_OF_ROLE[held.role])

    @property
    def role_words(self) -> str:
        """The roles in a stable form, as entries of the chain name them."""
        return "+".join(sorted(self.roles)) or "none"

    @property
    def role_ends_at(self) -> datetime | None:
        """When the first of the roles is over that is not held for longer by another grant."""
        ends: dict[Role, datetime] = {}
        for held in self.held:
            if held.role in self.roles and held.ends_at is not None:
                ends[held.role] = max(held.ends_at, ends.get(held.role, held.ends_at))
        return min(ends.values(), default=None)

    def may(self, action: Action) -> bool:
        return not self.roles.isdisjoint(rule_for(action).roles)

    def reach(self, action: Action) -> Reach:
        """How far this actor may take the action; NotAllowed when no role carries it."""
        allowing = rule_for(action).roles
        counting = [held for held in self.held if held.role in self.roles and held.role in allowing]
        if not counting:
            raise NotAllowed
        found: dict[str, set[Any]] = {"halls": set(), "divisions": set(), "lines": set(), "departments": set()}
        for held in counting:
            self._widen(found, allowing[held.role], held)
        return Reach(**{name: frozenset(places) for name, places in found.items()})

    def must_reach(self, action: Action, *, hall: str) -> None:
        """OutOfReach, told as “not found”, unless the object lies within reach."""
        if not self.reach(action).covers(hall=hall):
            raise OutOfReach

    def _widen(self, found: dict[str, set[Any]], scope: Scope, held: Held) -> None:
        match scope:
            case Scope.HALL | Scope.SELF:
                if within(self.hall, held.scope):
                    found["halls"].add(self.hall)
            case Scope.DIVISION:
                found["divisions"].add(held.scope)
            case Scope.LINES:
                if within(self.hall, held.scope):
                    found["lines"] |= {(self.hall, line) for line in held.lines}
            case Scope.DEPARTMENT:
                if held.department is not None:
                    found["departments"].add((held.scope, held.department))
