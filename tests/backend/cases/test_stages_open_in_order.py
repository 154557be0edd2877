"""Serial, parallel and joint stages: what opens, and what the answers together mean."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.cases.ports import Outcome
from backend.cases.stage_graph import ASKED, Joined, Part, StageState, join, ready
from backend.guide.item import ApprovalPattern


def waiting(code: str, *after: str) -> Part:
    return Part(code, after, StageState.WAITING)


def answer(part: Part, outcome: Outcome) -> Part:
    state = StageState.RETURNED if outcome is Outcome.RETURNED else StageState.ANSWERED
    return replace(part, state=state, outcome=outcome)


@st.composite
def graphs(draw: st.DrawFn) -> list[Part]:
    """Any graph without circles: a stage comes after some of those before it."""
    codes = [f"s{n}" for n in range(draw(st.integers(1, 7)))]
    return [
        waiting(code, *draw(st.sets(st.sampled_from(codes[:n])))) if n else waiting(code)
        for n, code in enumerate(codes)
    ]


def test_serial_stages_open_one_after_the_other() -> None:
    first, second = waiting("check"), waiting("decide", "check")
    assert ready([first, second]) == ("check",)
    assert ready([answer(first, Outcome.APPROVED), second]) == ("decide",)


def test_parallel_stages_open_together() -> None:
    assert ready([waiting("land"), waiting("police"), waiting("last", "land", "police")]) == ("land", "police")


@given(graphs(), st.randoms(use_true_random=False))
def test_approved_by_everyone_in_any_order_every_stage_opens_once_and_only_after_those_before_it(
    parts: list[Part], chance: object
) -> None:
    opened: list[str] = []
    now = {part.code: part for part in parts}
    while join(ApprovalPattern.SERIAL, now.values()) is not Joined.APPROVED:
        for code in ready(now.values()):
            assert all(now[before].outcome is Outcome.APPROVED for before in now[code].after)
            opened.append(code)
            now[code] = replace(now[code], state=StageState.SENT)
        asked = [code for code, part in now.items() if part.state in ASKED]
        assert asked, "nothing is asked and the case is not decided: it would wait for ever"
        code = chance.choice(asked)  # type: ignore[attr-defined]  # a random.Random
        now[code] = answer(now[code], Outcome.APPROVED)
    assert sorted(opened) == sorted(now)


@given(graphs(), st.data())
def test_whatever_departments_answer_a_case_never_waits_for_nobody(parts: list[Part], data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(ApprovalPattern))
    now = {part.code: part for part in parts}
    joined = Joined.GOES_ON
    while joined is Joined.GOES_ON:
        if not any(part.outcome in (Outcome.REFUSED, Outcome.RETURNED) for part in now.values()):
            for code in ready(now.values()):
                now[code] = replace(now[code], state=StageState.QUEUED)
        asked = [code for code, part in now.items() if part.state in ASKED]
        assert asked
        code = data.draw(st.sampled_from(asked))
        now[code] = answer(now[code], data.draw(st.sampled_from(Outcome)))
        joined = join(pattern, now.values())
    outcomes = {part.outcome for part in now.values()}
    assert (joined is Joined.APPROVED) == (outcomes == {Outcome.APPROVED})


def test_a_refusal_waits_for_the_departments_still_asked_so_that_all_is_told_at_once() -> None:
    refused, asked = answer(waiting("land"), Outcome.REFUSED), replace(waiting("police"), state=StageState.SENT)
    assert join(ApprovalPattern.PARALLEL, [refused, asked]) is Joined.GOES_ON
    assert join(ApprovalPattern.PARALLEL, [refused, answer(asked, Outcome.APPROVED)]) is Joined.REFUSED


def test_a_return_moves_a_parallel_case_at_once_and_a_joint_case_when_all_have_spoken() -> None:
    returned, asked = answer(waiting("land"), Outcome.RETURNED), replace(waiting("police"), state=StageState.SENT)
    assert join(ApprovalPattern.PARALLEL, [returned, asked]) is Joined.RETURNED
    assert join(ApprovalPattern.JOINT, [returned, asked]) is Joined.GOES_ON
    assert join(ApprovalPattern.JOINT, [returned, answer(asked, Outcome.APPROVED)]) is Joined.RETURNED


def test_a_refusal_outweighs_a_return() -> None:
    answered = [answer(waiting("land"), Outcome.RETURNED), answer(waiting("police"), Outcome.REFUSED)]
    assert join(ApprovalPattern.PARALLEL, answered) is Joined.REFUSED
