"""docs/catalogue-format.md explains every key, and its example is a sound item."""

import re
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel

from backend.catalogue import DATA, load
from backend.catalogue.check import check
from backend.catalogue.rehearsal.visits import VISITS_FILE
from backend.guide import declared, ground, item

HANDBOOK = (Path(__file__).parents[3] / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", HANDBOOK, flags=re.DOTALL)
WORDS = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`\n]+`", PROSE))))
NAMED = {**vars(item), **vars(declared), **vars(ground)}
MODELS = [model for model in NAMED.values() if isinstance(model, type) and issubclass(model, BaseModel)]


@pytest.mark.parametrize("model", [model for model in MODELS if not model.__name__.startswith("_")])
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    assert set(model.model_fields) - WORDS == set()


@pytest.mark.parametrize("name", ["ItemType", "Level", "ApprovalPattern", "Frequency", "Confidence", "FactKind",
                                  "Computed", "MaterialSource", "Necessity", "StageKind"])  # fmt: skip
def test_every_word_is_listed(name: str) -> None:
    assert {word.value for word in NAMED[name]} - WORDS == set()


def test_the_example_is_a_sound_item(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(DATA, folder, ignore=lambda where, names: names if where.endswith("items") else [VISITS_FILE])
    example = re.search(r"```yaml\n(.*?)```", HANDBOOK, re.DOTALL)
    assert example is not None
    (folder / "items/XX-001.yaml").write_text(example[1], encoding="utf-8")
    assert [str(fault) for fault in check(folder) if "No item uses" not in fault.what] == []
    assert load(folder).get_item("XX-001").name.en == "Library card"
