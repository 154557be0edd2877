"""Every package asked for is used and every used one asked for; all that come are pinned, their licences listed."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
WINGS = ("tui", "backend", "card_reader")
USED_BY_FASTAPI = {"python-multipart"}
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)


def asked_for(extra: str | None = None) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [
        Requirement(line) for line in (project["optional-dependencies"][extra] if extra else project["dependencies"])
    ]


def brought(requirement: Requirement, known: set[tuple[str, str]]) -> Iterator[str]:
    """The package and what it brings in turn on this system."""
    name = canonicalize_name(requirement.name)
    for extra in ("", *requirement.extras):
        if (name, extra) in known:
            continue
        known.add((name, extra))
        yield name
        for needed in map(Requirement, distribution(name).requires or ()):
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                yield from brought(needed, known)


def all_brought() -> set[str]:
    known: set[tuple[str, str]] = set()
    return {name for requirement in asked_for() for name in brought(requirement, known)}


def imported() -> set[str]:
    sources = (path.read_text(encoding="utf-8") for wing in WINGS for path in (ROOT / wing).rglob("*.py"))
    return {module for source in sources for module in IMPORT.findall(source)}


def test_every_package_asked_for_is_used_and_every_one_used_is_asked_for() -> None:
    homes = packages_distributions()
    used = {canonicalize_name(home) for module in imported() for home in homes.get(module, ())}
    asked = {canonicalize_name(requirement.name) for requirement in asked_for()}
    with_readers = asked | {canonicalize_name(requirement.name) for requirement in asked_for("pcsc")}
    assert asked <= used | USED_BY_FASTAPI
    assert used <= with_readers


def test_every_package_that_comes_is_pinned() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text().splitlines()
    pinned = {canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line}
    assert all_brought() <= pinned


def test_every_package_that_comes_is_in_the_list_of_licences() -> None:
    rows = [line for line in (ROOT / "docs" / "licences.md").read_text().splitlines() if line.startswith("| ")]
    assert all_brought() <= {canonicalize_name(name) for row in rows for name in NAME.findall(row)}
