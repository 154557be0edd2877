import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from sqlmodel import Session, select

from backend.api.events import begin_streams
from backend.cases.ports import (
    Answer,
    Applicant,
    ApplicationPayload,
    DispatchOrder,
    Outcome,
    PayloadSource,
    Procedure,
    Sending,
    Supplement,
)
from backend.dispatch.connectors.port import AnswerWay, ConnectorError, Grade, SharedQuery, SharedReply, Standing
from backend.dispatch.engine import Dispatcher
from backend.dispatch.errands import Errands
from backend.dispatch.inbox import Inbox
from backend.dispatch.lines import Lines
from backend.dispatch.outbox import Outbox
from backend.dispatch.pace import Pace
from backend.dispatch.sending import Sendings
from backend.dispatch.tables import DispatchRow
from backend.dispatch.trail import Trail
from backend.storage import KeyRing, Store, Table, new_id

COUNTY, HALL = "999999", "999999101000"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url, keys=KeyRing.throwaway(home=HALL)) as store:
        store.create_tables(Table.metadata)
        store.run_now(lambda session: begin_streams(session, [HALL]))
        yield store


class HandClock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class FakeDepartment:
    """A department that keeps what it is given and fails as scripted: one entry of ``script`` a call to submit."""

    system: str = "RS-JM"
    grade: Grade = Grade.A
    answers: AnswerWay = AnswerWay.CALLBACK
    script: list[ConnectorError | None] = field(default_factory=list)
    takes_before_failing: bool = False
    submitted: list[str] = field(default_factory=list)
    effects: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    decided: dict[str, Answer] = field(default_factory=dict)
    procedures: dict[str, tuple[Procedure, ...]] = field(default_factory=dict)
    settled_answers: list[str] = field(default_factory=list)
    on_submit: Callable[[str], None] | None = None
    supplemented: list[str] = field(default_factory=list)

    async def submit(self, payload: ApplicationPayload) -> str | None:
        await asyncio.sleep(0)
        self.submitted.append(payload.dispatch_id)
        error = self.script.pop(0) if self.script else None
        if error is None or self.takes_before_failing:
            seen = self.effects.get(payload.dispatch_id, 0)
            self.effects[payload.dispatch_id] = 1 if self.grade is Grade.A else seen + 1
        if self.on_submit is not None:
            self.on_submit(payload.dispatch_id)
        if error is not None:
            raise error
        return f"REF-{payload.dispatch_id[-4:]}"

    async def supplement(self, told: Supplement, reference: str | None) -> None:
        self.supplemented.append(told.dispatch_id)
        error = self.script.pop(0) if self.script else None
        if error is not None:
            raise error

    async def standing(self, dispatch_id: str, reference: str | None) -> Standing:
        self.asked.append(dispatch_id)
        return Standing(
            known=dispatch_id in self.effects,
            answer=self.decided.get(dispatch_id),
            procedures=self.procedures.get(dispatch_id, ()),
        )

    async def settled(self, answer: Answer) -> None:
        self.settled_answers.append(answer.answer_id)

    async def look_up(self, query: SharedQuery) -> SharedReply:
        raise AssertionError("not looked up here")

    async def aclose(self) -> None: ...


def answer_to(dispatch_id: str, outcome: Outcome = Outcome.APPROVED, answer_id: str | None = None) -> Answer:
    return Answer(answer_id or f"A-{dispatch_id}", dispatch_id, outcome, "已办结", "R-1", None, START)


@dataclass
class Desk:
    """A dispatcher with everything around it, and the answers its cases were moved by."""

    store: Store
    clock: HandClock
    outbox: Outbox
    inbox: Inbox
    dispatcher: Dispatcher
    department: FakeDepartment
    moved: list[Answer]
    told: list[Procedure]
    sent: list[Sending]

    async def order(self, *, case: str | None = None, system: str | None = None, count: int = 1) -> list[str]:
        orders = [
            DispatchOrder(
                COUNTY, new_id(), HALL, case or new_id(), "NUMBER", "RS-001", "review", system or self.department.system
            )
            for _ in range(count)
        ]
        await self.store.run(lambda session: self.dispatcher.enqueue(session, orders))
        return [order.id for order in orders]

    async def supplement(self, *ids: str) -> None:
        await self.store.run(lambda session: self.dispatcher.supplement(session, COUNTY, list(ids)))

    async def rounds(self, count: int = 1) -> None:
        for _ in range(count):
            await self.dispatcher.round()
            await self.dispatcher.settle()

    async def states(self) -> dict[str, str]:
        return await self.store.read(lambda s: {row.id: row.state for row in s.exec(select(DispatchRow))})


def payload_for(_session: Session, _county: str, dispatch_id: str) -> ApplicationPayload:
    return ApplicationPayload(
        dispatch_id=dispatch_id,
        case_number="NUMBER",
        hall=HALL,
        item="RS-001",
        item_name="城乡居民基本养老保险参保登记",
        stage="review",
        accepted_at=START,
        applicant=Applicant(name="测试甲", id_number="999999199001011238", document_kind="resident"),
        fields={"tier": "200"},
    )


def supplement_for(_session: Session, _county: str, dispatch_id: str, at: datetime) -> Supplement:
    return Supplement(dispatch_id=dispatch_id, case_number="NUMBER", as_of=at, documents=[])


class MakeDesk(Protocol):
    def __call__(self, department: FakeDepartment, source: PayloadSource = payload_for) -> Desk: ...


@pytest.fixture
def make_desk(store: Store) -> MakeDesk:
    def make(department: FakeDepartment, source: PayloadSource = payload_for) -> Desk:
        clock, moved, sent = HandClock(), list[Answer](), list[Sending]()
        trail = Trail([HALL])
        outbox = Outbox(COUNTY)
        told = list[Procedure]()

        def hears(_session: Session, _county: str, procedure: Procedure) -> bool:
            told.append(procedure)
            return True

        def notes(_s: Session, _county: str, _id: str, sending: Sending, _ref: str | None, _at: datetime) -> None:
            sent.append(sending)

        inbox = Inbox(COUNTY, outbox, lambda _session, _county, answer: moved.append(answer), hears, trail)
        sendings = Sendings(COUNTY, outbox, trail, notes)
        errands = Errands(
            store=store,
            outbox=outbox,
            inbox=inbox,
            sendings=sendings,
            payload_for=source,
            supplement_for=supplement_for,
            clock=clock,
            pace=Pace(first=timedelta(seconds=10), longest=timedelta(minutes=5)),
        )
        lines = Lines([department])
        dispatcher = Dispatcher(
            store=store, outbox=outbox, sendings=sendings, errands=errands, lines=lines, clock=clock, owner="test"
        )
        return Desk(store, clock, outbox, inbox, dispatcher, department, moved, told, sent)

    return make
