"""The visit as a model: what is known, what is next, what is sent. No screen, no network."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contract import KnownFact, LookUpAnswer, LookUpStatus, Profile
from backend.guide.bundle import Bundle
from backend.guide.facts import Source
from backend.guide.outcome import DecisionKind, FieldState, InHand, PaperState, Place
from backend.guide.steps import Need, Step, needs, next_need, waiting
from tui.counter.remarks import Remarks
from tui.counter.visit import Visit
from tui.counter.visit.draft import UnknownDraft, Whereabouts, draft_of, visit_from
from tui.counter.visit.hand_over import submission_of
from tui.counter.words import said

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HALL = "999999102000"
ANSWERS: dict[str, dict[str, Any]] = {
    "GA-RK": {"registered_address": None, "registered_division": HALL},
    "RS-ZG": {"employees_pension": "none"},
    "RS-JM": {"residents_pension": "none"},
    "RS-SK": {"social_card": "active", "social_card_number": None, "bank_account": None},
    "MZ-SJ": {"assistance_group": "none"},
    "MZ-CL": {"disability_level": "none"},
    "NY-BT": {"monitored_household": False},
    "YB-JB": {"medical_insurance": "none", "medical_paid_this_year": False},
}


def answer(system: str, look_up: str, facts: dict[str, Any] | None = None) -> LookUpAnswer:
    told = [
        KnownFact(
            fact=fact,
            value=value,
            shown="***" if value is None else None,
            withheld=value is None,
            source="shared",
            system=system,
            trust="A",
            at=NOW,
            look_up=look_up,
        )
        for fact, value in (ANSWERS.get(system, {}) if facts is None else facts).items()
    ]
    return LookUpAnswer(look_up=look_up, system=system, status=LookUpStatus.ANSWERED, facts=told, took_ms=1)


def profile(visit: Visit) -> Profile:
    phone = KnownFact(
        fact="phone", shown="****5518", withheld=True, source="earlier", trust="D", at=NOW - timedelta(days=90)
    )
    return Profile(
        visit=visit.id, applicant="李*", masked_number="9*", facts=[phone], documents=[], open_cases=[],
        likely_items=["RS-001"],
    )  # fmt: skip


@pytest.fixture
def visit(bundle: Bundle, card: Any) -> Visit:
    catalogue = {item.code: item for item in bundle.items}
    made = Visit(id="v-1", catalogue=catalogue, place=Place(division_code=HALL, today=date(2026, 11, 23)))
    made.identify(card)
    made.welcome(profile(made))
    return made


def ask_everybody(visit: Visit) -> None:
    """Every system asked and answered, until nobody is left to ask."""
    while wanted := visit.to_ask():
        for system, items in wanted.items():
            visit.asking(system, f"l-{system}", items)
            visit.heard(answer(system, f"l-{system}"), NOW)


def settle(visit: Visit) -> None:
    """A human does everything that is asked of one."""
    for _ in range(100):
        need = next_need(visit.assessed)
        if need is None:
            return
        if need.step is Step.PAPERS:
            visit.put_paper(need.code, InHand(original_seen=True, signed=True, copies=9))
        elif visit.offered(need.code) is not None:
            visit.confirm(need.code)
        else:
            fact = visit.fact(need.code)
            value: Any = fact.choices[0].value if fact.choices else "13800001111"
            (visit.answer if need.step is Step.ASK else visit.fill)(need.code, value, NOW)
    raise AssertionError(f"never done: {needs(visit.assessed)}")


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
    assert said(visit.assessment("RS-001").decision.reasons[0].text) in remark.text
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


def test_a_draft_brings_everything_back(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    settle(visit)
    visit.correct("employees_pension", "suspended", "why", NOW)
    visit.hand_over(submission_of(visit, "v7"), "op-1")
    where = Whereabouts("fill", "phone", {"phone": "138"})
    again, back, gone = visit_from(draft_of(visit, where), visit.id, visit.catalogue, visit.place)
    assert gone == ()
    assert (back.step, back.at, dict(back.typing)) == ("fill", "phone", {"phone": "138"})
    assert (again.book, again.papers, again.items, again.card) == (visit.book, visit.papers, visit.items, visit.card)
    assert (again.operation, again.submission, again.replaced) == (visit.operation, visit.submission, visit.replaced)
    assert again.decisions() == visit.decisions()
    assert again.in_flight


def test_look_ups_under_way_at_a_crash_are_made_again(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    visit.asking("RS-JM", "l-1", ["RS-001"])
    again, _, _ = visit_from(draft_of(visit, Whereabouts()), visit.id, visit.catalogue, visit.place)
    assert "RS-JM" in again.to_ask()
    assert not again.book.pending


def test_a_draft_of_an_older_catalogue_leaves_out_what_is_gone_and_says_so(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    visit.take("YB-001", "c-2")
    smaller = {code: item for code, item in visit.catalogue.items() if code != "YB-001"}
    again, _, gone = visit_from(draft_of(visit, Whereabouts()), visit.id, smaller, visit.place)
    assert gone == ("YB-001",)
    assert [item.code for item in again.items] == ["RS-001"]


@pytest.mark.parametrize("body", [{}, {"form": 99}, {"applicant": 3}])
def test_a_draft_of_another_version_is_refused_and_not_half_read(visit: Visit, body: dict[str, Any]) -> None:
    with pytest.raises(UnknownDraft):
        visit_from(body, visit.id, visit.catalogue, visit.place)


def test_an_agent_is_known_by_the_second_card(visit: Visit, make_card: Callable[..., Any]) -> None:
    visit.take("RS-001", "c-1")
    visit.answer("attends", "agent", NOW)
    visit.act_through(make_card("999999198802024561", "欧阳某"), "child")
    assert visit.book.value("agent_name") == "欧阳某"
    assert visit.book.value("agent_relation") == "child"
    assert "authority_letter" in [line.material.code for _, line in visit.paper_lines()]


_DEEDS = st.lists(
    st.sampled_from(["GA-RK", "RS-ZG", "RS-JM", "RS-SK", "MZ-SJ", "phone", "tier", "address", "form"]),
    unique=True,
    max_size=9,
)


def do(visit: Visit, deed: str) -> None:
    match deed:
        case "phone":
            visit.fill("phone", "13800001111", NOW)
        case "tier":
            visit.fill("RS-001:tier", "300", NOW)
        case "address":
            visit.fill("present_address", "somewhere", NOW)
        case "form":
            visit.put_paper("RS-001:form", InHand(signed=True))
        case system:
            visit.asking(system, f"l-{system}", ["RS-001"])
            visit.heard(answer(system, f"l-{system}"), NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS, data=st.data())
def test_the_order_in_which_things_become_known_changes_nothing(
    bundle: Bundle, card: Any, deeds: list[str], data: st.DataObject
) -> None:
    outcomes = []
    for order in (deeds, data.draw(st.permutations(deeds))):
        catalogue = {item.code: item for item in bundle.items}
        visit = Visit(id="v", catalogue=catalogue, place=Place(division_code=HALL, today=date(2026, 11, 23)))
        visit.identify(card)
        visit.welcome(profile(visit))
        visit.take("RS-001", "c-1")
        for deed in order:
            do(visit, deed)
        outcomes.append((visit.book.known, needs(visit.assessed), visit.decisions(), visit.assessment("RS-001")))
    assert outcomes[0] == outcomes[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS)
def test_enter_never_leads_to_what_is_right_and_always_ends(bundle: Bundle, card: Any, deeds: list[str]) -> None:
    catalogue = {item.code: item for item in bundle.items}
    visit = Visit(id="v", catalogue=catalogue, place=Place(division_code=HALL, today=date(2026, 11, 23)))
    visit.identify(card)
    visit.take("RS-001", "c-1")
    for deed in deeds:
        do(visit, deed)
    right = {line.field.fact for _, line in visit.fields() if line.state is FieldState.FILLED}
    settled = {line.material.code for _, line in visit.paper_lines() if line.state is not PaperState.MISSING}
    for need in needs(visit.assessed):
        assert need.code not in right | settled
    again, _, _ = visit_from(draft_of(visit, Whereabouts()), "v", catalogue, visit.place)
    assert needs(again.assessed) == needs(visit.assessed)
    ask_everybody(visit)
    settle(visit)
    assert next_need(visit.assessed) is None


def test_assessing_a_visit_again_takes_no_time_a_person_could_notice(visit: Visit) -> None:
    visit.take("RS-001", "c-1")
    ask_everybody(visit)
    times = []
    for n in range(20):
        visit.fill("phone", f"1380000{n:04}", NOW)
        began = perf_counter()
        assert visit.assessed.assessments
        times.append(perf_counter() - began)
    assert median(times) < 0.05  # typical: under 0.002; this box may be busy
