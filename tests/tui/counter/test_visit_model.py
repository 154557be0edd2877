"""The visit as a model: what is known, what is next, what is sent. No screen, no network."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract import CardRead, LookUpStatus
from backend.guide.bundle import Bundle
from backend.guide.facts import Source
from backend.guide.outcome import DecisionKind, FieldState
from backend.guide.steps import Need, Step, needs, next_need, waiting
from tests.tui.counter.a_visit import NOW, answer, ask_everybody, begun, settle
from tui.counter.remarks import Remarks
from tui.counter.visit import Visit
from tui.counter.visit.hand_over import submission_of
from tui.counter.words import said
from tui.locale import in_words


@pytest.fixture
def visit(bundle: Bundle, card: CardRead) -> Visit:
    return begun(bundle, card)


def test_systems_are_asked_once_for_all_items_and_again_only_for_what_a_new_item_adds(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    first = visit.to_ask()
    assert {"GA-RK", "RS-JM", "RS-ZG", "RS-SK"} <= set(first)
    ask_everybody(visit)
    assert visit.to_ask() == {}
    visit.take("YB-001", "c-2")
    again = visit.to_ask()
    assert "YB-JB" in again
    assert "RS-JM" not in again


def test_an_answer_to_a_question_nobody_asked_changes_nothing(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    visit.asking("RS-JM", "l-1", ["RS-001"])
    before = visit.book
    visit.heard(answer("RS-JM", "l-another", {"residents_pension": "claiming"}), NOW)
    assert visit.book == before


def test_what_a_system_may_still_answer_is_not_asked_of_the_citizen(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    for system, items in visit.to_ask().items():
        visit.asking(system, f"l-{system}", items)
    asked = {need.code for need in needs(visit.assessed)}
    assert "employees_pension" not in asked
    assert Need(Step.ASK, "RS-001", "employees_pension") in waiting(visit.assessed)


def test_what_a_silent_system_would_have_said_is_asked_by_hand(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    for system, items in visit.to_ask().items():
        visit.asking(system, f"l-{system}", items)
        told = answer(system, f"l-{system}")
        if system == "RS-ZG":
            told = told.model_copy(update={"status": LookUpStatus.UNAVAILABLE, "facts": []})
        visit.heard(told, NOW)
    assert Need(Step.ASK, "RS-001", "employees_pension") in needs(visit.assessed)
    assert visit.book.unavailable == {"RS-ZG"}
    visit.ask_again()
    assert "RS-ZG" in visit.to_ask()


def test_enter_leads_through_what_needs_a_human_and_to_nothing_else(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    assert [need.code for need in needs(visit.assessed)] == ["present_address", "phone", "RS-001:tier", "RS-001:form"]
    settle(visit)
    assert needs(visit.assessed) == []
    assert visit.decisions() == {"RS-001": DecisionKind.ACCEPT}
    assert visit.can_hand_over()


def test_enter_stays_in_the_step_until_it_is_done_and_comes_round(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    address, phone, tier, form = needs(visit.assessed)
    assert next_need(visit.assessed) == address
    assert next_need(visit.assessed, phone) == tier
    assert next_need(visit.assessed, tier) == address
    visit.confirm("present_address")
    visit.confirm("phone")
    visit.fill("RS-001:tier", "200", NOW)
    assert next_need(visit.assessed, tier) == form


def test_a_wrong_value_is_kept_and_stays_the_next_thing(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    visit.fill("phone", "12", NOW)
    line = next(line for _, line in visit.fields() if line.field.fact == "phone")
    assert line.state is FieldState.WRONG
    assert visit.book.value("phone") == "12"
    assert Need(Step.FILL, "RS-001", "phone") in needs(visit.assessed)
    visit.fill("phone", "13800001111", NOW)
    assert "phone" not in {need.code for need in needs(visit.assessed)}


def test_what_was_offered_is_offered_again_when_what_was_typed_instead_is_taken_back(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    offered = visit.offered("phone")
    assert offered is not None
    for typed in ("12", "13800001111"):
        visit.fill("phone", typed, NOW)
    visit.unsay("phone")
    assert visit.offered("phone") == offered


def test_a_correction_says_why_and_can_be_taken_back(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    visit.correct("employees_pension", "suspended", "the citizen shows a newer document", NOW)
    known = visit.book.get("employees_pension")
    assert known is not None
    assert (known.value, known.correction) == ("suspended", "the citizen shows a newer document")
    visit.unsay("employees_pension")
    known = visit.book.get("employees_pension")
    assert known is not None
    assert (known.value, known.provenance.source, known.correction) == ("none", Source.SHARED, None)


def test_an_item_that_must_be_declined_asks_nothing_more(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    visit.asking("RS-ZG", "l", ["RS-001"])
    visit.heard(answer("RS-ZG", "l", {"employees_pension": "paying"}), NOW)
    assert visit.decisions() == {"RS-001": DecisionKind.DECLINE}
    assert needs(visit.assessed) == []
    assert visit.can_hand_over()


def test_that_an_item_cannot_be_accepted_is_said_once_with_its_reason(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    remarks = Remarks()
    assert "caution" not in [remark.level for remark in remarks.new(visit)]
    visit.asking("RS-ZG", "l", ["RS-001"])
    visit.heard(answer("RS-ZG", "l", {"employees_pension": "paying"}), NOW)
    (remark,) = remarks.new(visit)
    assert remark.level == "caution"
    assert said(visit.assessment("RS-001").decision.reasons[0].text) in in_words(remark.text)
    assert list(remarks.new(visit)) == []


def test_papers_of_several_items_are_asked_for_once(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    visit.take("YB-001", "c-2")
    ask_everybody(visit)
    codes = [line.material.code for _, line in visit.paper_lines()]
    assert len(codes) == len(set(codes))
    facts = [line.field.fact for _, line in visit.fields()]
    assert len(facts) == len(set(facts))


def test_what_one_item_learnt_is_not_asked_by_the_next(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    settle(visit)
    visit.take("YB-001", "c-2")
    ask_everybody(visit)
    again = {need.code for need in needs(visit.assessed)}
    assert not again & {"phone", "present_address", "attends"}


def test_the_hand_over_refers_to_what_the_node_holds_and_gives_what_only_the_window_knows(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    settle(visit)
    sent = submission_of(visit, "v7")
    assert sent.facts["bank_account"].value is None
    assert sent.facts["bank_account"].look_up == "l-RS-SK"
    assert sent.facts["phone"].value is None and sent.facts["phone"].confirmed
    assert sent.facts["RS-001:tier"].value == "200"
    assert [(item.item, item.case, item.decision) for item in sent.items] == [("RS-001", "c-1", "accept")]
    assert sent.papers["RS-001:form"].signed
    assert "999999" not in repr(sent)


def test_an_agent_is_known_by_the_second_card(visit: Visit, make_card: Callable[..., Any]) -> None:
    visit.take("RS-001", "c-1")
    visit.answer("attends", "agent", NOW)
    visit.act_through(make_card("999999198802024561", "欧阳某"), "child")
    assert visit.book.value("agent_name") == "欧阳某"
    assert visit.book.value("agent_relation") == "child"
    assert "authority_letter" in [line.material.code for _, line in visit.paper_lines()]


def test_the_guide_concludes_once_for_every_change(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    before = visit.assessed
    assert visit.assessed is before
    visit.fill("phone", "13800001111", NOW)
    assert visit.assessed is not before
