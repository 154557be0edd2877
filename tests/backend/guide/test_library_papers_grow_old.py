"""A paper the hall keeps serves until its last day and not one day longer, and the screen says until when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.guide.facts import Trust
from backend.guide.item import Material, MaterialSource, Waiver
from backend.guide.library import find_serving, last_day, stale_words
from backend.guide.outcome import LibraryDocument
from backend.guide.text import Text

TODAY = date(2026, 11, 23)
PROOF = Material(
    code="proof",
    name=Text(zh="证明", en="Proof"),
    source=MaterialSource.APPLICANT,
    why=Text(zh="要", en="Needed."),
    waivers=(Waiver(document="licence"), Waiver(document="photo", newest_days=30)),
)


def kept(
    document: str = "licence", age: int = 0, until: date | None = None, id_: str = "d", **more: Trust
) -> LibraryDocument:
    return LibraryDocument(
        id=id_, document=document, trust=more.get("trust", Trust.B), received_on=TODAY - timedelta(days=age),
        valid_until=until,
    )  # fmt: skip


@given(
    st.integers(0, 100), st.none() | st.integers(0, 60), st.none() | st.dates(date(2026, 9, 1), date(2027, 3, 1)),
    st.integers(-100, 100),
)  # fmt: skip
def test_a_document_serves_on_exactly_the_days_up_to_its_last(
    age: int, newest: int | None, until: date | None, passed: int
) -> None:
    document, waiver, today = kept(age=age, until=until), Waiver(document="licence", newest_days=newest), TODAY
    today += timedelta(days=passed)
    young = newest is None or (today - document.received_on).days <= newest
    valid = until is None or today <= until
    paper = PROOF.model_copy(update={"waivers": (waiver,)})
    assert (find_serving(paper, (document,), today) is not None) == (young and valid)
    assert (stale_words(paper, (document,), today) is None) == (young and valid)


def test_the_earlier_of_two_ends_counts() -> None:
    waiver = Waiver(document="licence", newest_days=10)
    assert last_day(kept(age=4, until=TODAY + timedelta(days=90)), waiver) == TODAY + timedelta(days=6)
    assert last_day(kept(age=4, until=TODAY), waiver) == TODAY
    assert last_day(kept(age=4000), Waiver(document="licence")) is None


def test_a_stale_one_does_not_hide_one_that_serves() -> None:
    library = (kept(until=TODAY - timedelta(days=1), id_="old"), kept(age=9, until=TODAY, id_="new"))
    found = find_serving(PROOF, library, TODAY)
    assert found is not None and (found[0].id, found[1]) == ("new", TODAY)


def test_a_stale_one_is_named_with_the_day_it_served_until() -> None:
    words = stale_words(PROOF, (kept("photo", age=40),), TODAY)
    assert words is not None
    assert "2026-11-13" in words.zh and "2026-11-13" in words.en


def test_a_paper_of_too_little_trust_is_not_called_stale() -> None:
    assert stale_words(PROOF, (kept("photo", age=40, trust=Trust.C),), TODAY) is None
