"""Windows that go on serving while the hall dies around them, and remember what they were told."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

from backend.contract import Receipt, Submission
from backend.guide.outcome import DecisionKind
from tests.chaos.plans import Plan
from tests.chaos.storm import Storm
from tests.parts.robot import Robot, card_of
from tui.client import AlreadySubmitted, ClientError, new_operation
from tui.client.line import Call
from tui.counter.visit import Visit
from tui.counter.visit.hand_over import submission_of

__all__ = ["NeverAccepted", "Told", "Window"]

KILLED_AT_ONCE = 0.06  # share of hand-overs during which the node is killed
NOT_WAITED_FOR = 0.15  # share whose answer the window does not wait for
TRIES = 12  # to come to a decision while departments are silent


class NeverAccepted(Exception):
    """A plan the rules do not accept: the plan is wrong, or the catalogue changed."""


@dataclass(frozen=True)
class Told:
    """A hand-over the window was told is accepted: from now on nothing of it may be lost or done twice."""

    visit: str
    operation: str
    submission: Submission
    receipt: Receipt


class Window:
    """Serves one citizen after the other. `told` grows; `unheard` counts answers that did not arrive."""

    def __init__(self, robot: Robot, people: dict[str, dict[str, Any]], storm: Storm, chance: Random) -> None:
        self._robot = robot
        self._people = people
        self._storm = storm
        self._chance = chance
        self.told: list[Told] = []
        self.unheard: Counter[str] = Counter()

    @property
    def items(self) -> set[str]:
        """What the hall offers."""
        assert self._robot.station.catalogue is not None
        return set(self._robot.station.catalogue.items)

    async def close(self) -> None:
        await self._robot.station.close()

    async def serve(self, plans: "asyncio.Queue[Plan]") -> None:
        while not plans.empty():
            visit = await self._ready(plans.get_nowait())
            assert self._robot.station.catalogue is not None
            submission = submission_of(visit, self._robot.station.catalogue.version)
            operation = new_operation()
            receipt = await self._handed_over(visit.id, submission, operation)
            self.told.append(Told(visit.id, operation, submission, receipt))

    async def _ready(self, plan: Plan) -> Visit:
        """A visit the rules accept. Departments that are silent just now leave it undecided: it is begun anew."""
        card = card_of(self._people[plan.person])
        for _ in range(TRIES):
            visit = await self._robot.visit(card, *plan.items)
            if all(kind is DecisionKind.ACCEPT for kind in _decisions(visit)):
                return visit
        raise NeverAccepted(f"{plan.person} {plan.items}: {_decisions(visit)}")

    async def _handed_over(self, visit: str, submission: Submission, operation: str) -> Receipt:
        """By way of what may go wrong, then as a person would press on until there is an answer."""
        fate = self._chance.random()
        receipt = None
        if fate < KILLED_AT_ONCE:
            receipt = await self._while_killed(visit, submission, operation)
        elif fate < KILLED_AT_ONCE + NOT_WAITED_FOR:
            seconds = self._chance.uniform(0.003, 0.06)
            receipt = await self._once(visit, submission, operation, seconds, "not waited for")
        if receipt is not None:
            return receipt
        answer: Receipt = await self._robot.again(lambda: self._robot.station.node.submit(visit, submission, operation))
        return answer

    async def _while_killed(self, visit: str, submission: Submission, operation: str) -> Receipt | None:
        asking = asyncio.create_task(self._once(visit, submission, operation, 15.0, "node killed meanwhile"))
        await asyncio.sleep(self._chance.uniform(0.0, 0.08))
        striking = asyncio.create_task(self._storm.strike("node", "right after a hand-over was sent"))
        receipt = await asking
        await striking
        return receipt

    async def _once(
        self, visit: str, submission: Submission, operation: str, seconds: float, why: str
    ) -> Receipt | None:
        """A single try; None when no answer came, whatever the node did."""
        call = Call("POST", f"visits/{visit}/submission", submission, operation, seconds=seconds, patient=False)
        try:
            return await self._robot.station.line.ask(call, Receipt)
        except ClientError:
            self.unheard[why] += 1
            return None

    # afterwards

    async def ask_again(self, told: Told) -> list[Receipt]:
        """The receipt, asked for by the visit and by repeating the very same hand-over."""
        node = self._robot.station.node
        return [
            await self._robot.again(lambda: node.receipt(told.visit)),
            await self._robot.again(lambda: node.submit(told.visit, told.submission, told.operation)),
        ]

    async def is_refused_anew(self, told: Told) -> bool:
        """Whether the same visit under a new operation id is turned away, as it must be."""
        try:
            await self._robot.again(
                lambda: self._robot.station.node.submit(told.visit, told.submission, new_operation())
            )
        except AlreadySubmitted:
            return True
        return False


def _decisions(visit: Visit) -> list[DecisionKind]:
    return [visit.assessment(taken.code).decision.kind for taken in visit.items]
