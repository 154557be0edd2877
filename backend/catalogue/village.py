"""The lists of a village as written in `village.yaml`; a catalogue may do without."""

from pathlib import Path

from pydantic import ValidationError

from backend.catalogue.faults import Fault
from backend.catalogue.tree import Branch, Tree, read_tree_if_any
from backend.guide.village import VillageLists

__all__ = ["FILE", "build_village", "read_village"]

FILE = "village.yaml"


def read_village(directory: Path, faults: list[Fault]) -> Tree:
    return _with_codes(read_tree_if_any(directory, FILE, faults))


def _with_codes(tree: Tree) -> Tree:
    """The proofs told their own codes."""
    proofs = tree.find("not_asked")
    if proofs is None:
        return tree
    coded: Branch = {
        code: entry.replaced({"code": Tree(code, entry.file, entry.line), **entry.branch()})
        for code, entry in proofs.branch().items()
    }
    return tree.replaced({**tree.branch(), "not_asked": proofs.replaced(coded)})


def build_village(tree: Tree, faults: list[Fault]) -> VillageLists:
    try:
        return VillageLists.model_validate(tree.plain())
    except ValidationError as error:
        remedy = "docs/catalogue-format.md explains the lists of a village."
        faults += [tree.at(detail["loc"]).fault(f"{detail['msg']}.", remedy) for detail in error.errors()]
        return VillageLists()
