"""A compiled copy, and what is sent, are the very catalogue."""

import gc
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from backend.catalogue import DATA, FaultyCatalogue, load
from backend.catalogue.compiled import find_compiled, keep_compiled, source_hash
from backend.catalogue.load import read
from backend.guide import Bundle, UnknownItem
from backend.guide.item import Item, Outline
from backend.guide.items import Items


def test_a_catalogue_survives_the_wire(bundle: Bundle) -> None:
    assert Bundle.decoded(bundle.encoded()) == bundle
    assert Bundle.model_validate_json(bundle.encoded()) == bundle
    assert json.loads(bundle.encoded()) == json.loads(bundle.model_dump_json(by_alias=True, exclude_defaults=True))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue with three items written out: as good as all for what is not about the items."""
    copy = tmp_path_factory.mktemp("catalogue") / "few"
    shutil.copytree(DATA, copy)
    for path in (copy / "items").iterdir():
        if path.stem not in ("RS-001", "GA-014", "MZ-017"):
            path.unlink()
    return copy


@pytest.fixture(scope="module")
def bundle_of_few(few: Path) -> Bundle:
    return load(few)


def test_the_compiled_copy_is_the_catalogue_and_a_changed_one_is_built_anew(
    few: Path, bundle_of_few: Bundle, tmp_path: Path
) -> None:
    bundle, cache = bundle_of_few, tmp_path / "cache"
    assert load(few, caches=[cache]) == bundle
    [compiled] = cache.iterdir()
    whole = compiled.read_bytes()
    assert find_compiled(few, cache) == bundle
    for changed in (whole[:500], whole.replace(b"RS-001", b"RS-999", 1), b""):
        compiled.write_bytes(changed)
        assert find_compiled(few, cache) is None
    assert load(few, caches=[cache]) == bundle
    assert compiled.read_bytes() == whole


def test_nothing_is_collected_while_a_catalogue_is_read(few: Path) -> None:
    rounds: list[str] = []
    usual = gc.get_threshold()
    gc.callbacks.append(lambda phase, told: rounds.append(phase))
    gc.set_threshold(100)
    try:
        reading = read(few)
        of_reading = len(rounds)
        _ = [[] for _ in range(1_000)]
    finally:
        gc.callbacks.pop()
        gc.set_threshold(*usual)
    assert reading.items
    assert of_reading <= 2 < len(rounds), "it rests while reading, and works again afterwards"


def test_a_copy_is_made_in_the_last_place_that_can_be_written_and_found_in_any(few: Path, tmp_path: Path) -> None:
    own, shared, blocked = tmp_path / "own", tmp_path / "shared", tmp_path / "a file" / "cache"
    blocked.parent.write_text("in the way")
    bundle = load(few, caches=[own, shared, blocked])
    assert [len(list(cache.glob("*.jsonl"))) for cache in (own, shared)] == [0, 1]
    [compiled] = shared.iterdir()
    own.mkdir(exist_ok=True)
    compiled.rename(own / compiled.name)
    assert load(few, caches=[own, shared]) == bundle
    assert not list(shared.iterdir())
    assert load(few, caches=[blocked]) == bundle


def _outlined(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in Outline.model_fields}


def test_a_catalogue_as_it_is_sent_is_the_same_catalogue_read_item_by_item(bundle: Bundle) -> None:
    again = Bundle.decoded(bundle.encoded())
    assert again.get_item("RS-001") == bundle.get_item("RS-001")
    assert again.get_item("RS-001") is again.get_item("RS-001")
    assert (len(again.items), again.items[-1], again.items[1:3]) == (
        len(bundle.items), bundle.items[-1], bundle.items[1:3],
    )  # fmt: skip
    assert again.encoded() == bundle.encoded()
    unread, read = Items.of(Bundle.decoded(bundle.encoded()).items), Items.of(bundle.items)
    assert (
        unread.find_outline("RS-001") == read.find_outline("RS-001") == Outline(**_outlined(bundle.get_item("RS-001")))
    )
    assert unread.find_outline("XX-999") is None
    renamed = again.model_copy(update={"version": "another"})
    assert Bundle.decoded(renamed.encoded()).version == "another"
    with pytest.raises(UnknownItem):
        again.get_item("XX-000")


def test_a_fact_items_declare_alike_is_kept_once_and_one_of_its_own_stays(bundle_of_few: Bundle) -> None:
    own, other = bundle_of_few.get_item("RS-001"), bundle_of_few.get_item("MZ-017")
    both = own.facts.keys() & other.facts.keys()
    changed = min(both)
    fact = other.facts[changed].model_copy(update={"earlier": not other.facts[changed].earlier})
    other = other.model_copy(update={"facts": {**other.facts, changed: fact}})
    read = Bundle.decoded(bundle_of_few.model_copy(update={"items": (own, other)}).encoded())
    first, second = read.items
    assert (first, second) == (own, other)
    assert {code for code in both if first.facts[code] is not second.facts[code]} == {changed}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_catalogue_written_in_another_form_is_read_whole(bundle: Bundle, indent: int | None) -> None:
    assert Bundle.decoded(bundle.model_dump_json(by_alias=True, indent=indent).encode()) == bundle
    with pytest.raises(ValueError, match="items"):
        Bundle.decoded(bundle.encoded().replace(b'{"code":"', b'{"kode":"', 1))


def test_only_the_newest_compiled_copy_stays(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "catalogue-0.jsonl").write_bytes(b"of last week")
    keep_compiled(DATA, tmp_path, bundle)
    assert [path.name for path in tmp_path.iterdir()] == [f"catalogue-{source_hash(DATA)}.jsonl"]


def test_a_faulty_catalogue_is_told_with_its_faults_also_where_it_would_be_compiled(tmp_path: Path) -> None:
    with pytest.raises(FaultyCatalogue):
        load(tmp_path / "nowhere", caches=[tmp_path / "cache"])


def test_the_version_changes_with_what_the_catalogue_says(few: Path, bundle_of_few: Bundle, tmp_path: Path) -> None:
    copy = shutil.copytree(few, tmp_path / "copy")
    before = bundle_of_few.version
    assert load(copy).version == before
    path = copy / "items/GA-014.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("补换原因", "补领原因"), encoding="utf-8")
    assert load(copy).version != before
