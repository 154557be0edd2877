"""Keep the catalogues in step with the source: `python -m tui.locale.extract --update | --check`."""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tui.locale.catalogue import DOMAIN, po_path

SOURCE = Path(__file__).parents[1]
HEADER = "# Texts of One Window. Written by `python -m tui.locale.extract --update`; translate the msgstr."
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
}


@dataclass(frozen=True)
class Flaw:
    """Why a catalogue is not fit to ship, and where the text stands in the source."""

    place: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.text!r}"


def extract(source: Path = SOURCE) -> Catalog:
    """All texts marked in the source, with the places they stand in, relative to the project."""
    template = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8")
    for filename, line, message, comments, _context in extract_from_dir(
        source, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"]
    ):
        template.add(message, None, [(f"{source.name}/{filename}", line)], auto_comments=comments)
    return template


def unmarked(source: Path = SOURCE) -> Iterator[Flaw]:
    """Texts of keys that nobody marked: no catalogue would have them, and every screen would show them in English."""
    for path in sorted(source.rglob("*.py")):
        for text in _texts_of_keys(ast.parse(path.read_text("utf-8"))):
            if isinstance(text, ast.Constant) and text.value:
                place = f"{source.name}/{path.relative_to(source).as_posix()}:{text.lineno}"
                yield Flaw(place, "not marked with N_", str(text.value))


def _texts_of_keys(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Binding":
            yield from node.args[2:3]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "description")


def read(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, project=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def update(language: str, template: Catalog) -> Catalog:
    """Take new texts in and gone ones out; never guesses a translation."""
    catalogue = read(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.fuzzy = False
    catalogue.header_comment = HEADER
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "onewindow"
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # No line numbers: they would make every edit of the source a change of the catalogue.
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)
    return catalogue


def check(language: str, template: Catalog) -> list[Flaw]:
    """What keeps the catalogue from being complete: missing, fuzzy, obsolete, placeholders that differ."""
    catalogue = read(language)
    flaws = [flaw for message in template if message.id for flaw in _flaws_of(message, catalogue)]
    wanted = {_key(message) for message in template}
    here = f"{DOMAIN}.po"
    flaws += [
        Flaw(here, "no longer in the source", _key(message))
        for message in (*catalogue, *catalogue.obsolete.values())
        if message.id and _key(message) not in wanted
    ]
    return sorted(flaws, key=str)


def _flaws_of(message: Message, catalogue: Catalog) -> Iterator[Flaw]:
    place = ", ".join(f"{file}:{line}" for file, line in message.locations)
    found = catalogue.get(_key(message))
    if found is None or not all(_texts(found.string)):
        yield Flaw(place, "not translated", _key(message))
        return
    if found.fuzzy:
        yield Flaw(place, "marked fuzzy", _key(message))
    expected = placeholders(_texts(message.id)[-1])
    for text in _texts(found.string):
        if placeholders(text) != expected:
            yield Flaw(place, f"placeholders differ in {text!r}", _key(message))


def placeholders(text: str) -> frozenset[str]:
    """Names between braces; a text whose braces do not parse has the one impossible name."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({f"unparsable: {text}"})


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _key(message: Message) -> str:
    return _texts(message.id)[0]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tui.locale.extract", description=__doc__)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--update", action="store_true", help="write new texts into the catalogue")
    task.add_argument("--check", action="store_true", help="exit 1 and say why when it is not complete")
    parser.add_argument("--language", default="zh_CN")
    options = parser.parse_args(arguments)
    template = extract()
    if options.update:
        update(options.language, template)
    flaws = [*check(options.language, template), *unmarked()]
    for flaw in flaws:
        sys.stdout.write(f"{flaw}\n")
    sys.stdout.write(f"{len(template)} texts, {len(flaws)} to put right\n")
    return 1 if flaws and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
