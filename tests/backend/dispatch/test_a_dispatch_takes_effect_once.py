"""Whatever a department does, and wherever we are killed: one effect, or a person is asked."""

import asyncio
from datetime import timedelta
from typing import NoReturn

import pytest
from sqlmodel import select

from backend.cases.errors import DispatchObsolete
from backend.cases.ports import Sending
from backend.dispatch.connectors.port import AnswerWay, FieldFault, Grade, Nonsense, NotSent, Rejected, Unclear
from backend.dispatch.connectors.wire import LONGEST_EXCHANGE
from backend.dispatch.engine import LEASE
from backend.dispatch.tables import OutboxRow
from tests.backend.dispatch.conftest import COUNTY, Desk, FakeDepartment, MakeDesk, answer_to


async def test_a_queued_dispatch_is_sent_and_said_so(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    await desk.rounds()
    assert await desk.states() == {id_: "sent"}
    assert desk.department.submitted == [id_]


async def test_nothing_leaves_when_its_case_is_rolled_back(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    with pytest.raises(ZeroDivisionError):
        await desk.store.run(lambda session: (desk.dispatcher.enqueue(session, []), 1 / 0))
    await desk.rounds()
    assert desk.department.submitted == []


async def test_every_try_carries_the_same_key_and_there_is_no_last_try(make_desk: MakeDesk) -> None:
    failures = [NotSent("down"), Unclear("lost"), Nonsense("rubbish")] * 4
    desk = make_desk(FakeDepartment(script=list(failures)))
    [id_] = await desk.order()
    for _ in range(len(failures) + 1):
        await desk.rounds()
        desk.clock.pass_(minutes=16)
    assert set(desk.department.submitted) == {id_}
    assert len(desk.department.submitted) == len(failures) + 1
    assert await desk.states() == {id_: "sent"}


async def test_a_failed_try_waits_before_the_next(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[NotSent("down")]))
    await desk.order()
    await desk.rounds(3)
    assert len(desk.department.submitted) == 1
    desk.clock.pass_(seconds=2)
    await desk.rounds()
    assert len(desk.department.submitted) == 2


async def test_papers_brought_later_follow_the_dispatch_and_go_on_until_they_are_taken(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[NotSent("down"), None, Unclear("lost"), None]))
    [id_] = await desk.order()
    await desk.supplement(id_)
    await desk.rounds(2)
    assert desk.department.supplemented == [], "never before the dispatch itself"
    for _ in range(4):
        desk.clock.pass_(minutes=1)
        await desk.rounds()
    assert desk.department.supplemented == [id_, id_], "an unclear try is repeated"
    assert desk.sent == [Sending.SENT, Sending.PAPERS_TAKEN]


async def test_papers_are_told_of_after_the_answer_too_and_a_refusal_of_them_is_noted(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[None, Rejected([FieldFault("documents", "no")])]))
    [id_] = await desk.order()
    await desk.rounds()
    await desk.supplement(id_)
    await desk.store.run(lambda s: desk.inbox.receive(s, "RS-JM", answer_to(id_), desk.clock()))
    await desk.rounds(3)
    assert desk.department.supplemented == [id_]
    assert desk.sent == [Sending.SENT, Sending.PAPERS_REFUSED]
    assert await desk.states() == {id_: "answered"}, "the answer stands"


async def test_papers_of_a_parked_dispatch_wait_until_a_person_knows(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(grade=Grade.C, script=[Unclear("lost")]))
    [id_] = await desk.order()
    await desk.rounds()
    await desk.supplement(id_)
    await desk.rounds()
    assert (await desk.states(), desk.department.supplemented) == ({id_: "parked"}, [])
    await desk.store.run(lambda s: desk.inbox.receive(s, "RS-JM", answer_to(id_), desk.clock()))
    desk.clock.pass_(hours=2)
    await desk.rounds()
    assert desk.department.supplemented == [id_]


async def test_a_lease_that_ran_out_brings_the_row_back(make_desk: MakeDesk) -> None:
    """As after kill -9 between sending and writing down."""
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    claimed = await desk.store.run(
        lambda s: desk.outbox.claim(s, owner="dead", now=desk.clock(), lease=desk.clock().replace(minute=5), most=64)
    )
    assert [row.id for row in claimed] == [id_]
    await desk.rounds()
    assert desk.department.submitted == []
    desk.clock.pass_(minutes=6)
    await desk.rounds()
    assert desk.department.submitted == [id_]
    assert desk.department.effects == {id_: 1}


async def test_grade_b_is_asked_before_any_resend(make_desk: MakeDesk) -> None:
    department = FakeDepartment(grade=Grade.B, script=[Unclear("cut off")], takes_before_failing=True)
    desk = make_desk(department)
    [id_] = await desk.order()
    await desk.rounds()
    desk.clock.pass_(seconds=31)
    await desk.rounds()
    assert department.asked == [id_]
    assert department.effects == {id_: 1}
    assert await desk.states() == {id_: "sent"}


async def test_grade_b_gets_it_again_when_it_says_it_has_not(make_desk: MakeDesk) -> None:
    department = FakeDepartment(grade=Grade.B, script=[Unclear("cut off")])
    desk = make_desk(department)
    [id_] = await desk.order()
    await desk.rounds()
    desk.clock.pass_(seconds=31)
    await desk.rounds()
    assert (department.asked, department.effects) == ([id_], {id_: 1})


async def test_grade_b_is_not_asked_while_it_may_still_be_taking_the_application_in(make_desk: MakeDesk) -> None:
    """Asked too early it says "no", means "not yet", and would get the application twice."""
    department = FakeDepartment(grade=Grade.B, script=[Unclear("cut off"), None])
    desk = make_desk(department)
    [slow] = await desk.order()
    await desk.rounds()
    await _another_case_shows_that_the_department_answers_again(desk)
    await desk.rounds(2)
    assert slow not in department.asked
    department.effects[slow] = 1  # only now is it through with what it was sent
    desk.clock.pass_(seconds=31)
    await desk.rounds()
    assert (department.asked.count(slow), department.submitted.count(slow)) == (1, 1)
    assert department.effects[slow] == 1


async def _another_case_shows_that_the_department_answers_again(desk: Desk) -> None:
    for _ in range(3):
        desk.dispatcher.lines["RS-JM"].breaker.failed(desk.clock())
    desk.clock.pass_(seconds=3)
    await desk.order()
    await desk.rounds()
    assert not desk.dispatcher.lines["RS-JM"].breaker.is_open


async def test_after_a_restart_grade_b_is_left_time_for_what_a_dead_process_sent(make_desk: MakeDesk) -> None:
    department = FakeDepartment(grade=Grade.B)
    desk = make_desk(department)
    [id_] = await desk.order()
    now = desk.clock()
    await desk.store.run(
        lambda s: desk.outbox.claim(s, owner="dead", now=now, lease=now + timedelta(minutes=1), most=64)
    )
    running = asyncio.create_task(desk.dispatcher.run())
    async with asyncio.timeout(20):
        while await desk.store.read(lambda s: s.exec(select(OutboxRow.owner)).one()) is not None:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.005)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await desk.rounds()
    assert (department.asked, department.submitted) == ([], [])
    desk.clock.pass_(seconds=31)
    await desk.rounds()
    assert (department.asked, department.effects) == ([id_], {id_: 1})


@pytest.mark.parametrize("grade", [Grade.A, Grade.B, Grade.C])
async def test_what_never_left_goes_at_once_when_a_department_answers_again(make_desk: MakeDesk, grade: Grade) -> None:
    department = FakeDepartment(grade=grade, script=[NotSent("no line")] * 4)
    desk = make_desk(department)
    [id_] = await desk.order()
    for _ in range(4):
        await desk.rounds()
        desk.clock.pass_(minutes=1)
    await desk.order()
    await desk.rounds(3)
    assert department.effects[id_] == 1


async def test_grade_c_is_parked_for_a_person_after_an_unclear_try(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(grade=Grade.C, script=[Unclear("cut off")], takes_before_failing=True))
    [id_] = await desk.order()
    for _ in range(3):
        await desk.rounds()
        desk.clock.pass_(minutes=20)
    assert desk.department.effects == {id_: 1}
    assert await desk.states() == {id_: "parked"}


async def test_a_parked_dispatch_goes_on_with_what_a_person_found_out(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(grade=Grade.C, answers=AnswerWay.POLL, script=[Unclear("cut off")] * 2))
    [there, lost] = await desk.order(count=2)
    await desk.rounds()
    assert await desk.states() == {there: "parked", lost: "parked"}
    await desk.store.run(lambda s: desk.dispatcher.has_it(s, COUNTY, there, "YF-7"))
    await desk.store.run(lambda s: desk.dispatcher.send_anew(s, COUNTY, lost))
    for _ in range(2):
        await desk.store.run(lambda s: desk.dispatcher.send_anew(s, COUNTY, there))
        desk.clock.pass_(minutes=1)
        await desk.rounds(2)
    assert await desk.states() == {there: "sent", lost: "sent"}
    assert desk.department.submitted.count(there) == 1, "sent again only when the department has nothing"
    assert desk.department.submitted.count(lost) == 2
    assert there in desk.department.asked
    assert desk.sent == [Sending.PARKED, Sending.PARKED, Sending.SENT, Sending.SENT]


async def test_grade_c_is_tried_again_while_nothing_was_sent(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(grade=Grade.C, script=[NotSent("refused"), NotSent("refused")]))
    [id_] = await desk.order()
    for _ in range(3):
        await desk.rounds()
        desk.clock.pass_(seconds=5)
    assert desk.department.effects == {id_: 1}


async def test_of_grade_c_it_is_written_down_before_the_bytes_leave(make_desk: MakeDesk) -> None:
    desk, begun = make_desk(FakeDepartment(grade=Grade.C)), list[bool]()
    desk.department.on_submit = lambda _dispatch: begun.append(
        desk.store.read_now(lambda s: s.exec(select(OutboxRow.begun)).one())
    )
    await desk.order()
    await desk.rounds()
    assert begun == [True]


async def test_grade_c_killed_in_the_middle_is_parked_not_resent(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(grade=Grade.C))
    [id_] = await desk.order()
    [row] = await desk.store.run(
        lambda s: desk.outbox.claim(s, owner="dead", now=desk.clock(), lease=desk.clock().replace(minute=1), most=64)
    )
    await desk.store.run(lambda s: desk.outbox.begin(s, row))
    desk.clock.pass_(minutes=2)
    await desk.rounds()
    assert desk.department.submitted == []
    assert await desk.states() == {id_: "parked"}


async def test_what_a_department_will_not_take_comes_back_with_its_reasons(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[Rejected([FieldFault("fields.tier", "不是今年的档次")])]))
    [id_] = await desk.order()
    await desk.rounds()
    assert [answer.outcome for answer in desk.moved] == ["returned"]
    assert desk.moved[0].faults == (("fields.tier", "不是今年的档次"),)
    assert await desk.states() == {id_: "answered"}


async def test_an_answer_moves_its_case_once(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    await desk.rounds()
    answer = answer_to(id_)
    first = [await desk.store.run(lambda s: desk.inbox.receive(s, "RS-JM", answer, desk.clock())) for _ in range(3)]
    assert first == [True, False, False]
    assert len(desk.moved) == 1


async def test_a_second_different_answer_changes_nothing(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    await desk.rounds()
    for answer_id in ("one", "two"):
        await desk.store.run(
            lambda s, answer_id=answer_id: desk.inbox.receive(
                s, "RS-JM", answer_to(id_, answer_id=answer_id), desk.clock()
            )
        )
    assert [answer.answer_id for answer in desk.moved] == ["one"]


async def test_an_answer_before_we_wrote_down_that_it_was_sent_is_taken(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    await desk.store.run(lambda s: desk.inbox.receive(s, "RS-JM", answer_to(id_), desk.clock()))
    await desk.rounds()
    assert desk.department.submitted == []
    assert await desk.states() == {id_: "answered"}


async def test_an_answer_that_comes_while_we_still_send_is_not_undone_by_our_writing_that_it_was_sent(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()

    def answers_at_once(dispatch: str) -> None:
        desk.store.run_now(lambda s: desk.inbox.receive(s, "RS-JM", answer_to(dispatch), desk.clock()))

    desk.department.on_submit = answers_at_once
    await desk.rounds()
    assert (await desk.states(), desk.sent, len(desk.moved)) == ({id_: "answered"}, [], 1)


def test_a_lease_outlasts_asking_first_and_then_sending() -> None:
    assert timedelta(seconds=2 * LONGEST_EXCHANGE) < LEASE


async def test_a_department_cannot_answer_for_another(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment())
    [id_] = await desk.order()
    with pytest.raises(LookupError):
        await desk.store.run(lambda s: desk.inbox.receive(s, "RS-SK", answer_to(id_), desk.clock()))
    assert desk.moved == []


async def test_an_answer_that_can_be_asked_for_is(make_desk: MakeDesk) -> None:
    department = FakeDepartment(grade=Grade.B)
    desk = make_desk(department)
    [id_] = await desk.order()
    await desk.rounds()
    desk.clock.pass_(seconds=11)
    await desk.rounds()
    assert desk.moved == []
    department.decided[id_] = answer_to(id_)
    desk.clock.pass_(seconds=60)
    await desk.rounds()
    assert [answer.dispatch_id for answer in desk.moved] == [id_]
    assert department.settled_answers == [f"A-{id_}"]
    desk.clock.pass_(days=3)
    await desk.rounds()
    assert len(desk.moved) == 1


async def test_only_what_was_never_tried_can_be_taken_back(make_desk: MakeDesk) -> None:
    desk = make_desk(FakeDepartment(script=[Unclear("?")]))
    [tried] = await desk.order()
    await desk.rounds()
    [fresh] = await desk.order()
    taken = await desk.store.run(lambda s: desk.dispatcher.withdraw(s, "999999", [tried, fresh]))
    assert taken == [fresh]
    desk.clock.pass_(minutes=1)
    await desk.rounds()
    assert fresh not in desk.department.submitted


async def test_what_nobody_waits_for_any_more_is_never_sent(make_desk: MakeDesk) -> None:
    def obsolete(*_: object) -> NoReturn:
        raise DispatchObsolete("withdrawn")

    desk = make_desk(FakeDepartment(), obsolete)
    [id_] = await desk.order()
    for _ in range(3):
        await desk.rounds()
        desk.clock.pass_(minutes=5)
    assert desk.department.submitted == []
    assert await desk.states() == {id_: "withdrawn"}
