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
queries = st.one_of(
    st.text(alphabet="cxylsbaong城养老保é5", max_size=5),
    st.lists(st.sampled_from(["cheng", "x", "y", "yang", "l", "lao", "社", "保", "ca", "5"]), max_size=4).map("".join),
)


@given(entries=entries, query=queries, likely=st.lists(st.sampled_from(["XX-000", "XX-003", "no such"]), max_size=3))
def test_nothing_is_lost_by_trying_only_what_can_match(
    entries: list[SearchEntry], query: str, likely: list[str]
) -> None:
    often = {entry.code: place % 3 for place, entry in enumerate(entries)}
    found = SearchIndex(entries).find(query, likely=likely, often=often)
    assert found == EveryLine(entries).find(query, likely=likely, often=often)


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
