"""Stages, the next step, several items in one visit, and what is sent to whom."""

from backend.guide import (
    FactBook,
    InHand,
    Item,
    PaperState,
    assess,
    assess_visit,
    needs,
    sent_facts,
    waiting,
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


def left(one: Item, book: FactBook, hand: dict[str, InHand] | None = None) -> tuple[list[str], list[str]]:
    """Codes of what needs a human, and of what a system may yet tell."""
    visit = assess_visit([one], book, hand or {}, (), PLACE)
    return [need.code for need in needs(visit)], [need.code for need in waiting(visit)]


def test_enter_goes_to_what_needs_a_human_and_not_to_what_a_system_may_tell() -> None:
    assert left(FORM, FactBook()) == (["phone", "letter"], ["alone", "card"])
    by_hand = FactBook().learn("phone", known("1"))
    assert left(FORM, by_hand) == (["letter"], ["alone", "card"])
    assert left(FORM, by_hand, {"letter": InHand(original_seen=True)}) == ([], ["alone", "card"])


def test_a_paper_a_system_may_make_unnecessary_waits_whatever_the_citizen_said() -> None:
    home = fact("home", shared=[{"system": "S", "datum": "home"}])
    one = item(home, materials=[paper("booklet", waivers=[{"fact": "home"}])])
    said = FactBook().learn("home", known("x"))
    assert left(one, said) == ([], ["booklet"])
    assert left(one, said.heard("S")) == (["booklet"], [])


def test_of_an_item_that_will_be_declined_nothing_more_is_asked() -> None:
    rule = requirement("adult", {"fact": "adult", "is": True})
    one = item(yes_no("adult"), fact("phone"), requirements=[rule], fields=[field("phone")])
    assert left(one, FactBook().learn("adult", known(False))) == ([], [])


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
