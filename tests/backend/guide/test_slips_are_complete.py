"""The slip of what is lacking, over all items: every paper, question and line stands on it once, and in one place."""

from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.guide import (
    DecisionKind,
    FactBook,
    InHand,
    Item,
    Known,
    PaperState,
    Place,
    Provenance,
    Source,
    Trust,
    assess_visit,
)
from backend.guide.item import MaterialSource
from backend.guide.slip import Origin, Slip, slip_of
from tests.parts.catalogue import shipped

PLACE = Place(division_code="999999101000", today=date(2026, 11, 23))
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HANDS = st.builds(InHand, original_seen=st.booleans(), signed=st.booleans(), undertaken=st.booleans())


def of_age(years: int) -> FactBook:
    """All systems have answered and know nothing but the age."""
    provenance = Provenance(source=Source.CARD, at=AT, trust=Trust.A)
    book = FactBook().learn("birth", Known(value=f"{2026 - years}-01-01", provenance=provenance))
    for system in shipped().systems:
        book = book.heard(system)
    return book


def slip(items: list[Item], book: FactBook, hand: dict[str, InHand]) -> Slip:
    return slip_of(shipped(), items, assess_visit(items, book, hand, (), PLACE))


@settings(max_examples=60)
@given(data=st.data(), years=st.integers(1, 90))
def test_each_paper_stands_in_one_place_and_what_is_in_hand_in_none(data: st.DataObject, years: int) -> None:
    items = data.draw(st.lists(st.sampled_from(shipped().items), min_size=1, max_size=3, unique_by=lambda i: i.code))
    codes = sorted({material.code for item in items for material in item.materials})
    hand = {code: data.draw(HANDS) for code in codes}
    assessed = assess_visit(items, of_age(years), hand, (), PLACE)
    made = slip_of(shipped(), items, assessed)
    told = Counter(text.zh for text in (*(paper.name for paper in made.bring), *made.sign, *made.spared))
    silent = (PaperState.IN_HAND, PaperState.OPTIONAL)
    assert told == Counter(p.line.material.name.zh for p in assessed.papers if p.line.state not in silent)
    assert all(paper.origin is not Origin.HERE for paper in made.bring)
    printed = {p.line.material.name.zh for p in assessed.papers if p.line.material.source is MaterialSource.PRINTED}
    assert {name.zh for name in made.sign} <= printed


@settings(max_examples=60)
@given(item=st.sampled_from(shipped().items), years=st.integers(1, 90))
def test_who_is_not_accepted_is_told_what_is_lacking_and_who_is_declined_only_why(item: Item, years: int) -> None:
    assessed = assess_visit([item], of_age(years), {}, (), PLACE)
    made = slip_of(shipped(), [item], assessed)
    kind = assessed.assessments[0].decision.kind
    if kind in (DecisionKind.NOTIFY, DecisionKind.DECLINE):
        assert not made.lacks_nothing
    if kind is DecisionKind.DECLINE:
        assert not (made.bring or made.sign or made.answer or made.fill)
        assert made.items[0].reasons


def test_of_every_item_with_nothing_known_each_paper_says_why_and_where() -> None:
    for item in shipped().items:
        for paper in slip([item], of_age(40), {}).bring:
            assert paper.why.zh and paper.why.en, item.code
            assert paper.items == (item.code,)
            assert not paper.issuers or paper.origin is Origin.ISSUED


def test_a_lost_certificate_says_which_item_gives_it_anew() -> None:
    items = [shipped().get_item("MZ-019")]
    book = of_age(40)
    papers = {paper.name.zh: paper for paper in slip(items, book, {}).bring}
    renewed = [code for paper in papers.values() for code in (text.zh.split()[0] for text in paper.renewed_by)]
    assert {"MZ-036", "MZ-039"} <= set(renewed)
