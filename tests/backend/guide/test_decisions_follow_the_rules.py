"""The decision table: decline, undecided, notify, provisional, accept, each with everything that is missing."""

from datetime import UTC, date, datetime

import pytest

from backend.guide import (
    Assessment,
    DecisionKind,
    FactBook,
    InHand,
    Item,
    Known,
    Lack,
    LibraryDocument,
    PaperState,
    Provenance,
    Source,
    Trust,
    assess,
)
from tests.backend.guide.builders import (
    PLACE,
    choice,
    field,
    item,
    known,
    paper,
    requirement,
    shared,
    situation,
    yes_no,
)
from tests.backend.guide.builders import fact as text_fact

SEEN = InHand(original_seen=True)
PROOF = paper("proof", waivers=[{"fact": "listed"}, {"document": "certificate", "newest_days": 30}])


def judge(one: Item, book: FactBook, hand: dict[str, InHand] | None = None, *library: LibraryDocument) -> Assessment:
    return assess(one, book, hand or {}, library, PLACE)


def kind(one: Item, book: FactBook, hand: dict[str, InHand] | None = None) -> DecisionKind:
    return judge(one, book, hand).decision.kind


def asking_for(*papers: dict[str, object]) -> Item:
    return item(yes_no("listed", "S"), materials=papers)


def test_an_item_that_asks_nothing_is_accepted() -> None:
    assert kind(item(), FactBook()) is DecisionKind.ACCEPT


def test_a_requirement_that_certainly_fails_declines_and_offers_what_can_be_done_instead() -> None:
    one = item(
        yes_no("pupil"),
        yes_no("staff"),
        requirements=[
            requirement("no_pupil", {"fact": "pupil", "is": False}, instead=["YB-001"]),
            requirement("no_staff", {"fact": "staff", "is": False}, instead=["RS-010", "YB-001"]),
        ],
    )
    decision = judge(one, FactBook().learn_all({"pupil": known(True), "staff": known(True)})).decision
    assert decision.kind is DecisionKind.DECLINE
    assert [reason.code for reason in decision.reasons] == ["no_pupil", "no_staff"]
    assert decision.instead == ("YB-001", "RS-010")


def test_a_requirement_that_does_not_apply_does_not_decline() -> None:
    rule = requirement("no_pupil", {"fact": "pupil", "is": False}, when={"fact": "young", "is": True})
    one = item(yes_no("pupil"), yes_no("young"), requirements=[rule])
    assert kind(one, FactBook().learn_all({"pupil": known(True), "young": known(False)})) is DecisionKind.ACCEPT


def test_a_requirement_nobody_asks_about_is_asked_all_the_same() -> None:
    one = item(yes_no("pupil"), requirements=[requirement("no_pupil", {"fact": "pupil", "is": False})])
    assessment = judge(one, FactBook())
    assert assessment.decision.kind is DecisionKind.UNDECIDED
    assert [line.situation.fact for line in assessment.open_questions()] == ["pupil"]


def test_open_questions_fields_and_papers_are_all_listed_while_undecided() -> None:
    one = item(
        yes_no("alone"),
        text_fact("reason"),
        situations=[situation("alone")],
        fields=[field("reason")],
        materials=[paper("letter")],
    )
    decision = judge(one, FactBook()).decision
    assert decision.kind is DecisionKind.UNDECIDED
    assert [(reason.lack, reason.code) for reason in decision.reasons] == [
        (Lack.QUESTION, "alone"),
        (Lack.FIELD, "reason"),
        (Lack.PAPER, "letter"),
    ]


def test_what_a_question_asks_is_not_listed_again_as_a_field() -> None:
    one = item(yes_no("alone"), situations=[situation("alone")], fields=[field("alone")])
    assert [reason.lack for reason in judge(one, FactBook()).decision.reasons] == [Lack.QUESTION]


def test_a_missing_paper_notifies_with_everything_missing_even_what_may_follow() -> None:
    one = asking_for(paper("a"), paper("b", tolerance={"days": 5}), paper("c", tolerance={"days": 3}))
    decision = judge(one, FactBook(), {"c": InHand(undertaken=True)}).decision
    assert decision.kind is DecisionKind.NOTIFY
    assert [reason.code for reason in decision.reasons] == ["a", "b", "c"]


def test_a_paper_that_cannot_be_given_today_leads_to_a_notice_that_says_so() -> None:
    decision = judge(asking_for(paper("now")), FactBook(), {"now": InHand(absent=True)}).decision
    assert decision.kind is DecisionKind.NOTIFY
    assert "cannot be given today" in decision.reasons[0].text.en
    assert "今天拿不出来" in decision.reasons[0].text.zh


def test_what_is_brought_after_all_is_no_longer_missing() -> None:
    one = asking_for(paper("now"))
    assert kind(one, FactBook(), {"now": InHand(absent=True, original_seen=True)}) is DecisionKind.ACCEPT


def test_a_tolerable_paper_is_provisional_only_once_it_is_undertaken() -> None:
    one = asking_for(paper("later", tolerance={"days": 5}))
    assert kind(one, FactBook()) is DecisionKind.NOTIFY
    decision = judge(one, FactBook(), {"later": InHand(undertaken=True)}).decision
    assert decision.kind is DecisionKind.PROVISIONAL
    assert [reason.code for reason in decision.reasons] == ["later"]


def test_undertaking_an_intolerable_paper_changes_nothing() -> None:
    assert kind(asking_for(paper("now")), FactBook(), {"now": InHand(undertaken=True)}) is DecisionKind.NOTIFY


def test_an_optional_paper_is_never_missed() -> None:
    assert kind(asking_for(paper("nice", necessity="optional")), FactBook()) is DecisionKind.ACCEPT


def test_a_form_not_signed_lacks_a_signature() -> None:
    decision = judge(asking_for(paper("form", source="printed", signature=True)), FactBook()).decision
    assert [(reason.lack, reason.code) for reason in decision.reasons] == [(Lack.SIGNATURE, "form")]


@pytest.mark.parametrize(
    ("asked", "done", "complete"),
    [
        ({}, InHand(), False),
        ({}, SEEN, True),
        ({}, InHand(files=("digest",)), False),  # a scan alone is trust C
        ({"least_trust": "C"}, InHand(files=("digest",)), True),
        ({"copies": 2}, SEEN, False),
        ({"copies": 2}, InHand(original_seen=True, copies=1, files=("digest",)), True),
        ({"signature": True}, SEEN, False),
        ({"signature": True}, InHand(original_seen=True, signed=True), True),
        ({"source": "printed", "signature": True}, InHand(signed=True), True),
        ({"source": "printed"}, InHand(), False),
    ],
)
def test_a_paper_is_in_hand_when_all_that_is_asked_of_it_was_done(
    asked: dict[str, object], done: InHand, complete: bool
) -> None:
    line = judge(asking_for(paper("p", **asked)), FactBook(), {"p": done}).papers[0]
    assert (line.state is PaperState.IN_HAND) is complete


def test_a_paper_is_waived_when_the_authority_says_the_same() -> None:
    line = judge(asking_for(PROOF), FactBook().heard("S", {"listed": shared(True, "S")})).papers[0]
    assert line.state is PaperState.WAIVED
    assert "2026-11-20" in line.reason.en


def test_a_paper_is_not_waived_by_the_applicants_own_word() -> None:
    book = FactBook().heard("S").learn("listed", known(True))
    assert kind(asking_for(PROOF), book) is DecisionKind.NOTIFY


def test_nobody_is_sent_home_for_a_paper_a_system_may_still_waive() -> None:
    for book in (FactBook(), FactBook().asking("S")):
        assessment = judge(asking_for(PROOF), book)
        assert assessment.decision.kind is DecisionKind.UNDECIDED
        assert assessment.papers[0].waiting_for == {"S"}
        assert assessment.look_ups == {"S"}


def test_a_silent_system_leaves_the_paper_to_be_confirmed_by_the_hall() -> None:
    assessment = judge(asking_for(PROOF), FactBook().silent("S"))
    assert assessment.papers[0].state is PaperState.CONFIRMING
    assert assessment.papers[0].days_to_follow == 5
    assert assessment.decision.kind is DecisionKind.PROVISIONAL
    assert [reason.code for reason in assessment.decision.reasons] == ["proof"]


@pytest.mark.parametrize(
    ("received", "trust", "valid_until", "serves"),
    [
        (date(2026, 11, 1), Trust.B, None, True),
        (date(2026, 10, 21), Trust.B, None, True),
        (date(2026, 10, 20), Trust.B, None, False),  # older than thirty days
        (date(2026, 11, 1), Trust.C, None, False),
        (date(2026, 11, 1), Trust.A, date(2026, 11, 20), True),
        (date(2026, 11, 1), Trust.A, date(2026, 11, 19), False),
    ],
)
def test_a_library_document_serves_if_new_valid_and_trusted_enough(
    received: date, trust: Trust, valid_until: date | None, serves: bool
) -> None:
    document = LibraryDocument(
        id="d", document="certificate", trust=trust, received_on=received, valid_until=valid_until
    )
    line = judge(asking_for(PROOF), FactBook().heard("S"), None, document).papers[0]
    assert (line.state is PaperState.IN_LIBRARY) is serves
    assert (line.document == "d") is serves


def test_a_value_that_fails_its_check_keeps_the_case_undecided() -> None:
    one = item(choice("tier", "abc"), fields=[field("tier")])
    decision = judge(one, FactBook().learn("tier", known("z", Source.TYPED))).decision
    assert decision.kind is DecisionKind.UNDECIDED
    assert decision.reasons[0].text.en == "Choose one of the options listed."


@pytest.mark.parametrize(("answer", "state"), [("married", PaperState.WAIVED), ("none", PaperState.MISSING)])
def test_only_an_answer_that_proves_something_spares_a_paper(answer: str, state: PaperState) -> None:
    waiver = {"fact": "record", "when": {"fact": "record", "is": "married"}}
    one = item(choice("record", ["none", "married"], "S"), materials=[paper("certificate", waivers=[waiver])])
    book = FactBook().heard("S", {"record": shared(answer, "S")})
    assert [line.state for line in judge(one, book).papers] == [state]


def test_a_spared_paper_names_the_halls_day_wherever_the_moment_is_counted_from() -> None:
    one = item(
        choice("record", ["none", "married"], "S"), materials=[paper("certificate", waivers=[{"fact": "record"}])]
    )
    after_midnight = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    told = Known(
        value="married", provenance=Provenance(source=Source.SHARED, at=after_midnight, trust=Trust.A, system="S")
    )
    book = FactBook().heard("S", {"record": told})
    [line] = judge(one, book).papers
    assert "2026-11-20" in line.reason.en
