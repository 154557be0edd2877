"""An operator without hands: works the counter's own model of a visit against a real node."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from pydantic import SecretStr

from backend.contract import CardRead, CaseView, LookUp, LookUpAnswer, LookUpStatus, OpenVisit, Receipt
from backend.guide.declared import Fact, FactKind
from backend.guide.outcome import FieldState, InHand, PaperState, Place
from tui.client import InFlight, NotNow, Station, Unreachable, new_operation
from tui.counter.visit import Visit
from tui.counter.visit.hand_over import submission_of

GIVES_UP = 90.0  # seconds of trying again
ASKED_ANEW = (0.1, 0.2, 0.4, *[0.8] * 7)  # seconds before a system that did not answer is asked once more


@dataclass
class Robot:
    """Signed in at one window. Every call is tried again under its own operation id until it is answered."""

    station: Station
    credentials: dict[str, Any] = field(repr=False)

    @classmethod
    async def signed_in(cls, url: str, node_data: Path, folder: Path, *, account: int = 0) -> "Robot":
        person = json.loads((node_data / "demo-staff.json").read_text("utf-8"))[account]
        station = Station(url, folder, name=f"robot-{account}", window=person["window"])
        robot = cls(station, person)
        await station.start()
        await robot.sign_in()
        await robot.again(station.settle)
        return robot

    async def sign_in(self) -> None:
        code = pyotp.TOTP(self.credentials["seed"]).now()
        account, password = self.credentials["account"], SecretStr(self.credentials["password"])
        await self.again(lambda: self.station.sign_in(account, password, SecretStr(code)))

    async def again(self, call: Any) -> Any:
        """Until it is answered, as a person would press on through an outage."""
        end = asyncio.get_running_loop().time() + GIVES_UP
        while True:
            try:
                return await call()
            except (Unreachable, InFlight, NotNow):
                if asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(0.05)

    async def visit(self, card: CardRead, *items: str, answers: dict[str, Any] | None = None) -> Visit:
        """A visit ready to hand over: looked up, answered, filled in, papers in hand."""
        node, catalogue = self.station.node, self.station.catalogue
        operator = self.station.operator
        assert catalogue is not None and operator is not None
        place = Place(division_code=operator.division_code, today=self.station.today)
        visit = Visit(new_operation(), catalogue.items, place)
        visit.identify(card)
        opening, operation = OpenVisit(visit=visit.id, card=card), new_operation()
        visit.welcome(await self.again(lambda: node.open_visit(opening, operation)))
        for code in items:
            visit.take(code, new_operation())
        await self._look_up(visit)
        fill_in(visit, answers or {})
        return visit

    async def _look_up(self, visit: Visit) -> None:
        while wanted := visit.to_ask():
            for system, items in wanted.items():
                request = LookUp(look_up=new_operation(), system=system, items=list(items))
                visit.asking(system, request.look_up, items)
                visit.heard(await self._answer(visit, request), datetime.now(UTC))

    async def _answer(self, visit: Visit, request: LookUp) -> LookUpAnswer:
        answer: LookUpAnswer = await self.again(lambda: self.station.node.look_up(visit.id, request))
        for pause in ASKED_ANEW:  # an outage of the department, not of this test
            if answer.status is LookUpStatus.ANSWERED:
                break
            await asyncio.sleep(pause)
            request = request.model_copy(update={"look_up": new_operation()})
            visit.asking(request.system, request.look_up, request.items)
            answer = await self.again(lambda request=request: self.station.node.look_up(visit.id, request))
        return answer

    async def hand_over(self, visit: Visit, operation: str | None = None) -> Receipt:
        assert self.station.catalogue is not None
        submission, operation = submission_of(visit, self.station.catalogue.version), operation or new_operation()
        receipt: Receipt = await self.again(lambda: self.station.node.submit(visit.id, submission, operation))
        return receipt

    async def until_state(self, case: str, *states: str, patience: float = 30.0) -> CaseView:
        end = asyncio.get_running_loop().time() + patience
        while True:
            view: CaseView = await self.again(lambda: self.station.node.case(case))
            if view.brief.state in states or asyncio.get_running_loop().time() > end:
                return view
            await asyncio.sleep(0.1)


def card_of(person: dict[str, Any]) -> CardRead:
    """A demo person's card as the counter gets it from the reader."""
    card = person["card"]
    return CardRead(
        source="sam",
        document_kind=card.get("kind", "resident"),
        id_number=card["number"],
        name=card["name"],
        sex=str(card["sex"]) if card.get("sex") else None,
        ethnicity=card.get("ethnicity"),
        birth=date.fromisoformat(card["birth_date"]) if card.get("birth_date") else None,
        address=card.get("address"),
        read_at=datetime.now(UTC),
    )


def fill_in(visit: Visit, answers: dict[str, Any]) -> None:
    """Answer, confirm and fill until nothing is asked any more, and lay every paper on the counter."""
    for _ in range(200):
        if not (_answer_one(visit, answers) or _fill_one(visit, answers)):
            break
    for _code, paper in visit.paper_lines():
        if paper.state is PaperState.MISSING:
            material = paper.material
            visit.put_paper(
                material.code, InHand(original_seen=True, copies=material.copies, signed=material.signature)
            )


def _answer_one(visit: Visit, answers: dict[str, Any]) -> bool:
    for _code, line in visit.questions():
        if line.known is None:
            fact = visit.fact(line.situation.fact)
            visit.answer(fact.code, answers.get(fact.code, plausible(fact)), datetime.now(UTC))
            return True
    return False


def _fill_one(visit: Visit, answers: dict[str, Any]) -> bool:
    for _code, line in visit.fields():
        fact = visit.fact(line.field.fact)
        if line.state is FieldState.CONFIRM and visit.offered(fact.code) is not None:
            visit.confirm(fact.code)
            return True
        if line.state not in (FieldState.FILLED, FieldState.EMPTY):
            visit.fill(fact.code, answers.get(fact.code, plausible(fact)), datetime.now(UTC))
            return True
    return False


def plausible(fact: Fact) -> Any:
    """A value the fact's own rules allow."""
    match fact.kind:
        case FactKind.YES_NO:
            return False
        case FactKind.CHOICE:
            return fact.choices[0].value
        case FactKind.INTEGER:
            return fact.least or 1
        case FactKind.MONEY:
            return "100.00"
        case FactKind.DATE:
            return (datetime.now(UTC).date() - timedelta(days=30)).isoformat()
        case FactKind.PHONE:
            return "13900005518"
        case FactKind.ID_NUMBER:
            return "999999199001011238"
        case FactKind.BANK_CARD:
            return "6222020000000000000"
        case FactKind.TABLE:
            return [["甲"] * max(1, len(fact.columns))]
        case FactKind.TEXT:
            return "测试村1组" if fact.pattern is None or fact.example is None else fact.example.zh
