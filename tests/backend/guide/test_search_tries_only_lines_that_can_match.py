"""The search looks only at lines that can match; what it finds is what looking at every line finds."""

from hypothesis import given
from hypothesis import strategies as st

from backend.guide.search import Kind, SearchEntry, SearchIndex, SearchName
from backend.guide.search.letters import Letters
from backend.guide.search.lines import Lines
from backend.guide.search.marks import Marks, most_marked, places
from backend.guide.search.words import WordBag

READINGS = {"城": "cheng", "乡": "xiang", "养": "yang", "老": "lao", "长": "chang", "社": "she", "保": "bao"}


class EveryLine(Letters):
    """The same reading of a query without the short cut."""

    def candidates(self, query: str) -> int:
        return self._lines.marks.every


@st.composite
def search_names(draw: st.DrawFn) -> SearchName:
    tokens = draw(st.lists(st.sampled_from([*READINGS, "ca", "wifi", "5g"]), min_size=1, max_size=5))
    text = "".join(token if token in READINGS else f" {token} " for token in tokens)
    return SearchName(
        kind=draw(st.sampled_from(list(Kind))), text=text, pinyin=tuple(READINGS.get(token, token) for token in tokens)
    )


entries = st.lists(st.lists(search_names(), min_size=1, max_size=3, unique=True), min_size=1, max_size=12).map(
    lambda items: [SearchEntry(code=f"XX-{place:03d}", names=tuple(names)) for place, names in enumerate(items)]
)
scribbles = st.text(alphabet="cxylsbaong城老保é5", max_size=5)


@st.composite
def spoken(draw: st.DrawFn, entries: list[SearchEntry]) -> str:
    """Some tokens of one of the names, each by its initial, its reading, part of it, or as it is written."""
    name = draw(st.sampled_from([name for entry in entries for name in entry.names]))
    written = [token if token in READINGS else "" for token in name.text.replace(" ", "")]
    first = draw(st.integers(0, len(name.pinyin) - 1))
    typed = [
        draw(st.sampled_from([reading[:1], reading[:1], reading[:2], reading, *filter(None, written[place:][:1])]))
        for place, reading in enumerate(name.pinyin[first : first + 4], start=first)
    ]
    return "".join(typed)


@given(data=st.data(), entries=entries)
def test_nothing_is_lost_by_trying_only_what_can_match(data: st.DataObject, entries: list[SearchEntry]) -> None:
    lines = Lines(entries)
    narrowed, every = Letters(lines), EveryLine(lines)
    queries = data.draw(st.lists(st.one_of(spoken(entries), scribbles.filter(bool)), min_size=3, max_size=9))
    for query in queries:
        assert list(narrowed.find(query)) == list(every.find(query))


@given(data=st.data(), entries=entries)
def test_an_answer_given_before_is_given_again(data: st.DataObject, entries: list[SearchEntry]) -> None:
    often = {entry.code: place % 3 for place, entry in enumerate(entries)}
    asked_before = SearchIndex(entries)
    asked_before.prepare()
    said = st.lists(st.one_of(spoken(entries), scribbles), min_size=3, max_size=9, unique=True)
    asked = [((), often), (["XX-003"], often), (["XX-003"], {"XX-001": 9}), ((), often)]
    never_asked = [SearchIndex(entries) for _ in asked]
    for query in ["y", *data.draw(said)]:
        for (likely, counts), fresh in zip(asked, never_asked, strict=True):
            answer = fresh.find(query, likely=likely, often=counts)
            assert asked_before.find(query, likely=likely, often=counts) == answer


spoken_lines = st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4), min_size=1, max_size=40)


@given(lines=spoken_lines, query=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5), enough=st.integers(1, 9))
def test_only_items_that_enough_others_outreach_are_left_out(
    lines: list[list[str]], query: list[str], enough: int
) -> None:
    bearers = [(f"XX-{place // 2:03d}",) for place in range(len(lines))]
    every = WordBag(lines, bearers, {}, enough=len(lines) + 1).find([query])
    kept = WordBag(lines, bearers, {}, enough=enough).find([query])
    assert kept.keys() <= every.keys()
    left_out = [share for code, (share, _) in every.items() if code not in kept]
    if left_out:
        assert sorted((share for share, _ in kept.values()), reverse=True)[enough - 1] >= max(left_out)


marked = st.lists(st.sets(st.sampled_from("abcde")), max_size=400)


@given(lines=marked, wanted=st.sets(st.sampled_from("abcdef"), max_size=4))
def test_marks_are_the_lines_that_bear_them(lines: list[set[str]], wanted: set[str]) -> None:
    marks = Marks(enumerate(lines))
    assert list(places(marks.every)) == list(range(len(lines)))
    assert list(places(marks.of_all(wanted))) == [place for place, held in enumerate(lines) if wanted <= held]


@given(lines=marked, wanted=st.sets(st.sampled_from("abcdef"), max_size=6))
def test_the_lines_with_most_of_the_marks_come_first(lines: list[set[str]], wanted: set[str]) -> None:
    marks = Marks(enumerate(lines))
    shared = [(-len(held & wanted), place) for place, held in enumerate(lines) if held & wanted]
    assert list(most_marked([marks.of(mark) for mark in wanted])) == [place for _, place in sorted(shared)]


@given(entries=entries, likely=st.lists(st.sampled_from(["XX-000", "XX-003", "no such"]), max_size=4))
def test_before_anything_is_typed_the_likely_stand_first_and_the_frequent_next(
    entries: list[SearchEntry], likely: list[str]
) -> None:
    often = {entry.code: place % 3 for place, entry in enumerate(entries)}
    index = SearchIndex(entries)
    codes = [hit.code for hit in index.find("", likely=likely, often=often)]
    wanted = [code for code in dict.fromkeys(likely) if code in often]
    others = sorted((code for code in often if code not in wanted), key=lambda code: -often[code])
    assert codes == [*wanted, *others]
    assert [hit.code for hit in index.find("", likely=likely, often={"XX-000": 1})][: len(wanted)] == wanted
