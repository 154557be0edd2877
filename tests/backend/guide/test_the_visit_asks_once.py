"""Stages, the next step, several items in one visit, and what is sent to whom."""

from backend.guide import (
    FactBook,
    InHand,
    Item,
    PaperState,
    StepName,
    StepState,
    assess,
    assess_visit,
    bare_code,
    next_step,
    sent_facts,
)
from tests.backend.guide.builders import (
    PLACE,
    choice,
    fact,
    field,
    item,
    known,
    paper,
    requirement,
    shared,
    situation,
    stage,
    yes_no,
)

FORM = item(
    yes_no("alone", "S"),
    fact("phone"),
    fact("card", shared=[{"system": "S", "datum": "card"}]),
    situations=[situation("alone")],
    fields=[field("card"), field("phone")],
    materials=[paper("letter")],
)


def bar(one: Item, book: FactBook, hand: dict[str, InHand] | None = None) -> dict[str, str]:
    step = next_step([assess(one, book, hand or {}, (), PLACE)])
    return {line.step.value: line.state.value for line in step.bar}


def spot(one: Item, book: FactBook, hand: dict[str, InHand] | None = None) -> tuple[str, str | None, bool]:
    found = next_step([assess(one, book, hand or {}, (), PLACE)]).spot
    return found.step.value, found.code, found.waiting


def test_the_card_comes_first_then_the_item() -> None:
    assert next_step([], identified=False).spot.step is StepName.IDENTIFY
    assert next_step([]).spot.step is StepName.CHOOSE


def test_enter_goes_to_what_needs_a_human_before_what_a_system_may_tell() -> None:
    assert spot(FORM, FactBook()) == ("fill", "phone", False)
    by_hand = FactBook().learn("phone", known("1"))
    assert spot(FORM, by_hand) == ("papers", "letter", False)
    assert spot(FORM, by_hand, {"letter": InHand(original_seen=True)}) == ("ask", "alone", True)


def test_when_nothing_needs_a_human_the_visit_is_reviewed_then_handed_over() -> None:
    done = assess(item(), FactBook(), {}, (), PLACE)
    assert next_step([done]).spot.step is StepName.REVIEW
    assert next_step([done], reviewed=True).spot.step is StepName.HAND_OVER


def test_a_step_with_nothing_to_ask_is_passed_over() -> None:
    book = FactBook().heard("S", {"alone": shared(True, "S"), "card": shared("1", "S")}).learn("phone", known("1"))
    states = bar(FORM, book)
    assert states["ask"] == StepState.PASSED
    assert states["fill"] == StepState.DONE
    assert states["papers"] == StepState.NOW
    assert states["review"] == StepState.AHEAD


def test_of_an_item_that_will_be_declined_nothing_more_is_asked() -> None:
    rule = requirement("adult", {"fact": "adult", "is": True})
    one = item(yes_no("adult"), fact("phone"), requirements=[rule], fields=[field("phone")])
    assert spot(one, FactBook().learn("adult", known(False))) == ("review", None, False)


def test_what_comes_after_a_stage_left_out_comes_after_its_forerunners() -> None:
    one = item(
        choice("road", "xy"),
        stages=[
            stage("a"),
            stage("b", "a", when={"fact": "road", "is": "x"}),
            stage("c", "b", when={"fact": "road", "is": "x"}),
            stage("d", "a", "c"),
        ],
    )
    kept = assess(one, FactBook().learn("road", known("y")), {}, (), PLACE).stages
    assert [(stage.code, stage.after) for stage in kept] == [("a", ()), ("d", ("a",))]


FIRST = item(
    fact("phone"),
    fact("name", card="name"),
    code="A-1",
    fields=[field("name"), field("phone")],
    materials=[paper("letter"), paper("A-1:form", source="printed", signature=True)],
)
SECOND = item(
    fact("phone"),
    fact("name", card="name"),
    code="B-1",
    department="MZ",
    fields=[field("name"), field("phone", required=False)],
    materials=[paper("letter"), paper("B-1:form", source="printed", signature=True)],
)


def test_common_lines_and_papers_are_asked_once_for_the_visit() -> None:
    visit = assess_visit([FIRST, SECOND], FactBook(), {}, (), PLACE)
    assert [(paper.line.material.code, paper.items) for paper in visit.papers] == [
        ("letter", ("A-1", "B-1")),
        ("A-1:form", ("A-1",)),
        ("B-1:form", ("B-1",)),
    ]
    assert [(line.line.field.fact, line.items) for line in visit.fields] == [
        ("name", ("A-1", "B-1")),
        ("phone", ("A-1", "B-1")),
    ]
    assert visit.common_papers()[0].line.material.code == "letter"


def test_a_line_one_item_needs_is_needed_whatever_the_other_says() -> None:
    visit = assess_visit([SECOND, FIRST], FactBook(), {}, (), PLACE)
    phone = next(line for line in visit.fields if line.line.field.fact == "phone")
    assert phone.line.field.required


def test_what_the_citizen_was_spared_is_counted() -> None:
    one = item(
        fact("home", shared=[{"system": "S", "datum": "home"}]),
        code="C-1",
        department="GA",
        fields=[field("home")],
        materials=[paper("booklet", waivers=[{"fact": "home"}])],
    )
    book = FactBook().heard("S", {"home": shared("x", "S")}).learn("name", known("n")).learn("phone", known("1"))
    visit = assess_visit([FIRST, SECOND, one], book, {}, (), PLACE)
    assert next(p for p in visit.papers if p.line.material.code == "booklet").line.state is PaperState.WAIVED
    assert (visit.saved.papers, visit.saved.fields, visit.saved.trips) == (1, 3, 2)


def test_a_stage_receives_what_it_names_and_nothing_else() -> None:
    one = item(
        fact("name"),
        fact("XX-001:tier"),
        fields=[field("name"), field("XX-001:tier", required=False)],
        stages=[stage("all"), stage("few", "all", sends=["name"])],
    )
    assert sent_facts(one, one.stages[0]) == ("name", "XX-001:tier")
    assert sent_facts(one, one.stages[1]) == ("name",)
    assessment = assess(one, FactBook().learn("name", known("n")), {}, (), PLACE)
    assert sent_facts(one, one.stages[0], assessment) == ("name",)
    assert bare_code("XX-001:tier") == "tier"
    assert bare_code("name") == "name"
