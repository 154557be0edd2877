"""What is wrong with a hall's list: where it stands, what it is and what to do, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.catalogue.faults_told import sentence_told
from backend.catalogue.words import words_from

__all__ = ["CellProblem", "told"]

_FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """`kind` names the sentence and its remedy; `row` is 0 where the whole file or sheet is meant."""

    kind: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int, str]:
        return self.sheet, self.row, self.column


def told(problem: CellProblem, language: str) -> str:
    """“Sheet 清单, row 7, column D 法定时限: … What to do.”"""
    words = words_from(_FILE, language)
    parts = [words("sheet", name=problem.sheet)] if problem.sheet else []
    parts += [words("row", number=problem.row)] if problem.row else []
    parts += [words("column", name=problem.column)] if problem.column else []
    params = {name: sentence_told(str(value), language) for name, value in problem.params.items()}
    what, remedy = words(problem.kind, **params), words(f"{problem.kind}_remedy", **params)
    where = words("where", place=words.listed(parts)) if parts else ""
    return f"{where}{what}{words('gap')}{remedy}"
