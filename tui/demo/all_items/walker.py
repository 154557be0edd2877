"""Walks one item over the real screens: each key is one an operator would press for what the screen wants.

What to press next is read from the counter's own model of the visit, which is what its screens are painted from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value
from backend.guide.outcome import DecisionKind, FieldState, PaperState
from backend.guide.steps import Step
from tui.app import OneWindowApp
from tui.counter.arrivals.acting import ROLES
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.dialogs.demo_drawer import lay_card
from tui.counter.dialogs.questions import ChoiceModal
from tui.counter.dialogs.table import TableModal
from tui.counter.pages.paper_acts import Act
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import EntryLine
from tui.counter.walk import Walk
from tui.demo.all_items.applicant import ROLE, Applicant
from tui.demo.all_items.keyboard import Keyboard, Stuck
from tui.demo.all_items.plausible import plausible
from tui.demo.all_items.taken import Taken, measures_of

__all__ = ["Arrival", "Walker"]

MOST_STEPS: Final = 200
SETTLES: Final = (Act.SIGN, Act.SEE, Act.COPY)
READY: Final = frozenset({"decided", "produced"})
WAITS: Final = frozenset({"accepted", "in_review", "supplement_due"})
REACTS: Final = 5.0  # seconds
DEPARTMENTS: Final = 60.0  # seconds for all stages of a case


@dataclass(frozen=True)
class Arrival:
    """Whose card is laid on the reader, and the credit code of the organisation they act for, if any."""

    card: Mapping[str, str] = field(repr=False)
    credit_code: str = ""


class Walker:
    """One operator at the counter."""

    def __init__(self, app: OneWindowApp, keyboard: Keyboard, control: Path) -> None:
        self._app = app
        self._keyboard = keyboard
        self._control = control

    @property
    def _walk(self) -> Walk:
        assert self._app.workplace is not None
        return self._app.workplace.walk

    @property
    def _visit(self) -> Visit:
        if self._walk.visit is None:
            raise Stuck("no visit at the window")
        return self._walk.visit

    # From the card to the receipt

    async def serve(self, taken: Taken, arrival: Arrival, applicant: Applicant) -> None:
        """Raises Stuck."""
        before = self._keyboard.presses
        try:
            await self._identify(arrival, applicant)
            await self._choose(taken.code)
            await self._go_to_review(taken, applicant)
            taken.measures = measures_of(self._visit, self._visit.item(taken.code))
            await self._hand_over(taken, applicant)
        finally:
            taken.keys += self._keyboard.presses - before

    async def _identify(self, arrival: Arrival, applicant: Applicant) -> None:
        if arrival.credit_code:
            await self._keyboard.type(arrival.credit_code)
            await self._keyboard.press("enter")
            await self._keyboard.until(lambda: self._is_here(arrival.credit_code), "the credit code begins a visit")
        problem = await lay_card(self._control, dict(arrival.card))
        if problem:
            raise Stuck(problem)
        if arrival.credit_code:
            await self._say_who_acts(applicant)
        else:
            await self._keyboard.until(lambda: self._is_here(arrival.card["number"]), "the card begins a visit")

    async def _say_who_acts(self, applicant: Applicant) -> None:
        await self._keyboard.until(lambda: isinstance(self._app.screen, ChoiceModal), "it is asked who acts")
        await self._keyboard.press(str(1 + list(ROLES).index(str(applicant.says.get(ROLE, "agent")))))
        await self._keyboard.until(lambda: self._visit.agent, "somebody acts for the organisation")

    def _is_here(self, number: str) -> bool:
        visit = self._walk.visit
        arrived = visit is not None and visit.card is not None and visit.card.id_number == number
        return arrived and self._walk.step is Step.CHOOSE

    async def _choose(self, code: str) -> None:
        """No more of the code than it takes to have the item on top."""
        choose = self._walk.pages.choose
        for character in code:
            await self._keyboard.press(character)
            brief = choose.list.current
            if brief is not None and brief.code == code:
                break
        else:
            raise Stuck("the search does not find it by its code")
        await self._keyboard.press("enter")
        await self._keyboard.until(lambda: self._visit.has(code), "the item is taken")

    async def _go_to_review(self, taken: Taken, applicant: Applicant) -> None:
        """Answer, confirm and fill whatever the screen leads to, and take every paper."""
        for _ in range(MOST_STEPS):
            await self._keyboard.until(self._all_heard, "the departments tell what they know")
            if self._app.screen is not self._app.counter:
                raise Stuck(f"an unexpected question: {type(self._app.screen).__name__}")
            seen = self._situation()
            match self._walk.step:
                case Step.ASK | Step.FILL:
                    await self._entry(taken, applicant)
                case Step.PAPERS:
                    await self._paper()
                case Step.REVIEW:
                    return
                case step:
                    raise Stuck(f"led to {step}")
            await self._leave(seen)
        raise Stuck("no end of questions")

    async def _leave(self, seen: tuple[str, str, int]) -> None:
        what = f"a key does something at {seen[0]} {seen[1]}"
        await self._keyboard.until(lambda: seen != self._situation(), what, REACTS)

    def _all_heard(self) -> bool:
        visit = self._visit
        return visit.opened and not visit.to_ask() and all(asked.status is not None for asked in visit.systems.values())

    def _situation(self) -> tuple[str, str, int]:
        walk = self._walk
        at = walk.pages.papers.at if walk.step is Step.PAPERS else walk.pages.entry.sheet.at
        return walk.step.value, at, self._visit.changes

    # Questions and the form

    async def _entry(self, taken: Taken, applicant: Applicant) -> None:
        line = self._walk.pages.entry.current
        if line is None or line.state in (FieldState.FILLED, FieldState.EMPTY, FieldState.CONFIRM):
            await self._keyboard.press("enter")
            return
        if line.state is FieldState.WRONG:
            raise Stuck(f"{line.code} is not right")
        value = self._says(applicant, line.fact)
        if line.fact.kind is FactKind.TABLE:
            taken.typed.append(line.code)
            await self._keyboard.press("enter")
            await self._take_table(value if isinstance(value, list) else [])
        elif line.options:
            taken.answered += 1
            await self._keyboard.press(self._digit(line, value))
        else:
            taken.typed.append(line.code)
            await self._keyboard.type(str(value))
            await self._keyboard.press("enter")

    def _says(self, applicant: Applicant, fact: Fact) -> Value:
        if fact.code in applicant.says:
            return applicant.says[fact.code]
        return plausible(fact, self._walk.station.today)

    def _digit(self, line: EntryLine, value: Value) -> str:
        places = [place for place in range(len(line.options)) if line.value_of(place) == value]
        if not places or places[0] > 8:
            raise Stuck(f"{line.code} has no digit for what is to be said")
        return str(places[0] + 1)

    async def _take_table(self, rows: list[list[str]]) -> None:
        """The table that opens, with these rows typed into it."""
        await self._keyboard.until(lambda: isinstance(self._app.screen, TableModal), "the table opens")
        for row in rows:
            for cell in row:
                await self._keyboard.type(cell)
                await self._keyboard.press("enter")
        await self._keyboard.press("f12")
        await self._keyboard.until(lambda: self._app.screen is self._app.counter, "the table is taken over")

    # Papers

    async def _paper(self) -> None:
        papers = self._walk.pages.papers
        found = papers.current
        if found is None or found[1].state is not PaperState.MISSING:
            await self._keyboard.press("enter")
            return
        for digit, act in enumerate(papers.acts(), start=1):
            if act.act in SETTLES and not act.done:
                await self._keyboard.press(str(digit))
                return
        raise Stuck(f"nothing settles the paper {found[1].material.code}")

    # Handing over

    async def _hand_over(self, taken: Taken, applicant: Applicant) -> None:
        visit = self._visit
        decision = visit.assessment(taken.code).decision
        taken.decision = decision.kind.value
        if decision.kind is DecisionKind.UNDECIDED:
            raise Stuck(f"undecided for {', '.join(reason.code for reason in decision.reasons)}")
        await self._keyboard.press("f12")
        await self._keyboard.until(lambda: visit.receipt or not visit.in_flight, "the hand-over is answered")
        if visit.receipt is None:
            raise Stuck(f"the hand-over was refused: {self._app.counter.notice.text}")
        [case] = visit.receipt.cases
        taken.case, taken.number = case.case, case.number
        if decision.kind is DecisionKind.DECLINE:
            taken.lawfully_declined = applicant.decision is DecisionKind.DECLINE
            reasons = ", ".join(reason.code for reason in decision.reasons)
            taken.trouble = "" if taken.lawfully_declined else f"declined for {reasons}"
        await self._keyboard.until(lambda: self._walk.step is Step.HAND_OVER, "the receipt is shown")
        await self._keyboard.press("enter")
        await self._keyboard.until(lambda: self._walk.step is Step.IDENTIFY, "the next citizen may come")

    async def give_up(self) -> None:
        """Back to the first page, whatever is open; the visit stays a draft."""
        for _ in range(20):
            if self._app.screen is self._app.counter and self._walk.step is Step.IDENTIFY:
                return
            await self._keyboard.press("escape")

    # From the receipt to the result

    async def fetch_result(self, taken: Taken) -> None:
        """The citizen comes back with the receipt: its barcode is scanned, the result handed out, the case closed.

        Raises Stuck.
        """
        before = self._keyboard.presses
        await self._keyboard.scan(taken.number)
        await self._keyboard.until(self._case_is_open, "the case opens")
        try:
            await self._keyboard.until(lambda: self._state() not in WAITS, "the departments answer", DEPARTMENTS)
            if self._state() in READY:
                await self._act("hand_out", "delivered")
                await self._act("close", "closed")
        finally:
            taken.end = self._state()
            taken.trouble = self._why_not_closed()
            await self._keyboard.press("escape")
            taken.keys += self._keyboard.presses - before
        await self._keyboard.until(lambda: self._app.screen is self._app.counter, "the case is left")

    def _case_is_open(self) -> bool:
        """Shown, and ready for keys."""
        return self._state() != "" and self._app.focused is not None

    def _state(self) -> str:
        screen = self._app.screen
        return screen.view.brief.state if isinstance(screen, CaseScreen) and screen.view is not None else ""

    async def _act(self, action: str, follows: str) -> None:
        await self._keyboard.press(self._digit_of(action))
        await self._keyboard.until(lambda: self._state() == follows, f"the case is {follows} {self._said()}")

    def _digit_of(self, action: str) -> str:
        screen = self._app.screen
        actions = screen.view.actions if isinstance(screen, CaseScreen) and screen.view is not None else []
        place = next((place for place, open_ in enumerate(actions, start=1) if open_.action == action), None)
        if place is None:
            raise Stuck(f"the case does not offer to {action}")
        return str(place)

    def _said(self) -> str:
        screen = self._app.screen
        return screen.notice.text if isinstance(screen, CaseScreen) else ""

    def _why_not_closed(self) -> str:
        """What a department said against it, or that the result is a refusal."""
        screen = self._app.screen
        view = screen.view if isinstance(screen, CaseScreen) else None
        if view is None:
            return "the case does not open"
        if view.returned_because:
            return f"{view.brief.state}: {view.returned_because}"
        refused = [stage for stage in view.stages if stage.outcome not in ("approved", None)]
        if refused:
            return f"{refused[0].system} {refused[0].outcome}: {refused[0].words}"
        waiting = [
            f"{stage.system} {stage.state}" for stage in view.stages if stage.state not in ("answered", "skipped")
        ]
        return "" if view.brief.state == "closed" else f"still {view.brief.state}: {', '.join(waiting)}"
