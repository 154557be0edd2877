"""Putting shared entries where an item uses them, and giving the item's own facts and papers their full names.

``{use: code, key: other}`` is the shared entry of that code with some keys replaced. A ``use`` of a block (a shared
list of form lines or stages) puts all its lines in, the replaced keys in each. A text may be ``{use: code}`` alone.
"""

from collections.abc import Callable

from backend.catalogue.faults import Fault
from backend.catalogue.tree import Branch, Tree
from backend.catalogue.vocabulary import FACT_KEYS, Vocabulary

__all__ = ["expand_fact", "expand_item", "reword"]

_LISTS = ("situations", "fields", "materials", "stages", "requirements")
_CODED = ("materials", "stages", "requirements")
_QUALIFIED = "materials"


def expand_item(tree: Tree, code: str, shared: Vocabulary, faults: list[Fault]) -> Tree:
    """The item's tree with nothing left to look up, its own facts and papers named ``CODE:name``."""
    branch: Branch = dict(tree.branch())
    for kind in _LISTS:
        if kind in branch:
            branch[kind] = _expand_list(branch[kind], kind, code, shared, faults)
    facts = branch.get("facts")
    local = tuple(facts.branch()) if facts is not None else ()
    if facts is not None:
        branch["facts"] = facts.replaced(
            {name: expand_fact(entry, name, shared, faults) for name, entry in facts.branch().items()}
        )
    for name in local:
        if shared.is_open_to("facts", name, code):
            line = facts.keys.get(name, tree.line) if facts else tree.line
            faults.append(
                Fault(tree.file, line, f"The fact “{name}” is shared already.", "Use the shared one, or rename yours.")
            )
    whole = reword(tree.replaced(branch), shared, faults)
    return _qualified(whole, {name: f"{code}:{name}" for name in local})


def expand_fact(entry: Tree, name: str, shared: Vocabulary, faults: list[Fault]) -> Tree:
    merged = _merge(entry, "facts", shared, faults)
    single = merged[0] if merged else entry
    return single.replaced({"code": Tree(name, entry.file, entry.line), **_without(single, "code")})


def _without(tree: Tree, *keys: str) -> Branch:
    return {key: child for key, child in tree.branch().items() if key not in keys}


def _expand_list(entries: Tree, kind: str, item: str, shared: Vocabulary, faults: list[Fault]) -> Tree:
    found: list[Tree] = []
    for entry in entries.twigs():
        for merged in _merge(entry, kind, shared, faults):
            found.append(_with_code(merged, entry, kind, item) if kind in _CODED else merged)
    return entries.replaced(found)


def _with_code(merged: Tree, entry: Tree, kind: str, item: str) -> Tree:
    """A shared paper keeps its code, so that a visit asks for it once; an item's own is named after the item."""
    own = entry.find("code")
    used = entry.word("use")
    code = own or merged.find("code") or (Tree(used, entry.file, entry.line) if used else None)
    if code is None or not isinstance(code.value, str):
        return merged
    if kind == _QUALIFIED and (own is not None or used is None):
        code = code.replaced(f"{item}:{code.value}")
    return merged.replaced({**merged.branch(), "code": code})


def _merge(entry: Tree, kind: str, shared: Vocabulary, faults: list[Fault], above: tuple[str, ...] = ()) -> list[Tree]:
    """The entry, or the shared ones it uses with its own keys put over theirs."""
    used = entry.find("use")
    if used is None:
        return [entry]
    code = used.value
    base = shared.find(kind, code) if isinstance(code, str) and code not in above else None
    if base is None or not isinstance(code, str):
        faults.append(used.fault(f"There is no shared entry “{code}” in shared/{kind}.yaml.", _similar(kind, shared)))
        return []
    is_block = isinstance(base.value, list)
    own = _without(entry, "use")
    found: list[Tree] = []
    for part in base.twigs() if is_block else [base]:
        for whole in _merge(part, kind, shared, faults, (*above, code)):
            put_over = own | _both_conditions(whole, entry) if is_block else own
            found.append(Tree({**whole.branch(), **put_over}, entry.file, entry.line, {**whole.keys, **entry.keys}))
    return found


def _both_conditions(line: Tree, block: Tree) -> Branch:
    """A line of a block keeps its own condition beside that of the whole block."""
    conditions = [found for tree in (block, line) if (found := tree.find("when")) is not None]
    if len(conditions) < 2:
        return {}
    return {"when": block.replaced({"all": block.replaced(conditions)})}


def _similar(kind: str, shared: Vocabulary) -> str:
    codes = ", ".join(sorted(shared.entries[kind])[:12])
    return f"Add it there, or use one of: {codes}." if codes else "Add it there."


def reword(tree: Tree, shared: Vocabulary, faults: list[Fault], key: str = "") -> Tree:
    """The tree with every ``{use: code}`` that is left over replaced by the shared sentence or ground."""
    branch = tree.branch()
    if len(branch) == 1 and "use" in branch:
        return _sentence(branch["use"], "grounds" if key in ("ground", "legal_basis") else "texts", shared, faults)
    return tree.mapped(lambda name, child: reword(child, shared, faults, name or key))


def _sentence(used: Tree, kind: str, shared: Vocabulary, faults: list[Fault]) -> Tree:
    found = shared.find(kind, used.value) if isinstance(used.value, str) else None
    if found is None:
        faults.append(
            used.fault(f"There is no shared entry “{used.value}” in shared/{kind}.yaml.", _similar(kind, shared))
        )
        gap = Tree("?", used.file, used.line)
        return used.replaced({"zh": gap, "en": gap})
    return found


def _qualified(tree: Tree, names: dict[str, str]) -> Tree:
    """The tree with the item's own facts under their full names, wherever they are referred to."""

    def renamed(child: Tree) -> Tree:
        full = names.get(child.value) if isinstance(child.value, str) else None
        return child if full is None else child.replaced(full)

    return _renamed(tree, renamed, names)


def _renamed(tree: Tree, renamed: Callable[[Tree], Tree], names: dict[str, str]) -> Tree:
    def change(key: str, child: Tree) -> Tree:
        if key == "sends":
            return child.replaced([renamed(one) for one in child.twigs()])
        if key == "default_situation":
            return child.replaced({names.get(code, code): value for code, value in child.branch().items()})
        return _renamed_facts(child, renamed, names) if key == "facts" else _renamed(child, renamed, names)

    branch = tree.branch()
    new: Branch = {key: renamed(branch[key]) for key in FACT_KEYS if key in branch}
    return (tree.replaced({**branch, **new}) if new else tree).mapped(change)


def _renamed_facts(facts: Tree, renamed: Callable[[Tree], Tree], names: dict[str, str]) -> Tree:
    found: Branch = {}
    for name, entry in facts.branch().items():
        full = names.get(name, name)
        inner = _renamed(entry, renamed, names)
        found[full] = inner.replaced({**inner.branch(), "code": Tree(full, entry.file, entry.line)})
    return Tree(found, facts.file, facts.line, {names.get(name, name): line for name, line in facts.keys.items()})
