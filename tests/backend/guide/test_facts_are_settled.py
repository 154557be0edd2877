"""What is known, what follows from it, what is offered, and what may still come."""

from datetime import date

import pytest

from backend.guide import FactBook, FactKind, FieldState, Item, PaperState, Source, Trust, assess, derive
from backend.guide.derive import age_on, registered_in
from tests.backend.guide.builders import (
    HALL,
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
    yes_no,
)


def form_state(one: Item, book: FactBook) -> FieldState:
    return assess(one, book, {}, (), PLACE).fields[0].state


@pytest.mark.parametrize(
    ("day", "birth", "age"),
    [
        (date(2026, 11, 20), date(1966, 11, 20), 60),
        (date(2026, 11, 20), date(1966, 11, 21), 59),
        (date(2026, 2, 28), date(2008, 2, 29), 17),
        (date(2026, 3, 1), date(2008, 2, 29), 18),
    ],
)
def test_age_is_counted_in_full_years(day: date, birth: date, age: int) -> None:
    assert age_on(day, birth) == age


def test_age_comes_from_the_birth_date_or_else_from_the_id_number() -> None:
    age = fact("age", FactKind.INTEGER, computed="age")
    number = fact("id_number", FactKind.ID_NUMBER)
    by_number = derive({"age": age, "id_number": number}, _card(id_number="999999199001011238"), PLACE)
    by_birth = derive({"age": age}, _card(birth="2000-11-21"), PLACE)
    assert (by_number.value("age"), by_birth.value("age")) == (36, 25)


def _card(**values: str) -> FactBook:
    return FactBook().learn_all({code: known(value, Source.CARD) for code, value in values.items()})


@pytest.mark.parametrize(
    ("registered", "where"),
    [
        ("999999101003", "hall"),
        ("999999101000", "hall"),
        ("999999102003", "county"),
        ("999998101003", "elsewhere"),
        ("9999991010", "elsewhere"),
        ("", "elsewhere"),
    ],
)
def test_registration_is_compared_level_by_level(registered: str, where: str) -> None:
    assert registered_in(registered, HALL) == where


def test_a_village_halls_division_is_the_village() -> None:
    assert registered_in("999999101003", "999999101003") == "hall"
    assert registered_in("999999101004", "999999101003") == "county"


GROUP = choice(
    "group",
    ["ordinary", "poor", "disabled"],
    derived=[
        {"value": "poor", "when": {"fact": "poor", "is": True}},
        {"value": "disabled", "when": {"fact": "disabled", "is": True}},
        {"value": "ordinary"},
    ],
    default="ordinary",
)
GROUP_FACTS = {one.code: one for one in (GROUP, yes_no("poor", "P"), yes_no("disabled", "D"))}


def group_of(book: FactBook) -> tuple[object, Source, Trust] | None:
    held = derive(GROUP_FACTS, book, PLACE).get("group")
    return None if held is None else (held.value, held.provenance.source, held.provenance.trust)


def test_a_derived_fact_waits_for_the_cases_before_it() -> None:
    disabled = FactBook().heard("D", {"disabled": shared(True, "D")})
    assert group_of(disabled) is None
    assert group_of(disabled.asking("P")) is None
    assert group_of(disabled.heard("P", {"poor": shared(False, "P")})) == ("disabled", Source.COMPUTED, Trust.A)


def test_a_derived_fact_passes_over_what_a_silent_system_would_have_said() -> None:
    disabled = FactBook().heard("D", {"disabled": shared(True, "D")}).silent("P")
    assert group_of(disabled) == ("disabled", Source.COMPUTED, Trust.A)


def test_a_derived_fact_is_a_default_when_a_silent_system_might_have_said_otherwise() -> None:
    book = FactBook().heard("D", {"disabled": shared(False, "D")}).silent("P")
    assert group_of(book) == ("ordinary", Source.DEFAULT, Trust.D)


def test_a_derived_fact_is_certain_when_every_system_answered() -> None:
    book = FactBook().heard("D", {"disabled": shared(False, "D")}).heard("P", {"poor": shared(False, "P")})
    assert group_of(book) == ("ordinary", Source.COMPUTED, Trust.A)


def test_a_human_outweighs_what_would_follow() -> None:
    book = FactBook().heard("P", {"poor": shared(True, "P")}).learn("group", known("disabled"))
    assert group_of(book) == ("disabled", Source.ASKED, Trust.D)


def test_a_field_waits_for_its_system_then_asks_a_human() -> None:
    one = item(fact("card", shared=[{"system": "S", "datum": "card"}]), fields=[field("card")])
    assert form_state(one, FactBook()) is FieldState.WAITING
    assert form_state(one, FactBook().asking("S")) is FieldState.WAITING
    assert form_state(one, FactBook().heard("S")) is FieldState.ASK
    assert form_state(one, FactBook().silent("S")) is FieldState.ASK
    assert form_state(one, FactBook().heard("S", {"card": shared("1", "S")})) is FieldState.FILLED


def test_a_withheld_value_counts_as_known() -> None:
    one = item(fact("card", shared=[{"system": "S", "datum": "card"}]), fields=[field("card")])
    held = shared(None, "S", withheld=True, shown="****1")
    assert form_state(one, FactBook().heard("S", {"card": held})) is FieldState.FILLED


def test_a_value_used_earlier_is_offered_until_confirmed() -> None:
    one = item(fact("phone", FactKind.PHONE, earlier=True), fields=[field("phone")])
    offer = known("13800000000", Source.EARLIER)
    assert form_state(one, FactBook().learn("phone", offer)) is FieldState.CONFIRM
    agreed = offer.model_copy(update={"confirmed": True})
    assert form_state(one, FactBook().learn("phone", agreed)) is FieldState.FILLED


ADDRESS = item(fact("home"), fact("present", same_as="home"), fields=[field("present")])


def test_a_value_is_offered_from_another_fact_and_follows_it_until_confirmed() -> None:
    book = _card(home="甲村 1 号")
    line = assess(ADDRESS, book, {}, (), PLACE).fields[0]
    assert line.state is FieldState.CONFIRM
    assert line.known is not None and line.known.provenance.source is Source.PRESUMED
    agreed = book.learn("present", line.known.model_copy(update={"confirmed": True}))
    assert form_state(ADDRESS, agreed) is FieldState.FILLED
    moved = agreed.forget("home").learn("home", known("乙村 2 号", Source.CARD))
    assert form_state(ADDRESS, moved) is FieldState.CONFIRM


def test_the_node_puts_its_own_value_under_a_confirmation_given_for_a_mask() -> None:
    confirmed = known(None, Source.PRESUMED, confirmed=True, withheld=True, shown="甲村 *")
    book = _card(home="甲村 1 号").learn("present", confirmed)
    line = assess(ADDRESS, book, {}, (), PLACE).fields[0]
    assert line.state is FieldState.FILLED
    assert line.known is not None and line.known.value == "甲村 1 号"


def test_a_value_offered_from_an_offered_one_is_agreed_to_in_whatever_order_the_facts_stand() -> None:
    agreed = known(None, Source.PRESUMED, confirmed=True)
    offered = fact("kept_at", same_as="present"), fact("present", same_as="home"), fact("home")
    book = _card(home="甲村 1 号").learn_all({"present": agreed, "kept_at": agreed})
    line = assess(item(*offered, fields=[field("kept_at")]), book, {}, (), PLACE).fields[0]
    assert line.state is FieldState.FILLED
    assert line.known is not None and line.known.value == "甲村 1 号"


def test_a_confirmation_does_not_outlive_the_mask_it_was_given_for() -> None:
    confirmed = known(None, Source.PRESUMED, confirmed=True, withheld=True, shown="甲村 *")
    held = shared(None, "S", withheld=True, shown="乙村 *")
    book = FactBook().heard("S", {"home": held}).learn("present", confirmed)
    assert form_state(ADDRESS, book) is FieldState.CONFIRM


def test_a_default_waits_until_no_system_may_know_better() -> None:
    one = item(choice("pay", "ab", "S", default="a"), fields=[field("pay")])
    assert form_state(one, FactBook()) is FieldState.WAITING
    line = assess(one, FactBook().heard("S"), {}, (), PLACE).fields[0]
    assert line.state is FieldState.FILLED
    assert line.known is not None and line.known.provenance.source is Source.DEFAULT


def test_a_question_comes_only_when_its_turn_has_come() -> None:
    one = item(
        yes_no("agent"),
        yes_no("video"),
        situations=[situation("agent"), situation("video", when={"fact": "agent", "is": True})],
    )

    def open_questions(book: FactBook) -> list[str]:
        return [line.situation.fact for line in assess(one, book, {}, (), PLACE).open_questions()]

    assert open_questions(FactBook()) == ["agent"]
    assert open_questions(FactBook().learn("agent", known(True))) == ["video"]
    assert open_questions(FactBook().learn("agent", known(False))) == []


def test_a_rubbish_value_from_a_system_is_asked_again_and_breaks_nothing() -> None:
    one = item(
        fact("age", FactKind.INTEGER, shared=[{"system": "S", "datum": "age"}]),
        requirements=[requirement("adult", {"fact": "age", "at_least": 18})],
    )
    book = FactBook().heard("S", {"age": shared("many", "S")})
    assert [line.situation.fact for line in assess(one, book, {}, (), PLACE).open_questions()] == ["age"]


def test_a_system_of_which_a_fact_is_known_need_not_be_asked_again() -> None:
    book = FactBook().learn("a", shared("1", "S"))
    assert not book.awaits("S")
    assert book.asking("S").awaits("S")
    assert not book.asking("S").silent("S").awaits("S")


def test_no_other_departments_system_is_asked_for_the_sake_of_an_offer() -> None:
    offers = [
        {"item": "A", "when": {"fact": "own", "is": True}, "because": {"zh": "一", "en": "a"}},
        {"item": "B", "when": {"fact": "other", "is": True}, "because": {"zh": "二", "en": "b"}},
    ]
    one = item(yes_no("own", "RS-JM"), yes_no("other", "MZ-SJ"), proposes=offers)
    assert assess(one, FactBook(), {}, (), PLACE).look_ups == {"RS-JM"}
    answered = FactBook().heard("RS-JM", {"own": shared(True, "RS-JM")})
    assert [code for code, _ in assess(one, answered, {}, (), PLACE).proposals] == ["A"]


def test_an_offer_the_node_withholds_is_no_answer_to_a_question() -> None:
    one = item(choice("home", "ab"), situations=[situation("home")])
    offer = known(None, Source.EARLIER, withheld=True, shown="*")
    assert assess(one, FactBook().learn("home", offer), {}, (), PLACE).open_questions()


def test_what_follows_from_the_applicants_word_waives_no_paper() -> None:
    one = item(*GROUP_FACTS.values(), materials=[paper("proof", waivers=[{"fact": "group"}])])
    shared_book = FactBook().heard("P", {"poor": shared(True, "P")})
    said_book = FactBook().heard("P").heard("D").learn("poor", known(True))
    states = [assess(one, book, {}, (), PLACE).papers[0].state for book in (shared_book, said_book)]
    assert states == [PaperState.WAIVED, PaperState.MISSING]
