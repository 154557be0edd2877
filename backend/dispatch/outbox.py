"""The outbox: rows that expire by themselves instead of workers that must be watched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, CursorResult, Row, Update, and_, bindparam, case, exists, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from backend.cases.ports import DispatchOrder
from backend.dispatch.tables import DispatchRow, DispatchState, OutboxKind, OutboxRow, OutboxState
from backend.storage import add_rows, change_rows, new_id

__all__ = ["Claimed", "Outbox", "Quiet"]

_older = aliased(OutboxRow)
_is_overtaken = exists().where(
    col(_older.county) == col(OutboxRow.county),
    col(_older.case) == col(OutboxRow.case),
    col(_older.system) == col(OutboxRow.system),
    col(_older.state) == OutboxState.OPEN,
    (col(_older.kind) == OutboxKind.SEND)
    | ((col(_older.kind) == OutboxKind.PAPERS) & (col(OutboxRow.kind) == OutboxKind.PAPERS)),
    col(_older.id) < col(OutboxRow.id),
)
# Built once: building them costs more than running them.
_DUE: Final = (
    select(col(OutboxRow.id), col(OutboxRow.system))
    .where(
        col(OutboxRow.county) == bindparam("in_county"),
        col(OutboxRow.state) == OutboxState.OPEN,
        col(OutboxRow.due) <= bindparam("now"),
        col(OutboxRow.system).not_in(bindparam("without", expanding=True)),
        (col(OutboxRow.kind) == OutboxKind.ASK) | ~_is_overtaken,
    )
    .order_by(col(OutboxRow.due), col(OutboxRow.id))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OutboxRow)
)
_LEASE: Final = (
    update(OutboxRow)
    .where(col(OutboxRow.county) == bindparam("in_county"), col(OutboxRow.id).in_(bindparam("chosen", expanding=True)))
    .values(due=bindparam("lease"), attempts=col(OutboxRow.attempts) + 1, owner=bindparam("by"))
    .returning(
        col(OutboxRow.id),
        col(OutboxRow.kind),
        col(OutboxRow.dispatch),
        col(OutboxRow.system),
        col(OutboxRow.attempts),
        col(OutboxRow.begun),
    )
)
_CLOSE: Final = (
    update(OutboxRow)
    .where(
        col(OutboxRow.county) == bindparam("in_county"),
        col(OutboxRow.dispatch) == bindparam("of_dispatch"),
        col(OutboxRow.kind) != OutboxKind.PAPERS,
        col(OutboxRow.state) != OutboxState.DONE,
    )
    .values(state=OutboxState.DONE, owner=None)
)


@dataclass(frozen=True)
class Claimed:
    """A leased row. ``attempts`` counts this one."""

    county: str
    id: str
    kind: OutboxKind
    dispatch: str
    system: str
    attempts: int
    begun: bool


@dataclass(frozen=True)
class Quiet:
    """Departments of grade B, and the moment from which their "unknown" can be believed of what was just sent."""

    systems: frozenset[str]
    until: datetime


class Outbox:
    """The outbox of one county: every statement names the county, which leads every key."""

    def __init__(self, county: str) -> None:
        self.county = county

    def put(self, session: Session, orders: list[DispatchOrder], now: datetime) -> None:
        """Dispatches to make, in the caller's transaction: they exist if and only if the case does."""
        made = {"state": DispatchState.QUEUED, "queued_at": now}
        add_rows(session, DispatchRow, [{**asdict(order), **made} for order in orders])
        for order in orders:
            self.add(session, OutboxKind.SEND, order.id, case=order.case, system=order.system, due=now, id_=order.id)

    def add(
        self, session: Session, kind: OutboxKind, dispatch: str, *, case: str, system: str, due: datetime, id_: str
    ) -> None:
        row = {"county": self.county, "id": id_, "dispatch": dispatch, "case": case, "system": system}
        add_rows(session, OutboxRow, [{**row, "kind": kind, "due": due}])

    def supplement(self, session: Session, dispatch_ids: list[str], now: datetime) -> None:
        """Papers to tell of, after everything that is on its way to the same department for the same case."""
        for id_ in dispatch_ids:
            dispatch = self.get_dispatch(session, id_)
            where = {"case": dispatch.case, "system": dispatch.system}
            self.add(session, OutboxKind.PAPERS, id_, **where, due=now, id_=new_id())

    def get_dispatch(self, session: Session, id_: str) -> DispatchRow:
        """Raises LookupError."""
        dispatch = session.get(DispatchRow, (self.county, id_))
        if dispatch is None:
            raise LookupError(f"dispatch {id_} was never made")
        return dispatch

    def claim(
        self,
        session: Session,
        *,
        owner: str,
        now: datetime,
        lease: datetime,
        most: int,
        room: Mapping[str, int] = MappingProxyType({}),
    ) -> list[Claimed]:
        """Lease up to ``most`` due rows until ``lease``; of a system named in ``room`` no more than it says.

        Of what is sent of one case to one department only the oldest is claimed, so it arrives in order.
        """
        without = sorted(system for system, free in room.items() if free <= 0)
        which = {"in_county": self.county, "now": now, "without": without, "most": most}
        chosen = list(_fitting(session.connection().execute(_DUE, which), room))
        if not chosen:
            return []
        leased = {"in_county": self.county, "chosen": chosen, "lease": lease, "by": owner}
        return [
            Claimed(self.county, id_, OutboxKind(kind), dispatch, system, attempts, begun)
            for id_, kind, dispatch, system, attempts, begun in session.connection().execute(_LEASE, leased)
        ]

    def reference_of(self, session: Session, row: Claimed) -> str | None:
        """The department's own name for this dispatch, once it has given one."""
        dispatch = session.get(DispatchRow, (self.county, row.dispatch))
        return dispatch.reference if dispatch is not None else None

    def postpone(self, session: Session, row: Claimed, due: datetime, *, begun: bool) -> None:
        self._change(session, row.id, due=due, owner=None, begun=begun)

    def put_back(self, session: Session, row: Claimed, due: datetime) -> None:
        """Nothing was tried."""
        self._change(session, row.id, due=due, owner=None, attempts=row.attempts - 1)

    def begin(self, session: Session, row: Claimed) -> None:
        """Say durably that the bytes are about to leave (grade C)."""
        self._change(session, row.id, begun=True)

    def done(self, session: Session, row: Claimed) -> None:
        self._change(session, row.id, state=OutboxState.DONE, owner=None)

    def park(self, session: Session, row: Claimed) -> None:
        self._change(session, row.id, state=OutboxState.PARKED, owner=None)

    def reopen(self, session: Session, dispatch: str, due: datetime) -> None:
        """A parked sending is to be done after all, as if never begun; its row is called as the dispatch is."""
        self._change(session, dispatch, state=OutboxState.OPEN, due=due, owner=None, begun=False)

    def close_dispatch(self, session: Session, dispatch: str) -> None:
        """Nothing more is to be sent or asked for this dispatch: its answer is here, or it was withdrawn. Papers are
        told of all the same: its file is to be whole."""
        change_rows(session, _CLOSE, {"in_county": self.county, "of_dispatch": dispatch})

    def revive(self, session: Session, now: datetime, system: str | None = None, *, quiet: Quiet | None = None) -> int:
        """Make open rows due now: all of them when a process starts (every lease belongs to a dead one, on the
        embedded store), those of one department when it answers again. Answers how many.

        What a department of ``quiet`` may still be taking in is not asked about before it has settled.
        """
        rows = update(OutboxRow).where(
            col(OutboxRow.county) == self.county, col(OutboxRow.state) == OutboxState.OPEN, col(OutboxRow.due) > now
        )
        if system is not None:
            rows = rows.where(col(OutboxRow.system) == system, col(OutboxRow.owner).is_(None))
        due = now if quiet is None else case((_may_be_under_way(quiet), _earlier(quiet.until)), else_=now)
        outcome = session.execute(rows.values(due=due, owner=None).execution_options(synchronize_session=False))
        return outcome.rowcount if isinstance(outcome, CursorResult) else 0

    def _change(self, session: Session, id_: str, **values: object) -> None:
        which = {"in_county": self.county, "with_id": id_}
        change_rows(session, _changing(*values), {**which, **values})


@cache
def _changing(*columns: str) -> Update:
    return (
        update(OutboxRow)
        .where(col(OutboxRow.county) == bindparam("in_county"), col(OutboxRow.id) == bindparam("with_id"))
        .values({column: bindparam(column) for column in columns})
    )


def _fitting(due: Iterable[Row[Any]], room: Mapping[str, int]) -> Iterator[str]:
    """Ids of the rows their systems have room for."""
    left = dict(room)
    for row in due:
        if left.get(row.system, 1) > 0:
            yield row.id
        if row.system in left:
            left[row.system] -= 1


def _may_be_under_way(quiet: Quiet) -> ColumnElement[bool]:
    """Sends that ended unclear, and those a process that is gone had in its hands."""
    in_somebodys_hands = and_(col(OutboxRow.owner).is_not(None), col(OutboxRow.attempts) > 0)
    return and_(
        col(OutboxRow.kind) == OutboxKind.SEND,
        col(OutboxRow.system).in_(sorted(quiet.systems)),
        or_(col(OutboxRow.begun), in_somebodys_hands),
    )


def _earlier(moment: datetime) -> ColumnElement[datetime]:
    """A row's own due time, or `moment` if that comes first."""
    return case((col(OutboxRow.due) < moment, col(OutboxRow.due)), else_=moment)
