"""The catalogue against the simulated county: each stage goes to a system that handles the item, and carries every
fact that system will not do without."""

import pytest

from backend.county.demands import load_demands
from backend.county.office import decides
from backend.county.systems import load_systems
from backend.guide import Item, bare_code, sent_facts
from tests.parts.catalogue import shipped

ITEMS = shipped().items
SYSTEMS = load_systems()


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_the_system_of_each_stage_handles_the_item(item: Item) -> None:
    refused = [stage.code for stage in item.stages if not SYSTEMS[stage.system].handles(item.code)]
    assert refused == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_each_stage_carries_what_its_system_requires(item: Item) -> None:
    for stage in item.stages:
        demands = load_demands().of(item.code, decides(SYSTEMS[stage.system], item.code, stage.code))
        required = {fact for fact, demand in demands.items() if demand.required}
        assert required <= {bare_code(fact) for fact in sent_facts(item, stage)}, stage.code
