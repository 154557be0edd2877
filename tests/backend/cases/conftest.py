"""A counter on a running node, with a small catalogue of its own, departments that do as told, and a full outbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from backend.cases import payload_for, procedure_told, stage_answered, stage_sent, supplement_for
from backend.cases.ports import Answer, ApplicationPayload, DispatchOrder, Outcome, Procedure, Sending, Supplement
from backend.citizens import SharedAnswer, SystemUnavailable
from backend.contract import Role
from backend.guide.bundle import Bundle, DocumentType
from backend.guide.item import Item
from backend.housekeeping import tidy
from backend.storage import new_id
from tests.backend.conftest import HALL, OTHER_HALL, RunningNode, StartNode, operation

OLD = "99999919500101123X"
YOUNG = "999999201501011234"
NAME = "欧阳测试人"
ADDRESS = "某省某县某镇试验村2组14号"
PHONE = "13900005518"
ACCOUNT = "6222020000000000000"


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": f"({zh})"}


def fact(code: str, kind: str = "text", data_class: str = "D2", **more: Any) -> dict[str, Any]:
    return {"code": code, "label": text(code), "kind": kind, "data_class": data_class, **more}


def shared(system: str, datum: str, **values: Any) -> list[dict[str, Any]]:
    return [{"system": system, "datum": datum, "values": values}]


def choices(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": text(value)} for value in values]


FACTS = {
    "name": fact("name", card="name"),
    "id_number": fact("id_number", "id_number", "D3", card="id_number"),
    "birth": fact("birth", "date", card="birth"),
    "age": fact("age", "integer", "D1", computed="age"),
    "address": fact("address", shared=shared("GA-RK", "registered_address"), longest=100),
    "group": fact(
        "group", "choice", "D1", choices=choices("ordinary", "dibao"),
        shared=shared("MZ-SJ", "assistance_group", none="ordinary", dibao="dibao"),
    ),
    "account": fact("account", "text", "D3", shared=shared("RS-SK", "bank_account")),
    "phone": fact("phone", "phone", earlier=True),
}  # fmt: skip


def item(code: str, pattern: str, stages: list[dict[str, Any]], **more: Any) -> Item:
    tier = f"{code}:tier"
    base: dict[str, Any] = {
        "code": code,
        "name": text(f"事项{code}"),
        "department": "MZ",
        "system": "MZ-SJ",
        "item_type": "payment",
        "case_type": "promised",
        "statutory_days": 10,
        "promised_days": 3,
        "level": "township",
        "intake_level": "township",
        "approval_pattern": pattern,
        "legal_basis": [],
        "frequency": "high",
        "facts": {**FACTS, tier: fact(tier, "choice", "D1", choices=choices("low", "high"))},
        "systems": {"GA-RK": text("人口"), "MZ-SJ": text("救助"), "RS-SK": text("社保卡")},
        "requirements": [
            {
                "code": "grown_up", "name": text("年满十六"), "must": {"fact": "age", "at_least": 16},
                "reason": text("未满十六周岁"), "instead": ["TT-003"] if code != "TT-003" else [],
            }
        ],
        "fields": [
            {"fact": name, "guide_line": text("规则"), "editable": name not in ("name", "id_number")}
            for name in ("name", "id_number", "address", "group", "account", "phone", tier)
        ],
        "materials": [
            {"code": "form", "name": text("申请表"), "source": "printed", "why": text("要签字"), "signature": True},
            {
                "code": "booklet", "name": text("户口簿"), "source": "authority", "why": text("证明户籍"),
                "waivers": [{"fact": "address"}, {"document": "household_booklet"}], "tolerance": {"days": 5},
                "keeps_as": "household_booklet",
            },
        ],
        "stages": stages,
        "result": {"code": "record", "name": text("登记凭证"), "deliveries": ["collection", "courier"]},
        "remedies": [text("满十六周岁后再来")],
        **more,
    }  # fmt: skip
    return Item.model_validate(base)


def stage(code: str, system: str, *after: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": text(code), "department": system[:2], "system": system, "days": 1, "after": after,
            **more}  # fmt: skip


ITEMS = (
    item("TT-001", "serial", [stage("township", "MZ-SJ"), stage("county", "MZ-FL", "township")]),
    item(
        "TT-002",
        "parallel",
        [stage("land", "ZR-BD"), stage("police", "GA-RK", sends=("name",)), stage("last", "ZJ-BZ", "land", "police")],
    ),
    item("TT-003", "instant", [stage("record", "RS-JM")], case_type="instant", promised_days=0, statutory_days=None),
    item("TT-004", "joint", [stage("land", "ZR-BD"), stage("farm", "NY-ZJ")]),
    item(
        "TT-005",
        "serial",
        [
            stage("survey", "NY-ZJ", days=2, special_procedure="site_survey"),
            stage("notice", "MZ-SJ", "survey", special_procedure="public_notice", pause={"natural_days": 7}),
        ],
        promised_days=5,
        special_procedures=["site_survey", "public_notice"],
        item_type="licence",
    ),
)


BOOKLET = {"code": "household_booklet", "name": text("户口簿")}


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return Bundle(
        version="test-1", items=ITEMS, briefs=(), search_keys=(), departments={}, systems={},
        documents={"household_booklet": DocumentType.model_validate(BOOKLET)},
        life_events={},
    )  # fmt: skip


@dataclass
class FakeOutbox:
    """Keeps orders in memory; `gone` are those a dispatcher has taken."""

    orders: list[DispatchOrder] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    supplemented: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    anew: list[str] = field(default_factory=list)

    def enqueue(self, session: Session, orders: list[DispatchOrder]) -> None:
        self.orders += orders

    def supplement(self, session: Session, county: str, dispatch_ids: list[str]) -> None:
        self.supplemented += dispatch_ids

    def withdraw(self, session: Session, county: str, dispatch_ids: list[str]) -> list[str]:
        return [id_ for id_ in dispatch_ids if id_ not in self.gone]

    def has_it(self, session: Session, county: str, dispatch_id: str, reference: str) -> None:
        self.found[dispatch_id] = reference

    def send_anew(self, session: Session, county: str, dispatch_id: str) -> None:
        self.anew.append(dispatch_id)


@dataclass
class FakeDepartments:
    """What each system says when asked; a system not named does not answer."""

    says: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=list)

    async def query(
        self, system: str, query_id: str, purpose: str, id_number: str, data: tuple[str, ...]
    ) -> SharedAnswer:
        self.asked.append((system, purpose, id_number, data))
        if system not in self.says:
            raise SystemUnavailable(system)
        return SharedAnswer(found=True, as_of=datetime(2026, 11, 22, tzinfo=UTC), data=self.says[system])


EVERYTHING: dict[str, dict[str, object]] = {
    "GA-RK": {"registered_address": ADDRESS},
    "MZ-SJ": {"assistance_group": "dibao"},
    "RS-SK": {"bank_account": ACCOUNT},
}


@dataclass
class Desk:
    """A window with a signed-in operator, and the two ends the node is connected to."""

    running: RunningNode
    outbox: FakeOutbox
    departments: FakeDepartments

    @property
    def node(self) -> Any:
        return self.running.node

    @property
    def client(self) -> httpx.AsyncClient:
        return self.running.client

    def card(self, number: str = OLD, **changes: Any) -> dict[str, Any]:
        birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        return {
            "source": "sam", "document_kind": "resident", "id_number": number, "name": NAME, "birth": birth,
            "address": ADDRESS, "read_at": self.running.clock.now.isoformat(), **changes,
        }  # fmt: skip

    def connect(self, outbox: Any) -> None:
        """Put this outbox, and the departments that do as told, in the place of the real ones."""
        self.node.dispatch = replace(self.node.dispatch, dispatcher=outbox, shared_data=self.departments)

    async def open(self, number: str = OLD, visit: str | None = None, **card: Any) -> str:
        visit = visit or new_id()
        body = {"visit": visit, "card": self.card(number, **card)}
        reply = await self.client.post("/visits", json=body, headers=operation())
        assert reply.status_code in (200, 201), reply.text
        return visit

    async def look_up(self, visit: str, system: str, *items: str, look_up: str | None = None) -> dict[str, Any]:
        body = {"look_up": look_up or new_id(), "system": system, "items": list(items)}
        reply = await self.client.post(f"/visits/{visit}/look-ups", json=body, headers=operation())
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    async def prepared(self, *items: str, number: str = OLD, **card: Any) -> tuple[str, dict[str, Any]]:
        """A visit looked up as far as departments answer, and a submission that fits it."""
        visit = await self.open(number, **card)
        facts: dict[str, Any] = {}
        for system in ("GA-RK", "MZ-SJ", "RS-SK"):
            answer = await self.look_up(visit, system, *items)
            for told in answer["facts"]:
                facts[told["fact"]] = {
                    "source": "shared", "system": system, "look_up": told["look_up"], "at": told["at"],
                }  # fmt: skip
        facts["phone"] = self.typed(PHONE)
        facts |= {f"{code}:tier": self.typed("low") for code in items}
        return visit, {
            "catalogue_version": "test-1",
            "items": [{"case": new_id(), "item": code, "decision": "accept"} for code in items],
            "facts": facts,
            "papers": {"form": {"signed": True}},
        }

    def typed(self, value: Any, **more: Any) -> dict[str, Any]:
        return {"value": value, "source": "typed", "confirmed": True, "at": self.running.clock.now.isoformat(), **more}

    async def submit(self, visit: str, body: dict[str, Any], op: dict[str, str] | None = None) -> httpx.Response:
        return await self.client.post(f"/visits/{visit}/submission", json=body, headers=op or operation())

    async def accepted(self, *items: str) -> list[str]:
        """Case ids of a visit handed over without trouble."""
        visit, body = await self.prepared(*items)
        reply = await self.submit(visit, body)
        assert reply.status_code == 201, reply.text
        return [case["case"] for case in reply.json()["cases"]]

    async def provisional(
        self, item: str = "TT-001", booklet: dict[str, Any] | None = None, *, silent: bool = False
    ) -> dict[str, Any]:
        """The receipt of a case accepted though the booklet is not there: its register is ``silent``, or knows nothing
        and the paper is undertaken."""
        self.departments.says["GA-RK"] = {}
        if silent:
            del self.departments.says["GA-RK"]
        visit, body = await self.prepared(item)
        body["facts"]["address"] = self.typed(ADDRESS)
        body["papers"] |= {} if silent else {"booklet": booklet or {"undertaken": True}}
        body["items"][0]["decision"] = "provisional"
        reply = await self.submit(visit, body)
        assert reply.status_code == 201, reply.text
        receipt: dict[str, Any] = reply.json()["cases"][0]
        return receipt

    async def view(self, case: str) -> dict[str, Any]:
        reply = await self.client.get(f"/cases/{case}")
        assert reply.status_code == 200, reply.text
        view: dict[str, Any] = reply.json()
        return view

    async def act(self, case: str, action: str, **more: Any) -> httpx.Response:
        return await self.client.post(f"/cases/{case}/actions", json={"action": action, **more}, headers=operation())

    def order(self, case: str, stage_code: str) -> DispatchOrder:
        """The newest order for a stage."""
        return next(o for o in reversed(self.outbox.orders) if (o.case, o.stage) == (case, stage_code))

    def answer(self, dispatch: str, outcome: str = "approved", **more: Any) -> None:
        given = Answer(
            answer_id=new_id(), dispatch_id=dispatch, outcome=Outcome(outcome), words=more.get("words"),
            result_number=more.get("result_number"), reference="R-1", decided_at=self.running.clock.now,
            faults=more.get("faults", ()),
        )  # fmt: skip
        self.node.store.run_now(lambda session: stage_answered(self.node, session, HALL.code[:6], given))

    def procedure(self, dispatch: str, kind: str, began_on: date, **more: Any) -> bool:
        """What a department tells of a special procedure; whether that was new."""
        told = Procedure(more.pop("procedure_id", "P-1"), dispatch, kind, began_on, **more)
        new: bool = self.node.store.run_now(lambda session: procedure_told(self.node, session, HALL.code[:6], told))
        return new

    async def days_pass(self, days: int) -> None:
        """The operator comes back some days later."""
        self.running.clock.advance(days=days)
        self.running.client = await self.running.sign_in(self.running.operator)
        await tidy(self.node, forget=False)

    def sent(self, dispatch: str, what: Sending = Sending.SENT) -> None:
        at = self.running.clock.now
        self.node.store.run_now(lambda session: stage_sent(session, HALL.code[:6], dispatch, what, "R-1", at))

    def payload(self, dispatch: str) -> ApplicationPayload:
        made: ApplicationPayload = self.node.store.read_now(
            lambda session: payload_for(session, HALL.code[:6], dispatch)
        )
        return made

    def supplement(self, dispatch: str) -> Supplement:
        made: Supplement = self.node.store.read_now(
            lambda session: supplement_for(session, HALL.code[:6], dispatch, self.running.clock.now)
        )
        return made

    async def other_hall(self) -> httpx.AsyncClient:
        """An operator of the neighbouring hall."""
        person = self.running.person(f"neighbour{new_id()[-6:]}", Role.OPERATOR, hall=OTHER_HALL)
        return await self.running.sign_in(person, window="2", station="station-2")


def desk_at(running: RunningNode) -> Desk:
    """Where departments answer everything they are asked."""
    made = Desk(running, FakeOutbox(), FakeDepartments(dict(EVERYTHING)))
    made.connect(made.outbox)
    return made


@pytest.fixture
async def desk(start_node: StartNode, settings: Any, bundle: Bundle) -> AsyncIterator[Desk]:
    async with start_node() as running:
        yield desk_at(running)
