"""Whatever becomes known first: the same is concluded, and Enter leads to an end."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.guide.bundle import Bundle
from backend.guide.outcome import FieldState, InHand, PaperState
from backend.guide.steps import needs, next_need
from tests.tui.counter.a_visit import NOW, answer, ask_everybody, begun, settle
from tui.counter.visit import Visit
from tui.counter.visit.draft import Whereabouts, draft_of, visit_from

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
        visit = begun(bundle, card)
        visit.take("RS-001", "c-1")
        for deed in order:
            do(visit, deed)
        outcomes.append((visit.book.known, needs(visit.assessed), visit.decisions(), visit.assessment("RS-001")))
    assert outcomes[0] == outcomes[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS)
def test_enter_never_leads_to_what_is_right_and_always_ends(bundle: Bundle, card: Any, deeds: list[str]) -> None:
    visit = begun(bundle, card)
    visit.take("RS-001", "c-1")
    for deed in deeds:
        do(visit, deed)
    right = {line.field.fact for _, line in visit.fields() if line.state is FieldState.FILLED}
    settled = {line.material.code for _, line in visit.paper_lines() if line.state is not PaperState.MISSING}
    for need in needs(visit.assessed):
        assert need.code not in right | settled
    again, _, _ = visit_from(draft_of(visit, Whereabouts()), visit.id, visit.catalogue, visit.place)
    assert needs(again.assessed) == needs(visit.assessed)
    ask_everybody(visit)
    settle(visit)
    assert next_need(visit.assessed) is None
