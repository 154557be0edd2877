"""What people of a township say, and the item they came for: the search of the counter against a labelled set.

`queries.csv` was written by thinking of the people, not by looking at the names in the catalogue; several wanted codes
where the words alone leave it open.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.guide.item import ApplicantKind
from backend.guide.search import Kind, SearchName
from tests.parts.catalogue import shipped
from tui.client.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Query:
    said: str
    wanted: frozenset[str]
    kind: str


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    bundle = shipped()
    return Catalogue.of(bundle, bundle.version)


@pytest.fixture(scope="module")
def queries() -> list[Query]:
    with Path(__file__).with_name("queries.csv").open(encoding="utf-8", newline="") as file:
        return [Query(row["query"], frozenset(row["wanted"].split()), row["kind"]) for row in csv.DictReader(file)]


def found(catalogue: Catalogue, query: Query) -> list[str]:
    """As for who asks: items of organisations are asked for by organisations."""
    applicant = ApplicantKind.ORGANISATION if query.kind == "organisation" else ApplicantKind.PERSON
    return [hit.code for hit in catalogue.find(query.said, applicant=applicant)]


def missed(catalogue: Catalogue, queries: Iterable[Query], within: int) -> list[str]:
    return [query.said for query in queries if not query.wanted & {*found(catalogue, query)[:within]}]


def test_every_item_is_asked_for_at_least_once(catalogue: Catalogue, queries: list[Query]) -> None:
    assert len(queries) >= 400
    assert len({query.said for query in queries}) == len(queries)
    assert {code for query in queries for code in query.wanted} == set(catalogue.briefs)


def test_nine_in_ten_find_their_item_first(catalogue: Catalogue, queries: list[Query]) -> None:
    others = missed(catalogue, queries, 1)
    assert len(others) <= len(queries) * 0.10, others


def test_ninety_nine_in_a_hundred_find_it_among_the_first_five(catalogue: Catalogue, queries: list[Query]) -> None:
    others = missed(catalogue, queries, 5)
    assert len(others) <= len(queries) * 0.01, others


def test_no_kind_of_query_is_left_behind(catalogue: Catalogue, queries: list[Query]) -> None:
    for kind in {query.kind for query in queries}:
        alike = [query for query in queries if query.kind == kind]
        others = missed(catalogue, alike, 5)
        assert len(others) <= max(1, len(alike) * 0.05), (kind, others)


def own_names(catalogue: Catalogue, *kinds: Kind) -> Iterator[tuple[str, SearchName]]:
    for entry in catalogue.bundle.search_keys:
        yield from ((entry.code, name) for name in entry.names if name.kind in kinds)


def leads(catalogue: Catalogue, said: str, code: str) -> bool:
    """First, or level with the first, of the items for the same kind of applicant."""
    hits = catalogue.find(said, applicant=catalogue.briefs[code].applicant)
    return any(hit.code == code and hit.score == hits[0].score for hit in hits)


@pytest.mark.parametrize("kinds", [(Kind.CODE, Kind.NAME), (Kind.POPULAR,)], ids=["names", "popular names"])
def test_every_name_finds_its_item_first_or_level(catalogue: Catalogue, kinds: tuple[Kind, ...]) -> None:
    names = own_names(catalogue, *kinds)
    assert not [(code, name.text) for code, name in names if not leads(catalogue, name.text, code)]


def test_every_name_typed_in_full_pinyin_finds_its_item_first_or_level(catalogue: Catalogue) -> None:
    names = own_names(catalogue, Kind.NAME)
    typed = {("".join(name.pinyin), code) for code, name in names if not name.text.isascii()}
    assert not [(said, code) for said, code in sorted(typed) if not leads(catalogue, said, code)]


def test_the_initials_of_every_name_find_its_item_first_or_level(catalogue: Catalogue) -> None:
    names = own_names(catalogue, Kind.NAME)
    typed = {("".join(reading[:1] for reading in name.pinyin), code) for code, name in names}
    assert not [(said, code) for said, code in sorted(typed) if not leads(catalogue, said, code)]
