"""The catalogue sends stages where they are taken, and understands what departments share."""

from typing import Any

import pytest

from backend.county.demands import load_demands
from backend.county.office import decides
from backend.county.procedures import load_procedures
from backend.county.systems import load_systems
from backend.guide.declared import FactKind
from backend.guide.item import StageKind
from tests.parts.catalogue import shipped

ITEMS = list(shipped().items)
SYSTEMS = load_systems()

items = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)


def test_there_are_items_to_compare() -> None:
    assert len(ITEMS) >= 10


@items
def test_every_stage_goes_to_a_system_that_takes_the_item(item: Any) -> None:
    assert item.code in SYSTEMS[item.system].takes
    for stage in item.stages:
        assert SYSTEMS[stage.system].handles(item.code), stage.code


@items
def test_every_shared_word_has_its_meaning_in_the_catalogue(item: Any) -> None:
    for fact in item.facts.values():
        for shared in fact.shared:
            datum = SYSTEMS[shared.system].all_shared()[shared.datum]
            meant = {str(shared.values.get(word, word)) for word in datum.choices}
            known = {choice.value for choice in fact.choices}
            if fact.kind is FactKind.CHOICE and datum.choices:
                assert meant <= known, f"{fact.code}: {meant - known}"


@items
def test_what_a_department_demands_is_always_on_the_form(item: Any) -> None:
    asked = {f.fact.removeprefix(f"{item.code}:") for f in item.fields if f.required and f.when is None}
    demanded = {code for code, demand in load_demands().items.get(item.code, {}).items() if demand.required}
    assert demanded <= asked


@items
def test_only_the_deciding_stage_brings_a_result_number(item: Any) -> None:
    """When this fails for a new item, its stage belongs to opinion_stages of the county's rulings.yaml."""
    for stage in item.stages:
        deciding = stage.kind in (StageKind.DECISION, StageKind.ISSUE) and stage.system == item.system
        assert decides(SYSTEMS[stage.system], item.code, stage.code) == deciding, stage.code


@items
def test_a_department_carries_out_the_special_procedures_the_item_plans_and_no_others(item: Any) -> None:
    """An item the county's procedures.yaml does not name is decided without telling of any."""
    planned = {stage.code: stage.special_procedure for stage in item.stages if stage.special_procedure}
    told = load_procedures().get(item.code)
    assert told is None or {code: procedure.kind for code, procedure in told.items()} == planned


def test_every_item_of_the_countys_procedures_is_in_the_catalogue() -> None:
    assert load_procedures().keys() <= {item.code for item in ITEMS}
