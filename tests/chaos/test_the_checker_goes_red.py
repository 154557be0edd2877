"""The checker of the storm finds what it is there to find: each violation is planted once."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from backend.contract import CaseReceipt, Receipt
from tests.chaos.checker import Answers, Fault, Promise, violations
from tests.chaos.evidence import CaseFound, DispatchFound, Evidence, LogFound, StageFound

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
RECEIPT = Receipt(
    visit="visit",
    cases=[
        CaseReceipt(
            case="case", number="N1", item="RS-001", item_name="参保登记", item_name_en="Enrolment", state="accepted",
            decision="accept", accepted_at=NOON, promised_on=date(2026, 11, 25), statutory_on=None,
            received_papers=[], result_expected="登记表",
        )
    ],
    hall_name="便民服务中心", window="01", operator="W", issued_at=NOON, ask_at="12345", complain_at="12345",
)  # fmt: skip
PROMISE = Promise("visit", RECEIPT)
TRUE_ANSWERS = Answers({"visit": [RECEIPT, RECEIPT]})
CASE = CaseFound("case", "N1", "visit", "produced")
FIRST = DispatchFound("d1", "case", "RS-JM", "answered")
SECOND = DispatchFound("d2", "case", "TY-YF", "answered")
WELL = Evidence(
    cases=(CASE,),
    stages=(StageFound("case", "a", "answered", "d1"), StageFound("case", "b", "answered", "d2")),
    dispatches=(FIRST, SECOND),
    effects={"d1": 1, "d2": 1},
    acts=Counter(
        [("case.accept", "case"), ("dispatch.sent", "d1"), ("dispatch.answered", "d1"), ("dispatch.answered", "d2")]
    ),
    logs=(LogFound("hall.1", 0, "intact"),),
)


def found_in(
    found: Evidence, answers: Answers = TRUE_ANSWERS, promises: tuple[Promise, ...] = (PROMISE,)
) -> set[Fault]:
    return {
        violation.fault for violation in violations(promises, answers, found, may_park=lambda system: system == "TY-YF")
    }


def parked(dispatch: DispatchFound, effects: int) -> Evidence:
    """The world with this dispatch left to a person, and the case waiting for them."""
    others = tuple(other for other in WELL.dispatches if other != dispatch)
    return replace(
        WELL,
        cases=(replace(CASE, state="in_review"),),
        dispatches=(*others, replace(dispatch, state="parked")),
        effects={**WELL.effects, dispatch.id: effects},
    )


def standing(state: str) -> Evidence:
    """The world with the first dispatch in this state."""
    return replace(WELL, dispatches=(replace(FIRST, state=state), SECOND))


def more(act: str, subject: str) -> Evidence:
    return replace(WELL, acts=WELL.acts + Counter([(act, subject)]))


def test_a_day_on_which_everything_went_well_has_no_violation() -> None:
    assert found_in(WELL) == set()


def test_a_returned_case_is_decided_and_stages_never_opened_need_no_dispatch() -> None:
    stages = (*WELL.stages, StageFound("case", "c", "waiting", None))
    assert found_in(replace(WELL, cases=(replace(CASE, state="returned"),), stages=stages)) == set()


@pytest.mark.parametrize("effects", [0, 1])
def test_a_grade_c_dispatch_may_wait_for_a_person_whether_or_not_it_arrived(effects: int) -> None:
    assert found_in(parked(SECOND, effects)) == set()


PLANTED = {
    "a case that is gone": (replace(WELL, cases=()), Fault.LOST_CASE),
    "a case renumbered": (replace(WELL, cases=(replace(CASE, number="N2"),)), Fault.OTHER_NUMBER),
    "a second case of the same visit": (replace(WELL, cases=(CASE, replace(CASE, id="again"))), Fault.UNTOLD_CASE),
    "a number used again": (replace(WELL, cases=(CASE, replace(CASE, id="again"))), Fault.NUMBER_TWICE),
    "a stage whose dispatch is gone": (replace(WELL, dispatches=(FIRST,)), Fault.LOST_DISPATCH),
    "a stage opened without an attempt": (
        replace(WELL, stages=(StageFound("case", "a", "queued", None),)), Fault.LOST_DISPATCH,
    ),
    "a dispatch stuck as queued": (standing("queued"), Fault.UNFINISHED),
    "a dispatch stuck as sent": (standing("sent"), Fault.UNFINISHED),
    "an outbox row left open": (replace(WELL, open_outbox=("d1",)), Fault.LEFT_OVER),
    "a department that can be asked, parked": (parked(FIRST, 1), Fault.WRONGLY_PARKED),
    "an answer without an application": (replace(WELL, effects={"d2": 1}), Fault.NO_EFFECT),
    "two applications of one dispatch": (replace(WELL, effects={"d1": 2, "d2": 1}), Fault.EFFECT_TWICE),
    "two applications of a parked one": (parked(SECOND, 2), Fault.EFFECT_TWICE),
    "an application nobody here sent": (replace(WELL, effects={**WELL.effects, "d9": 1}), Fault.UNKNOWN_EFFECT),
    "a case left in review": (replace(WELL, cases=(replace(CASE, state="in_review"),)), Fault.NOT_DECIDED),
    "an acceptance not in the chain": (
        replace(WELL, acts=WELL.acts - Counter([("case.accept", "case")])), Fault.ENTRY_MISSING,
    ),
    "an answer not in the chain": (
        replace(WELL, acts=WELL.acts - Counter([("dispatch.answered", "d1")])), Fault.ENTRY_MISSING,
    ),
    "an acceptance twice in the chain": (more("case.accept", "case"), Fault.ENTRY_TWICE),
    "a sending twice in the chain": (more("dispatch.sent", "d1"), Fault.ENTRY_TWICE),
    "an answer applied twice": (more("dispatch.answered", "d1"), Fault.ENTRY_TWICE),
    "a chain tampered with": (replace(WELL, logs=(LogFound("hall.1", 1, "tampered"),)), Fault.CHAIN_BROKEN),
    "a chain that cannot be judged": (replace(WELL, logs=(LogFound("hall.1", 2, "cannot tell"),)), Fault.CHAIN_BROKEN),
    "no chain at all": (replace(WELL, logs=()), Fault.CHAIN_BROKEN),
    "a damaged file": (replace(WELL, torn_files=("node.db",)), Fault.TORN_FILE),
}  # fmt: skip


@pytest.mark.parametrize(("found", "fault"), PLANTED.values(), ids=PLANTED)
def test_a_planted_violation_is_found(found: Evidence, fault: Fault) -> None:
    assert fault in found_in(found)


def test_a_receipt_that_changed_or_is_gone_is_found() -> None:
    changed = RECEIPT.model_copy(update={"operator": "somebody else"})
    assert found_in(WELL, Answers({"visit": [RECEIPT, changed]})) == {Fault.RECEIPT_CHANGED}
    assert found_in(WELL, Answers({})) == {Fault.RECEIPT_CHANGED}


def test_a_visit_taken_in_a_second_time_is_found() -> None:
    assert found_in(WELL, Answers({"visit": [RECEIPT]}, frozenset({"visit"}))) == {Fault.TAKEN_TWICE}


def test_every_kind_of_fault_is_planted_somewhere() -> None:
    planted = {fault for _, fault in PLANTED.values()} | {Fault.RECEIPT_CHANGED, Fault.TAKEN_TWICE}
    assert planted == set(Fault)
