"""A visit as plain data and back: nothing lost, nothing half read."""

from typing import Any

import pytest

from backend.contract import CardRead
from backend.guide.bundle import Bundle
from tests.tui.counter.a_visit import NOW, ask_everybody, begun, settle
from tui.counter.visit import Visit
from tui.counter.visit.draft import UnknownDraft, Whereabouts, draft_of, visit_from
from tui.counter.visit.hand_over import submission_of


@pytest.fixture
def visit(bundle: Bundle, card: CardRead) -> Visit:
    return begun(bundle, card)


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
