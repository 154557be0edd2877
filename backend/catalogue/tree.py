"""YAML with line numbers: a tree of values each of which knows the file and line it was written in.

The YAML 1.1 habits that surprise catalogue writers are off: only ``true`` and ``false`` are yes and no (so ``yes``,
``no``, ``on`` stay words), dates and times stay text, numbers are decimal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import is_
from pathlib import Path
from typing import Any

import yaml

from backend.catalogue.faults import Fault

__all__ = ["Branch", "Scalar", "Tree", "read_tree", "read_tree_if_any"]

Scalar = bool | int | str | None
Branch = dict[str, "Tree"]


@dataclass(frozen=True, slots=True)
class Tree:
    """A value where it was written. ``keys`` holds the line of each key of a mapping."""

    value: "Branch | list[Tree] | Scalar"
    file: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)

    def branch(self) -> Branch:
        return self.value if isinstance(self.value, dict) else {}

    def twigs(self) -> "list[Tree]":
        return self.value if isinstance(self.value, list) else []

    def find(self, key: str) -> "Tree | None":
        return self.branch().get(key)

    def word(self, key: str) -> str | None:
        """The text under ``key``, if there is text."""
        child = self.find(key)
        return child.value if child is not None and isinstance(child.value, str) else None

    def plain(self) -> Any:
        """The bare value, for a model to validate."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, path: Sequence[str | int]) -> "Tree":
        """The nearest value to ``path`` that was written down; steps that lead nowhere are passed over."""
        here = self
        for step in path:
            there: Tree | None = None
            if isinstance(step, str):
                there = here.find(step)
            elif step < len(here.twigs()):
                there = here.twigs()[step]
            here = there or here
        return here

    def replaced(self, value: "Branch | list[Tree] | Scalar") -> "Tree":
        return Tree(value, self.file, self.line, self.keys)

    def mapped(self, change: "Callable[[str, Tree], Tree]") -> "Tree":
        """With every child that holds others changed, under its key ("" in a list); itself when none changes."""
        if isinstance(self.value, dict):
            new = {key: change(key, child) for key, child in self.value.items() if child.is_inner}
            new = {key: child for key, child in new.items() if child is not self.value[key]}
            return self.replaced({**self.value, **new}) if new else self
        if isinstance(self.value, list):
            twigs = [change("", child) if child.is_inner else child for child in self.value]
            return self if all(map(is_, twigs, self.value)) else self.replaced(twigs)
        return self

    @property
    def is_inner(self) -> bool:
        return isinstance(self.value, dict | list)

    def walk(self) -> "Iterator[Tree]":
        """This value and all below it."""
        yield self
        children = self.branch().values() or self.twigs()
        for child in children:
            yield from child.walk()

    def fault(self, what: str, remedy: str) -> Fault:
        return Fault(self.file, self.line, what, remedy)


class _Loader(yaml.CSafeLoader):
    """Guesses no types: a third of the time, and `_scalar` decides them anyway."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


_CHECK = "Check indentation, colons, commas and quotes: none of them full-width."
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_tree(path: Path, name: str, faults: list[Fault]) -> Tree:
    """The tree of one file, called ``name`` in faults; what cannot be read becomes a fault and an empty tree."""
    empty = Tree({}, name, 1)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        return empty if node is None else _tree(node, name, faults, set())
    except UnicodeDecodeError:
        faults.append(empty.fault("The file is not UTF-8 text.", "Save it as UTF-8."))
        return empty
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(name, line, f"This is not YAML: {error.problem}.", _CHECK))
        return empty
    except yaml.YAMLError:
        faults.append(empty.fault("The file holds characters YAML does not allow.", "Remove control characters."))
        return empty
    except RecursionError:
        faults.append(empty.fault("The lists in it are nested without end.", _CHECK))
        return empty


def read_tree_if_any(folder: Path, name: str, faults: list[Fault]) -> Tree:
    """The tree of a file a catalogue may do without."""
    return read_tree(folder / name, name, faults) if (folder / name).is_file() else Tree({}, name, 1)


def _tree(node: yaml.Node, name: str, faults: list[Fault], met: set[int]) -> Tree:
    """`met` are the lists and entries read so far: one met again stands behind an alias, and might hold itself."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Tree(_scalar(node), name, line)
    if id(node) in met:
        faults.append(Fault(name, line, "This is put in again by its “&” name.", "Share it by `use`, or write it out."))
        return Tree(None, name, line)
    met.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name, line, faults, met)
    return Tree([_tree(child, name, faults, met) for child in node.value], name, line)


def _mapping(node: yaml.MappingNode, name: str, line: int, faults: list[Fault], met: set[int]) -> Tree:
    branch: Branch = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        if key in branch:
            faults.append(Fault(name, key_line, f"“{key}” is written twice here.", "Keep one of them."))
        branch[key] = _tree(value_node, name, faults, met)
        lines[key] = key_line
    return Tree(branch, name, line, lines)


def _scalar(node: yaml.ScalarNode) -> Scalar:
    text: str = node.value
    if node.style in tuple("'\"|>"):  # quoted, or a block: always text
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and (digits == "0" or not digits.startswith("0"))
    return int(text) if is_number else text
