"""The numbers the reference catalogue publishes, counted by the guide out of what the items say.

`published.csv` is the skeleton the items were written from: papers an applicant brings without and with data sharing
(the identity card and the household booklet are never counted), and the lowest level that may take the item in.
"""

import csv
from pathlib import Path

import pytest

from backend.guide import ApplicantKind, DecisionKind, default_assessment, papers_asked
from tests.parts.catalogue import shipped

ITEMS = {item.code: item for item in shipped().items}
with (Path(__file__).parent / "published.csv").open(encoding="utf-8") as file:
    PUBLISHED = {row["code"]: row for row in csv.DictReader(file)}


def test_the_published_list_is_the_reference_catalogue() -> None:
    fewer = [row for row in PUBLISHED.values() if int(row["papers_after"]) < int(row["papers_before"])]
    villages = [row for row in PUBLISHED.values() if row["intake_level"] == "village"]
    assert (len(PUBLISHED), len(fewer), len(villages)) == (282, 97, 44)
    of_people = {brief.code for brief in shipped().briefs if brief.applicant is ApplicantKind.PERSON}
    assert PUBLISHED.keys() == of_people


@pytest.mark.parametrize("code", sorted(ITEMS.keys() & PUBLISHED.keys()))
def test_an_item_asks_for_as_many_papers_as_published(code: str) -> None:
    item, row = ITEMS[code], PUBLISHED[code]
    assert papers_asked(item) == (int(row["papers_before"]), int(row["papers_after"]))
    assert item.intake_level == row["intake_level"]


@pytest.mark.parametrize("code", sorted(ITEMS))
def test_the_default_situation_is_served(code: str) -> None:
    assert default_assessment(ITEMS[code]).decision.kind in (DecisionKind.NOTIFY, DecisionKind.ACCEPT)


@pytest.mark.parametrize("code", sorted(ITEMS))
def test_neither_identity_card_nor_household_booklet_is_a_counted_paper(code: str) -> None:
    counted = {material.code for material in ITEMS[code].materials if material.counted}
    assert not counted & {"household_booklet", "identity_card"}
