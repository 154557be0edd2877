"""A paper that may follow is called to mind, falls due, and leaves the case waiting for the citizen: never closed."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.api.events import events_after
from backend.calendar import OFFICIAL
from backend.cases.life_cycle import ENDS, State
from backend.cases.undertakings import Mark, last_day_to_mark, mark_of
from backend.contract import EventKind, Role
from tests.backend.cases.conftest import Desk
from tests.backend.conftest import HALL

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 1))


@given(DAYS, st.integers(-40, 40))
def test_a_day_is_marked_once_it_is_near_and_never_unmarked_again(due_on: date, passed: int) -> None:
    order = [None, Mark.REMINDED, Mark.DUE, Mark.OVERDUE]
    today = due_on + timedelta(days=passed)
    before, now = mark_of(due_on, today - timedelta(days=1), OFFICIAL), mark_of(due_on, today, OFFICIAL)
    assert order.index(before) <= order.index(now)
    assert (now is not None) == (due_on <= last_day_to_mark(today, OFFICIAL))
    assert (now is Mark.OVERDUE) == (today > due_on)


def test_the_reminder_comes_two_working_days_before() -> None:
    monday = date(2026, 11, 30)
    assert mark_of(monday, date(2026, 11, 25), OFFICIAL) is None
    assert mark_of(monday, date(2026, 11, 26), OFFICIAL) is Mark.REMINDED  # Thursday
    assert mark_of(monday, monday, OFFICIAL) is Mark.DUE


async def owing(desk: Desk, **paper: Any) -> str:
    """A case accepted on an undertaking that falls due on Monday, 30 November."""
    return str((await desk.provisional(booklet=paper))["case"])


async def state_and_acts(desk: Desk, case: str) -> tuple[str, list[str]]:
    view = await desk.view(case)
    return view["brief"]["state"], [entry["act"] for entry in view["history"]]


async def listed(desk: Desk) -> list[tuple[str, str, str]]:
    reply = await desk.running.client.get("/owed-papers")
    assert reply.status_code == 200, reply.text
    return [(owed["case"], owed["due"], owed["by"]) for owed in reply.json()]


async def test_a_paper_is_called_to_mind_due_and_overdue_each_once(desk: Desk) -> None:
    case = await owing(desk)
    await desk.days_pass(2)
    assert await listed(desk) == []
    await desk.days_pass(1)
    assert await listed(desk) == [(case, "reminded", "applicant")]
    await desk.days_pass(4)
    assert await listed(desk) == [(case, "due", "applicant")]
    assert (await desk.view(case))["papers"][1]["due"] == "due"
    assert (await state_and_acts(desk, case))[0] == "supplement_due", "the due day itself is in time"
    await desk.days_pass(1)
    await desk.days_pass(1)
    assert await listed(desk) == [(case, "overdue", "applicant")]
    state, acts = await state_and_acts(desk, case)
    assert state == "overdue"
    assert acts == ["accept_provisionally", "paper_reminded", "paper_due", "paper_overdue", "fall_due"]


async def test_days_the_citizen_is_waited_for_are_not_counted_and_end_when_they_come(desk: Desk) -> None:
    case = await owing(desk)
    await desk.days_pass(8)
    view = await desk.view(case)
    [pause] = view["pauses"]
    assert (pause["ground"], pause["started_on"], pause["stops"]) == ("undertaking", "2026-12-01", ["promised"])
    assert pause["legal_basis"] == "hall_promise"
    refused = await desk.act(case, "supplement", papers={"booklet": []}, facts={"phone": "13800001111"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/facts/phone"], "it would be kept by nobody"
    assert (await desk.act(case, "supplement", papers={"booklet": []})).status_code == 200
    view = await desk.view(case)
    assert (view["brief"]["state"], view["pauses"][0]["ended_on"]) == ("in_review", "2026-12-01")
    assert await listed(desk) == []


async def test_departments_are_heard_while_the_citizen_is_waited_for(desk: Desk) -> None:
    case = await owing(desk)
    await desk.days_pass(8)
    desk.answer(desk.order(case, "township").id)
    desk.answer(desk.order(case, "county").id, result_number="N-2")
    assert (await desk.view(case))["brief"]["state"] == "overdue"
    view = (await desk.act(case, "supplement", papers={"booklet": []})).json()
    assert (view["brief"]["state"], view["result_number"]) == ("produced", "N-2")


async def test_nothing_is_ever_closed_for_it(desk: Desk) -> None:
    case = await owing(desk)
    for _ in range(3):
        await desk.days_pass(30)
    assert State((await desk.view(case))["brief"]["state"]) not in ENDS


async def test_a_paper_the_hall_confirms_leaves_the_case_as_it_is_and_is_told_to_the_hall(desk: Desk) -> None:
    case = (await desk.provisional(silent=True))["case"]
    await desk.days_pass(9)
    assert await listed(desk) == [(case, "overdue", "hall")]
    assert await state_and_acts(desk, case) == ("supplement_due", ["accept_provisionally", "paper_overdue"])


async def test_the_list_shows_nobody_else_s_hall_and_is_the_supervisor_s_too(desk: Desk) -> None:
    await owing(desk)
    await desk.days_pass(4)
    neighbour = await desk.other_hall()
    assert (await neighbour.get("/owed-papers")).json() == []
    chief = await desk.running.sign_in(desk.running.person("chief", Role.SUPERVISOR), window="3", station="station-3")
    assert len((await chief.get("/owed-papers")).json()) == 1


async def test_the_hall_is_told_each_mark_once(desk: Desk) -> None:
    await owing(desk)
    for days in (4, 0, 3, 0, 1, 1):
        await desk.days_pass(days)
    told = desk.node.store.read_now(lambda session: events_after(session, HALL.code, 0))
    assert [event.params["due"] for event in told if event.kind == EventKind.PAPER_DUE] == [
        "reminded",
        "due",
        "overdue",
    ]
