"""Order where it matters, no waiting where it does not."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.cases.ports import ApplicationPayload
from backend.dispatch.breaker import FAILURES_TO_OPEN, Breaker, back_off
from backend.dispatch.connectors.port import FieldFault, NotSent, Rejected
from backend.dispatch.engine import CLAIM_MOST
from backend.dispatch.lines import AT_ONCE, Lines
from backend.dispatch.standing import LineStates
from backend.storage import StorageFull, new_id
from tests.backend.dispatch.conftest import COUNTY, START, FakeDepartment, MakeDesk, payload_for
from tests.parts.catalogue import shipped


async def test_one_case_reaches_one_department_in_order(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[NotSent("down")]))
    case = new_id()
    first, second = await desk.order(case=case, count=2)
    await desk.rounds(2)
    assert desk.department.submitted == [first]
    desk.clock.pass_(seconds=2)
    await desk.rounds(2)
    assert desk.department.submitted == [first, first, second]


async def test_a_crowd_is_read_one_after_the_other_so_that_people_find_the_readers_free(make_desk: MakeDesk) -> None:
    reading, most = 0, 0

    def slowly(session: Session, county: str, dispatch_id: str) -> ApplicationPayload:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        time.sleep(0.005)
        reading -= 1
        return payload_for(session, county, dispatch_id)

    desk = make_desk(FakeDepartment(), slowly)
    crowd = [(await desk.order())[0] for _ in range(AT_ONCE)]
    assert await desk.dispatcher.round() == AT_ONCE
    await desk.dispatcher.settle()
    assert (desk.department.submitted, most) == (crowd, 1)


async def test_claims_side_by_side_share_no_row(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    ids = [(await desk.order())[0] for _ in range(60)]
    now = desk.clock()

    async def claim(owner: str) -> list[str]:
        claimed = await desk.store.run(
            lambda s: desk.outbox.claim(s, owner=owner, now=now, lease=now + timedelta(minutes=1), most=16)
        )
        return [row.id for row in claimed]

    claimed = await asyncio.gather(*(claim(f"owner {number}") for number in range(8)))
    counts = Counter(id_ for part in claimed for id_ in part)
    assert set(counts.values()) == {1}
    assert all(len(part) <= 16 for part in claimed)
    assert set(counts) <= set(ids)


async def test_a_department_that_is_down_is_left_alone_and_tried_again_by_one(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[NotSent("down")] * FAILURES_TO_OPEN))
    await desk.order(count=1)
    for _ in range(FAILURES_TO_OPEN):
        await desk.rounds()
        desk.clock.pass_(minutes=16)
    assert desk.dispatcher.lines["RS-JM"].breaker.is_open
    for _ in range(20):
        await desk.order()
    tried = len(desk.department.submitted)
    await desk.dispatcher.round()
    await desk.dispatcher.settle()
    assert len(desk.department.submitted) == tried + 1
    assert not desk.dispatcher.lines["RS-JM"].breaker.is_open
    for _ in range(4):
        await desk.rounds()
        desk.clock.pass_(seconds=1)
    assert len(desk.department.effects) == 21


async def test_what_waited_through_an_outage_goes_in_order_within_a_minute_of_its_end(make_desk: MakeDesk) -> None:
    """However long it waited: the back-off of a row alone would be a quarter of an hour."""
    desk = make_desk(FakeDepartment(script=[NotSent("down")] * 1000))
    case = new_id()
    waiting = await desk.order(case=case, count=3)
    for _ in range(360):
        await desk.rounds()
        desk.clock.pass_(seconds=10)
    tries = len(desk.department.submitted)
    assert tries <= 70, "a department that is down is asked about once a minute"
    desk.department.script.clear()
    for _ in range(7):
        await desk.rounds(3)
        desk.clock.pass_(seconds=10)
    assert desk.department.submitted[tries:] == waiting


async def test_a_try_that_failed_in_this_program_leaves_the_line_open_and_nothing_personal_in_the_log(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_dispatch: str) -> None:
        raise ZeroDivisionError("999999199001011238")

    desk = make_desk(FakeDepartment(script=[NotSent("down")] * FAILURES_TO_OPEN))
    await desk.order()
    for _ in range(FAILURES_TO_OPEN):
        await desk.rounds()
        desk.clock.pass_(seconds=20)
    desk.department.on_submit = breaks
    await desk.rounds()
    desk.department.on_submit = None
    desk.clock.pass_(minutes=2)
    await desk.rounds(2)
    assert not desk.dispatcher.lines["RS-JM"].breaker.is_open
    assert len(desk.department.effects) == 1
    assert "ZeroDivisionError at" in caplog.text
    assert "999999199001011238" not in caplog.text


async def test_a_refusal_that_cannot_be_written_down_leaves_the_line_open(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise StorageFull("no room")

    refusal = Rejected([FieldFault("phone", "不对")])
    desk = make_desk(FakeDepartment(script=[*[NotSent("down")] * FAILURES_TO_OPEN, refusal, refusal]))
    await desk.order()
    for _ in range(FAILURES_TO_OPEN):
        await desk.rounds()
        desk.clock.pass_(seconds=20)
    with monkeypatch.context() as disk:
        disk.setattr(desk.inbox, "receive", full)
        await desk.rounds()
    assert desk.moved == []
    desk.clock.pass_(minutes=2)
    await desk.rounds()
    assert [answer.outcome for answer in desk.moved] == ["returned"]
    assert not desk.dispatcher.lines["RS-JM"].breaker.is_open


async def test_a_store_that_fails_while_the_dispatcher_starts_is_waited_out(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, found_full, sent = make_desk(FakeDepartment()), asyncio.Event(), asyncio.Event()
    revive = desk.outbox.revive

    def full_at_first(*asked: Any, **how: Any) -> int:
        if found_full.is_set():
            return revive(*asked, **how)
        found_full.set()
        raise StorageFull("no room")

    monkeypatch.setattr(desk.outbox, "revive", full_at_first)
    desk.department.on_submit = lambda _dispatch: sent.set()
    running = asyncio.create_task(desk.dispatcher.run())
    async with asyncio.timeout(20):
        await found_full.wait()
        await desk.order()
        await sent.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_is_queued_for_an_unknown_department_waits(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [lost] = await desk.order(system="XX-XX")
    [known] = await desk.order()
    await desk.rounds(2)
    assert await desk.states() == {lost: "queued", known: "sent"}


async def test_of_a_crowd_no_more_is_claimed_than_the_line_takes_and_others_pass_it(make_desk: MakeDesk) -> None:
    desk, other = make_desk(FakeDepartment()), FakeDepartment(system="GA-RK")
    desk.dispatcher.lines.put(other)
    crowd = [(await desk.order())[0] for _ in range(CLAIM_MOST + 1)]
    behind = (await desk.order(system="GA-RK")) + (await desk.order(system="XX-XX"))
    assert await desk.dispatcher.round() == AT_ONCE
    assert await desk.dispatcher.round() == len(behind)
    await desk.dispatcher.settle()
    assert (desk.department.submitted, other.submitted) == (crowd[:AT_ONCE], behind[:1])
    never_tried = crowd[AT_ONCE:] + behind[1:]
    taken_back = await desk.store.run(lambda s: desk.dispatcher.withdraw(s, COUNTY, crowd + behind))
    assert taken_back == never_tried, "what only waited for its turn counts as untouched"


@given(st.integers(1, 10_000), st.integers())
def test_back_off_grows_from_half_a_second_to_a_quarter_of_an_hour(attempts: int, seed: int) -> None:
    wait = back_off(attempts, Random(seed))
    assert timedelta(seconds=0.5) <= wait <= timedelta(minutes=15)
    if attempts > 11:
        assert wait >= timedelta(minutes=7.5)


def test_rows_that_failed_together_come_again_one_after_the_other() -> None:
    chance = Random(1)
    waits = sorted(back_off(8, chance) for _ in range(100))
    assert len(set(waits)) == 100
    assert waits[-1] - waits[0] > waits[-1] / 3


def test_counters_see_who_does_not_answer_and_a_system_nobody_set_up_does_not() -> None:
    systems = {code: shipped().systems[code] for code in ("RS-JM", "GA-RK")}
    lines = Lines([FakeDepartment()])
    states = LineStates(lines, lambda: systems)
    assert [(state.system, state.answering) for state in states()] == [("RS-JM", True), ("GA-RK", False)]
    for _ in range(FAILURES_TO_OPEN):
        lines["RS-JM"].breaker.failed(START)
    assert [(state.answering, state.since) for state in states()] == [(False, START), (False, None)]


def test_an_open_breaker_lets_one_through_when_its_rest_is_over() -> None:
    breaker = Breaker()
    assert [breaker.failed(START) for _ in range(FAILURES_TO_OPEN + 1)] == [False] * (FAILURES_TO_OPEN - 1) + [
        True,
        False,
    ]
    assert breaker.may_try(START) == 0
    later = START + timedelta(minutes=2)
    assert breaker.may_try(later) == 1
    breaker.started()
    assert breaker.may_try(later) == 0
    assert breaker.succeeded()
    assert breaker.may_try(later) is None
