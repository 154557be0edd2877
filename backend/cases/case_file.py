"""A stored case with its papers and stages, each read once and handed on within a unit of work."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend.cases.tables import CasePaperRow, CaseRow, StageRow

__all__ = ["CaseFile", "papers_of", "stages_of"]

# Built once: every hand-over and every answer runs these, and building them costs more than running them.
_PAPERS: Final = (
    select(CasePaperRow)
    .where(col(CasePaperRow.county) == bindparam("in_county"), col(CasePaperRow.case) == bindparam("of_case"))
    .order_by(col(CasePaperRow.position))
)
_STAGES: Final = (
    select(StageRow)
    .where(col(StageRow.county) == bindparam("in_county"), col(StageRow.case) == bindparam("of_case"))
    .order_by(col(StageRow.position))
)


@dataclass
class CaseFile:
    """The rows as the session holds them: what is changed in them is written when the unit ends."""

    case: CaseRow
    papers: list[CasePaperRow]
    stages: list[StageRow]


def papers_of(session: Session, case: CaseRow) -> list[CasePaperRow]:
    return list(session.exec(_PAPERS, params={"in_county": case.county, "of_case": case.id}))


def stages_of(session: Session, case: CaseRow) -> list[StageRow]:
    return list(session.exec(_STAGES, params={"in_county": case.county, "of_case": case.id}))
