"""A node that speaks the contract, in memory: what it is asked, it answers with the real guide and catalogue."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from backend.catalogue import DATA, load
from backend.contract import (
    PROBLEM_JSON,
    AttachedFile,
    CardRead,
    CaseAction,
    CaseActionRequest,
    CaseBrief,
    CaseReceipt,
    CaseView,
    DocumentSummary,
    DraftBody,
    DraftSummary,
    Evaluation,
    Event,
    EventKind,
    HallState,
    KnownFact,
    LookUp,
    LookUpAnswer,
    LookUpStatus,
    OpenVisit,
    Operator,
    OwedPaper,
    PaperOwed,
    Problem,
    Profile,
    Realm,
    Receipt,
    Reveal,
    Revealed,
    RevealedFact,
    Role,
    SessionState,
    SignedIn,
    SignIn,
    StageView,
    Submission,
    SystemState,
)
from backend.guide.bundle import Bundle
from backend.guide.masking import is_personal, is_withheld, mask_value

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HALL = "999999102000"
NUMBER = "999999199001011238"


ITEMS = ("RS-001", "RS-028", "MZ-001", "NY-001", "YB-001")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A few real items; a fault in one being written does not stop these tests."""
    folder = tmp_path_factory.mktemp("catalogue")
    copytree(DATA, folder, dirs_exist_ok=True)
    for path in (folder / "items").glob("*.yaml"):
        if path.stem not in ITEMS:
            path.unlink()
    return load(folder)


@pytest.fixture(scope="session")
def catalogue_bytes(bundle: Bundle) -> bytes:
    return bundle.model_dump_json(by_alias=True).encode()


def a_card(number: str = NUMBER, name: str = "李某某", **changes: Any) -> CardRead:
    """A synthetic resident: the area 9999xx belongs to no place."""
    told: dict[str, Any] = {
        "source": "sam",
        "document_kind": "resident",
        "id_number": number,
        "name": name,
        "sex": "2" if int(number[16]) % 2 == 0 else "1",
        "ethnicity": "汉",
        "birth": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "address": "测试县样板镇东村2组8号",
        "issued_by": "测试县公安局",
        "valid_from": date(2015, 1, 1),
        "valid_to": date(2035, 1, 1),
        "read_at": NOW,
    }
    return CardRead(**(told | changes))


SHARED: dict[str, dict[str, Any]] = {
    "GA-RK": {
        "registered_address": "测试县样板镇东村2组8号",
        "registered_division": HALL,
        "household_number": "990001",
        "marital_status": "married",
        "household_members": [["李某某", "户主", "1990", "38"]],
    },
    "RS-ZG": {"employees_pension": "none"},
    "RS-JM": {"residents_pension": "none"},
    "RS-SK": {"social_card": "active", "social_card_number": "A99999999", "bank_account": "6222021234567894"},
    "MZ-SJ": {"assistance_group": "none"},
    "MZ-CL": {"disability_level": "none"},
    "NY-BT": {"monitored_household": "no"},
    "JY-RX": {"in_school": "no"},
    "YB-JB": {"medical_insurance": "none", "medical_paid_this_year": "no"},
}


class Down(Exception):
    """The fake is switched off."""


@dataclass
class FakeNode:
    """Knobs are plain attributes; `effects` counts what was really done, per operation."""

    bundle: Bundle
    catalogue: bytes
    clock: Callable[[], datetime] = lambda: NOW
    down: bool = False
    silent: set[str] = field(default_factory=set)
    slow_systems: asyncio.Event | None = None
    lose_replies: int = 0
    refuse: list[tuple[str, str]] = field(default_factory=list)
    shared: dict[str, dict[str, Any]] = field(default_factory=lambda: json.loads(json.dumps(SHARED)))
    phone: str | None = "13800005518"
    documents: list[DocumentSummary] = field(default_factory=list)
    open_cases: list[CaseBrief] = field(default_factory=list)
    likely: list[str] = field(default_factory=lambda: ["RS-001"])
    idle_lock_seconds: int = 180
    chain: int = 7
    asked: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    effects: dict[str, Receipt] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    visits: dict[str, OpenVisit] = field(default_factory=dict)
    drafts: dict[str, DraftBody] = field(default_factory=dict)
    look_ups: list[LookUp] = field(default_factory=list)
    cases: dict[str, CaseView] = field(default_factory=dict)
    owed: list[OwedPaper] = field(default_factory=list)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    locked: bool = False
    ended: bool = False
    events: list[Event] = field(default_factory=list)
    _told: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    # The wire

    async def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        self.asked.append((request.method, path))
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if self.refuse and path.endswith(self.refuse[0][0]):
            return self.problem(self.refuse.pop(0)[1], item="RS-001", own="undecided")
        if path not in ("sign-in", "health", "unlock") and self.locked:
            return self.problem("session_locked", 423)
        if path not in ("sign-in", "health") and (self.ended or "authorization" not in request.headers):
            return self.problem("session_ended" if self.ended else "not_signed_in", 401)
        if request.method in ("POST", "PUT", "DELETE"):
            key = request.headers.get("idempotency-key")
            if key is None:
                return self.problem("idempotency_key_missing", 400)
            self.keys.append(key)
        reply = await self._answer(request, path)
        reply.headers["X-Chain-Head"] = f"{self.chain} {'ab' * 6}"
        if self.lose_replies and path.endswith("submission"):
            self.lose_replies -= 1
            raise httpx.ReadError("cut", request=request)
        return reply

    async def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        parts = path.split("/")
        match request.method, parts:
            case "GET", ["health"]:
                return self.json({"status": "ok", "version": "0"})
            case "POST", ["sign-in"]:
                return self._sign_in(request)
            case "POST", ["lock" | "sign-out" | "heartbeat" as deed]:
                self.locked = self.locked or deed == "lock"
                return httpx.Response(204)
            case "POST", ["unlock"]:
                return self._unlock(request)
            case "GET", ["me"]:
                return self.model(self.operator())
            case "GET", ["hall"]:
                return self.model(self.hall())
            case "GET", ["catalogue"]:
                return self._catalogue(request)
            case "GET", ["events"]:
                return self._events(request)
            case "GET", ["drafts"]:
                return self.json([self._summary(draft).model_dump(mode="json") for draft in self.drafts.values()])
            case "GET", ["cases"]:
                return self.json([view.brief.model_dump(mode="json") for view in self.cases.values()])
            case "GET", ["owed-papers"]:
                return self.json([owed.model_dump(mode="json") for owed in self.owed])
            case "POST", ["visits"]:
                return self._open(request)
            case _, ["visits", visit, *rest]:
                return await self._visit(request, visit, rest)
            case _, ["cases", *rest]:
                return self._case(request, rest)
        return self.problem("not_found", 404)

    def model(self, model: BaseModel, status: int = 200) -> httpx.Response:
        return httpx.Response(status, content=model.model_dump_json(), headers={"content-type": "application/json"})

    def json(self, value: object) -> httpx.Response:
        return httpx.Response(200, json=value)

    def problem(self, code: str, status: int = 409, **params: str | int) -> httpx.Response:
        problem = Problem(
            type=f"/problems/{code}",
            title=code,
            status=status,
            detail=f"What: {code}.",
            remedy="Do this.",
            params=params,
        )
        return httpx.Response(status, content=problem.model_dump_json(), headers={"content-type": PROBLEM_JSON})

    # The session and the hall

    def operator(self) -> Operator:
        return Operator(
            account="window1",
            name="张一窗",
            roles=[Role.OPERATOR],
            realm=Realm.DEMO,
            hall=HALL,
            hall_name="样板镇便民服务中心",
            hall_name_en="Sample Township Hall",
            division_code=HALL,
            window="3",
            state=SessionState.ACTIVE,
            idle_lock_seconds=self.idle_lock_seconds,
            expires_at=self.clock() + timedelta(hours=12),
        )

    def hall(self) -> HallState:
        systems = [
            SystemState(
                system=code,
                name=system.name.zh,
                name_en=system.name.en,
                answering=code not in self.silent,
                since=None,
                queued=0,
                parked=0,
            )
            for code, system in self.bundle.systems.items()
        ]
        days = [date(2026, 11, 23) + timedelta(days=n) for n in range(1, 60)]
        return HallState(
            hall=HALL,
            name="样板镇便民服务中心",
            name_en="Sample Township Hall",
            realm=Realm.DEMO,
            now=self.clock(),
            catalogue_version=self.bundle.version,
            systems=systems,
            calendar_known_until=2026,
            working_days=[day for day in days if day.weekday() < 5],
        )

    def _sign_in(self, request: httpx.Request) -> httpx.Response:
        who = SignIn.model_validate_json(request.content)
        if who.password.get_secret_value() != "correct horse battery":
            return self.problem("wrong_credentials", 401)
        self.locked = self.ended = False
        signed = SignedIn(token="t" * 43, operator=self.operator())
        return self.json(signed.model_dump(mode="json") | {"token": "t" * 43})

    def _unlock(self, request: httpx.Request) -> httpx.Response:
        if json.loads(request.content)["pin"] != "135790":
            return self.problem("wrong_pin", 401, left=2)
        self.locked = False
        return self.model(self.operator())

    def _catalogue(self, request: httpx.Request) -> httpx.Response:
        tag = f'"{self.bundle.version}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"etag": tag})
        return httpx.Response(200, content=self.catalogue, headers={"etag": tag, "content-type": "application/json"})

    # Visits

    def _open(self, request: httpx.Request) -> httpx.Response:
        opening = OpenVisit.model_validate_json(request.content)
        self.visits[opening.visit] = opening
        return self.model(self._profile(opening))

    def _profile(self, opening: OpenVisit) -> Profile:
        facts = []
        if self.phone is not None:
            facts.append(
                KnownFact(
                    fact="phone",
                    shown=f"****{self.phone[-4:]}",
                    withheld=True,
                    source="earlier",
                    trust="D",
                    at=NOW - timedelta(days=90),
                )
            )
        return Profile(
            visit=opening.visit,
            applicant=f"{(opening.card.name or '?')[0]}*",
            masked_number="999*************38",
            facts=facts,
            documents=self.documents,
            open_cases=self.open_cases,
            likely_items=self.likely,
        )

    async def _visit(self, request: httpx.Request, visit: str, rest: list[str]) -> httpx.Response:
        match request.method, rest:
            case "POST", ["look-ups"]:
                return await self._look_up(LookUp.model_validate_json(request.content))
            case "POST", ["files"]:
                body = await request.aread()
                return self.model(AttachedFile(digest=f"sm3:{len(body)}", kind="application/pdf", size=len(body)), 201)
            case "POST", ["submission"]:
                return self._submit(request, visit)
            case "GET", ["receipt"]:
                return self.model(next(r for r in self.effects.values() if r.visit == visit))
            case "GET", ["receipt.pdf"]:
                return httpx.Response(200, content=b"%PDF-1.7 receipt", headers={"content-type": "application/pdf"})
            case "POST", ["evaluation"]:
                given = Evaluation.model_validate_json(request.content)
                return self.model(self.evaluations.setdefault(visit, given))
            case "POST", ["reveal"]:
                asked = Reveal.model_validate_json(request.content)
                told = [RevealedFact(fact=fact, value=f"full {fact}") for fact in asked.facts]
                return self.model(Revealed(facts=told, seconds=60))
            case "PUT", ["draft"]:
                self.drafts[visit] = DraftBody.model_validate_json(request.content)
                return httpx.Response(204)
            case "GET", ["draft"]:
                return self.model(self.drafts[visit])
            case "DELETE", ["draft"]:
                self.drafts.pop(visit, None)
                return httpx.Response(204)
        return self.problem("not_found", 404)

    def _summary(self, draft: DraftBody) -> DraftSummary:
        items = draft.body.get("items")
        return DraftSummary(
            visit=draft.visit,
            saved_at=draft.saved_at,
            applicant="李*",
            items=[str(code) for code in items] if isinstance(items, list) else [],
        )

    async def _look_up(self, asked: LookUp) -> httpx.Response:
        self.look_ups.append(asked)
        if self.slow_systems is not None:
            await self.slow_systems.wait()
        status = LookUpStatus.UNAVAILABLE if asked.system in self.silent else LookUpStatus.ANSWERED
        facts = self._facts(asked) if status is LookUpStatus.ANSWERED else []
        return self.model(
            LookUpAnswer(look_up=asked.look_up, system=asked.system, status=status, facts=facts, took_ms=5)
        )

    def _facts(self, asked: LookUp) -> list[KnownFact]:
        told: dict[str, KnownFact] = {}
        data = self.shared.get(asked.system, {})
        for code in asked.items:
            for fact in self.bundle.get_item(code).facts.values():
                for datum in fact.shared:
                    if datum.system == asked.system and datum.datum in data:
                        raw = data[datum.datum]
                        value = datum.values.get(raw, raw) if isinstance(raw, str) else raw
                        personal = is_personal(fact)
                        told[fact.code] = KnownFact(
                            fact=fact.code,
                            value=None if is_withheld(fact) else value,
                            shown=mask_value(fact, value) if personal else None,
                            withheld=is_withheld(fact),
                            source="shared",
                            system=asked.system,
                            trust="A",
                            at=NOW,
                            look_up=asked.look_up,
                        )
        return list(told.values())

    def _submit(self, request: httpx.Request, visit: str) -> httpx.Response:
        key = request.headers["idempotency-key"]
        if key not in self.effects:
            submission = Submission.model_validate_json(request.content)
            self.submissions.append(submission)
            self.effects[key] = self._receipt(visit, submission)
            self.chain += len(submission.items)
        return self.model(self.effects[key], 201)

    def _receipt(self, visit: str, submission: Submission) -> Receipt:
        cases = []
        for serial, item in enumerate(submission.items, start=len(self.cases) + 1):
            brief = self.bundle.get_item(item.item)
            number = f"{HALL}03261123{serial:03d}K"
            owed = [PaperOwed(material="x", name="证明", name_en="Proof", due_on=date(2026, 11, 30))]
            cases.append(
                CaseReceipt(
                    case=item.case,
                    number=number,
                    item=item.item,
                    item_name=brief.name.zh,
                    item_name_en=brief.name.en,
                    state="accepted",
                    decision=item.decision,
                    accepted_at=NOW,
                    promised_on=date(2026, 11, 26),
                    statutory_on=date(2026, 12, 7),
                    why_this_date=[],
                    received_papers=["参保登记表"],
                    owed_papers=owed if item.decision == "provisional" else [],
                    result_expected=brief.result.name.zh,
                )
            )
            self.cases[item.case] = self._view(item.case, number, item.item)
        return Receipt(
            visit=visit,
            cases=cases,
            hall_name="样板镇便民服务中心",
            window="3",
            operator="张一窗",
            issued_at=NOW,
            ask_at="本窗口",
            complain_at="12345",
        )

    # Cases and events

    def _view(self, case: str, number: str, code: str) -> CaseView:
        item = self.bundle.get_item(code)
        brief = CaseBrief(
            id=case,
            number=number,
            item=code,
            item_name=item.name.zh,
            item_name_en=item.name.en,
            state="in_review",
            applicant="李*",
            accepted_at=NOW,
            promised_on=date(2026, 11, 26),
        )
        stages = [
            StageView(
                code=stage.code,
                name=stage.name.zh,
                name_en=stage.name.en,
                department=stage.department,
                system=stage.system,
                state="sent",
                sent_at=NOW,
                answered_at=None,
                outcome=None,
                words=None,
                reference="R-1",
            )
            for stage in item.stages
        ]
        return CaseView(
            brief=brief,
            catalogue_version=self.bundle.version,
            facts=[],
            papers=[],
            stages=stages,
            deadlines=[],
            returned_because=None,
            result_name=None,
            result_number=None,
            actions=[CaseAction(action="withdraw", needs_words=True)],
            history=[],
        )

    def _case(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        match request.method, rest:
            case "GET", [case, "result.pdf"] if case in self.cases:
                return httpx.Response(200, content=b"%PDF-1.7 result", headers={"content-type": "application/pdf"})
            case "GET", ["by-number", number]:
                found = next((view for view in self.cases.values() if view.brief.number == number), None)
                return self.problem("not_found", 404) if found is None else self.model(found)
            case "GET", [case] if case in self.cases:
                return self.model(self.cases[case])
            case "POST", [case, "actions"]:
                act = CaseActionRequest.model_validate_json(request.content)
                state = {"hand_out": "delivered", "close": "closed", "withdraw": "withdrawn"}[act.action]
                actions = [CaseAction(action="close")] if state == "delivered" else []
                self.change(case, state, actions=actions)
                return self.model(self.cases[case])
        return self.problem("not_found", 404)

    def change(self, case: str, state: str, **changes: Any) -> None:
        view = self.cases[case]
        brief = view.brief.model_copy(update={"state": state})
        self.cases[case] = view.model_copy(update={"brief": brief, **changes})

    async def tell(self, kind: EventKind, subject: str) -> None:
        """Something happened: whoever listens hears of it."""
        async with self._told:
            self.events.append(Event(id=len(self.events) + 1, kind=kind, at=NOW, subject=subject))
            self._told.notify_all()

    def _events(self, request: httpx.Request) -> httpx.Response:
        last = int(request.headers.get("last-event-id", len(self.events)))
        return httpx.Response(200, content=self._stream(last), headers={"content-type": "text/event-stream"})

    async def _stream(self, last: int) -> AsyncIterator[bytes]:
        yield b": hello\n\n"
        while True:
            async with self._told:
                while len(self.events) <= last:
                    await self._told.wait()
                fresh = self.events[last:]
            for event in fresh:
                last = event.id
                yield f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()


@pytest.fixture
def node(bundle: Bundle, catalogue_bytes: bytes) -> FakeNode:
    return FakeNode(bundle, catalogue_bytes)


@pytest.fixture
def card() -> CardRead:
    return a_card()


@pytest.fixture
def make_card() -> Callable[..., CardRead]:
    return a_card


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def station_folder(tmp_path: Path) -> Path:
    return tmp_path / "station"
