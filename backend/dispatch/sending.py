"""What is written down, in one commit each, when something was sent, parked, taken back, or a department's
line changed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.sql.selectable import ReturnsRows
from sqlmodel import Session, col

from backend.api.events import publish
from backend.cases.ports import Sending, SendingHandler
from backend.contract import EventKind
from backend.dispatch.outbox import Claimed, Outbox, Quiet
from backend.dispatch.tables import DispatchRow, DispatchState, OutboxKind, OutboxRow, OutboxState
from backend.dispatch.trail import Trail
from backend.storage import Read, new_id, read_rows

__all__ = ["Sendings"]


class Sendings:
    """For the dispatches of one county."""

    def __init__(self, county: str, outbox: Outbox, trail: Trail, told: SendingHandler) -> None:
        self._county = county
        self._outbox = outbox
        self._trail = trail
        self._told = told

    def sent(
        self, session: Session, row: Claimed, reference: str | None, now: datetime, *, ask_at: datetime | None
    ) -> None:
        """Only the first to move the dispatch from queued to sent writes the chain entry: repeats are harmless."""
        sent = {"reference": reference, "sent_at": now}
        dispatch = self._move(session, row.dispatch, [DispatchState.QUEUED], DispatchState.SENT, sent)
        self._outbox.done(session, row)
        if dispatch is not None:
            self._reached(session, dispatch, row.system, reference, now, ask_at)

    def found(self, session: Session, id_: str, reference: str, now: datetime) -> None:
        """Somebody was told by the department that it has a parked one: it can be asked by this number from now on."""
        known = {"reference": reference, "sent_at": now}
        dispatch = self._move(session, id_, [DispatchState.PARKED], DispatchState.SENT, known)
        if dispatch is not None:
            self._outbox.close_dispatch(session, id_)
            system = self._outbox.get_dispatch(session, id_).system
            self._reached(session, dispatch, system, reference, now, now)

    def send_anew(self, session: Session, id_: str, now: datetime) -> None:
        """Somebody was told by the department that it has nothing of a parked one."""
        dispatch = self._move(session, id_, [DispatchState.PARKED], DispatchState.QUEUED)
        if dispatch is not None:
            self._outbox.reopen(session, id_, now)
            self._trail.sent_anew(session, dispatch)

    def _reached(
        self,
        session: Session,
        dispatch: Read,
        system: str,
        reference: str | None,
        now: datetime,
        ask_at: datetime | None,
    ) -> None:
        self._trail.sent(session, dispatch)
        self._told(session, self._county, dispatch.id, Sending.SENT, reference, now)
        self._tell(session, dispatch)
        if ask_at is not None:
            where = {"case": dispatch.case, "system": system}
            self._outbox.add(session, OutboxKind.ASK, dispatch.id, **where, due=ask_at, id_=new_id())

    def park(self, session: Session, row: Claimed, now: datetime) -> None:
        """A person must find out whether the department has it."""
        self._outbox.park(session, row)
        dispatch = self._move(session, row.dispatch, [DispatchState.QUEUED, DispatchState.SENT], DispatchState.PARKED)
        if dispatch is not None:
            self._trail.parked(session, dispatch)
            self._told(session, self._county, dispatch.id, Sending.PARKED, None, now)
            self._tell(session, dispatch)

    def supplemented(self, session: Session, row: Claimed, sending: Sending, now: datetime) -> None:
        """The department took the papers brought since, or would not."""
        dispatch = self._outbox.get_dispatch(session, row.dispatch)
        self._outbox.done(session, row)
        self._trail.supplemented(session, dispatch, sending)
        self._told(session, self._county, dispatch.id, sending, None, now)
        self._tell(session, dispatch)

    def nobody_waits(self, session: Session, row: Claimed) -> None:
        """The case went another way before this was sent: it is never to be sent."""
        dispatch = self._move(session, row.dispatch, [DispatchState.QUEUED], DispatchState.WITHDRAWN)
        self._outbox.close_dispatch(session, row.dispatch)
        if dispatch is not None:
            self._trail.withdrawn(session, dispatch)

    def withdraw(self, session: Session, dispatch_ids: list[str]) -> list[str]:
        """Take back what was certainly not sent: queued and never claimed."""
        taken_back = []
        for id_ in dispatch_ids:
            if not self._is_untouched(session, id_):
                continue
            dispatch = self._move(session, id_, [DispatchState.QUEUED], DispatchState.WITHDRAWN)
            if dispatch is not None:
                self._outbox.close_dispatch(session, id_)
                self._trail.withdrawn(session, dispatch)
                taken_back.append(id_)
        return taken_back

    def answering(self, session: Session, system: str, now: datetime, quiet: Quiet) -> None:
        self._outbox.revive(session, now, system, quiet=quiet)
        self._line_changed(session, system, "answering")

    def not_answering(self, session: Session, system: str, why: str) -> None:
        self._line_changed(session, system, "not_answering", why)

    def _line_changed(self, session: Session, system: str, state: str, why: str | None = None) -> None:
        self._trail.line(session, system, state, why)
        publish(session, EventKind.SYSTEM_STATE, subject=system, params={"state": state}, hall=None)

    def _tell(self, session: Session, dispatch: DispatchRow | Read) -> None:
        params: dict[str, str | int] = {"stage": dispatch.stage, "state": dispatch.state}
        publish(session, EventKind.CASE_CHANGED, subject=dispatch.case, params=params, hall=dispatch.hall)

    def _is_untouched(self, session: Session, id_: str) -> bool:
        attempts = session.execute(
            select(col(OutboxRow.attempts)).where(
                col(OutboxRow.county) == self._county,
                col(OutboxRow.id) == id_,
                col(OutboxRow.state) == OutboxState.OPEN,
            )
        ).scalar_one_or_none()
        return attempts == 0

    def _move(
        self,
        session: Session,
        id_: str,
        origins: list[DispatchState],
        to: DispatchState,
        values: Mapping[str, object] = MappingProxyType({}),
    ) -> Read | None:
        """The dispatch, moved, with these values; None when it was not in one of ``origins`` any more."""
        which = {"in_county": self._county, "with_id": id_, "state": to}
        moved = read_rows(session, _moving(tuple(origins), *values), {**which, **values})
        return moved[0] if moved else None


@cache
def _moving(origins: tuple[DispatchState, ...], *columns: str) -> ReturnsRows:
    """Moves a dispatch on from one of these states, with new values in these columns as well."""
    return (
        update(DispatchRow)
        .where(
            col(DispatchRow.county) == bindparam("in_county"),
            col(DispatchRow.id) == bindparam("with_id"),
            or_(*(col(DispatchRow.state) == origin for origin in origins)),
        )
        .values({column: bindparam(column) for column in ("state", *columns)})
        .returning(
            col(DispatchRow.id),
            col(DispatchRow.hall),
            col(DispatchRow.case),
            col(DispatchRow.stage),
            col(DispatchRow.state),
        )
    )
