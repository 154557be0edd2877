"""A hall publishes what it changed: whatever of its files reaches the screen makes another version."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue import load
from backend.guide.bundle import Bundle
from tests.parts.small_catalogue import FILES, write_catalogue

EVERYDAY = "养鸡: [参保, RS-001]\n"
VILLAGE = """\
assists:
  RS-001: {zh: 村里代收, en: The village takes it}
not_asked:
  living:
    name: {zh: 居住证明, en: Proof of residence}
    words: [住址证明]
    instead: {zh: 看居住证, en: Look at the card}
"""
INDEX = FILES["index"] + "RS-002: {name: {zh: 续保, en: Renewal}, department: RS, system: RS-JM, frequency: low}\n"
WHOLE = {**FILES, "index": INDEX, "everyday": EVERYDAY, "village": VILLAGE}
TEXT = re.compile(r"(?:zh|en): [^,{}\n]+(?=[,}\n])|养鸡")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_catalogue(tmp_path_factory.mktemp("whole"))
    for name in ("index", "everyday", "village"):
        (made / f"{name}.yaml").write_text(WHOLE[name], encoding="utf-8")
    return made


def places() -> Iterator[tuple[str, int]]:
    """Where in which file a text ends."""
    for name, words in WHOLE.items():
        yield from ((name, found.end()) for found in TEXT.finditer(words))


def changed(folder: Path, name: str, place: int, more: str) -> Bundle:
    path, words = folder / f"{name}.yaml", WHOLE[name]
    path.write_text(f"{words[:place]}{more}{words[place:]}", encoding="utf-8")
    try:
        return load(folder)
    finally:
        path.write_text(words, encoding="utf-8")


def said(bundle: Bundle) -> dict[str, Any]:
    return bundle.model_dump(exclude={"version"})


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_text_changed_in_any_file_that_reaches_the_screen_makes_another_version(folder: Path, name: str) -> None:
    whole = load(folder)
    reached = [
        bundle
        for file, place in places()
        if file == name and said(bundle := changed(folder, file, place, "改")) != said(whole)
    ]
    assert reached, "nothing in this file reaches the screen"
    assert whole.version not in {bundle.version for bundle in reached}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(list(places())), more=st.text("改ab好", max_size=3))
def test_versions_are_the_same_if_and_only_if_what_is_said_is(folder: Path, place: tuple[str, int], more: str) -> None:
    whole, other = load(folder), changed(folder, *place, more)
    assert (whole.version == other.version) is (said(whole) == said(other))


def test_a_remark_in_a_file_makes_no_other_version(folder: Path) -> None:
    assert changed(folder, "everyday", len(EVERYDAY), "# seen by nobody\n").version == load(folder).version
