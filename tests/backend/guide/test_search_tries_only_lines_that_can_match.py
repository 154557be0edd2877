"""The search looks only at lines that can match; what it finds is what looking at every line finds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from backend.guide.search import Kind, SearchEntry, SearchIndex, SearchName

READINGS = {"城": "cheng", "乡": "xiang", "养": "yang", "老": "lao", "长": "chang", "社": "she", "保": "bao"}


class EveryLine(SearchIndex):
    """The same search without the short cut."""

    def _candidates(self, query: str) -> Sequence[int] | None:
        return None


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
    often = {entry.code: place % 3 for place, entry in enumerate(entries)}
    narrowed, every = SearchIndex(entries), EveryLine(entries)
    for query in data.draw(st.lists(st.one_of(spoken(entries), scribbles), min_size=3, max_size=9)):
        assert narrowed.find(query, likely=["XX-003"], often=often) == every.find(query, likely=["XX-003"], often=often)


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
