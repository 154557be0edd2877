"""A labelled set over the shipped catalogue: what is typed, and the item that must come first, or at least soon."""

import pytest

from backend.guide import SearchIndex
from tests.parts.catalogue import shipped


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(shipped().search_keys)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("城乡居民基本养老保险参保登记", "RS-001"),
        ("农保", "RS-001"),
        ("nongbao", "RS-001"),
        ("nb", "RS-001"),
        ("cxjmyl", "RS-001"),
        ("yanglaobaoxiancanbao", "RS-001"),
        ("rs001", "RS-001"),
        ("RS-001", "RS-001"),
        ("ｒｓ００１", "RS-001"),
        ("老年证", "MZ-017"),
        ("lnz", "MZ-017"),
        ("laonianzh", "MZ-017"),
        ("老年z", "MZ-017"),
        ("laonianyoudaizheng", "MZ-017"),
        ("户口本丢了", "GA-014"),
        ("hkb", "GA-014"),
        ("户口薄", "GA-014"),  # a common misspelling
        ("household booklet", "GA-014"),
        ("senior card", "MZ-017"),
        ("无犯罪记录", "GA-021"),
        ("wufanzuijilu", "GA-021"),
    ],
)
def test_the_right_item_comes_first(index: SearchIndex, typed: str, code: str) -> None:
    assert index.find(typed)[0].code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("yanglap", "RS-001"),
        ("yanglaobaoxain", "RS-001"),
        ("城乡居民养劳保险", "RS-001"),
        ("养老保险登记", "RS-001"),
        ("养老cb", "RS-001"),
        ("身份证丢了", "GA-025"),
        ("生孩子", "GA-001"),
        ("退休", "MZ-017"),
        ("低保", "MZ-001"),
        ("盖房子", "NY-001"),
        ("hukoubo", "GA-014"),
    ],
)
def test_slips_gaps_and_life_events_are_forgiven(index: SearchIndex, typed: str, code: str) -> None:
    assert code in [hit.code for hit in index.find(typed, limit=12)]


def test_where_only_plain_hits_are_wanted_nothing_is_forgiven(index: SearchIndex) -> None:
    assert index.find("yanglaobaoxain") and not index.find("yanglaobaoxain", plain=True)
    assert index.find("nongbao", plain=True)[0].code == "RS-001"


def test_every_prefix_of_a_name_keeps_the_item_in_sight(index: SearchIndex) -> None:
    for name, code in (("老年人优待证办理", "MZ-017"), ("laonianrenyoudaizheng", "MZ-017"), ("lnryd", "MZ-017")):
        for length in range(1, len(name) + 1):
            assert code in [hit.code for hit in index.find(name[:length], limit=282)]


def test_an_empty_search_shows_what_is_likely_then_what_is_frequent(index: SearchIndex) -> None:
    hits = index.find("  ", likely=["GA-014", "XX-999", "RS-001"], often={"MZ-017": 40, "RS-001": 90, "GA-021": 3})
    assert [(hit.code, hit.why) for hit in hits[:4]] == [
        ("GA-014", "likely"),
        ("RS-001", "likely"),
        ("MZ-017", "often"),
        ("GA-021", "often"),
    ]


def test_of_equal_matches_the_likely_one_comes_first_then_the_frequent(index: SearchIndex) -> None:
    assert index.find("民政局", likely=["MZ-040"])[0].code == "MZ-040"
    assert index.find("民政局", often={"MZ-030": 5})[0].code == "MZ-030"


def test_a_better_match_comes_before_a_likely_one(index: SearchIndex) -> None:
    assert index.find("农保", likely=["RS-002"])[0].code == "RS-001"


def test_the_matched_part_of_the_name_is_pointed_at(index: SearchIndex) -> None:
    hit = next(hit for hit in index.find("youdaizheng") if hit.code == "MZ-017")
    assert [hit.text[start:end] for start, end in hit.spans] == ["优待证"]


def test_nonsense_and_odd_characters_find_nothing_and_break_nothing(index: SearchIndex) -> None:
    for odd in ("qqqqqqqqq", "[.*+?", "\\", "\u0000", "😀", "(", "養" * 200, "y" * 500):
        assert isinstance(index.find(odd), list)
    assert index.find("[.*+?") == index.find("")
