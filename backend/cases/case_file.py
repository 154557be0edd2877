"""A stored case with its papers and stages, each read once and handed on within a unit of work."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from backend.cases.tables import CasePaperRow, CaseRow, StageRow

__all__ = ["CaseFile", "papers_of", "stages_of"]


@dataclass
class CaseFile:
    """The rows as the session holds them: what is changed in them is written when the unit ends."""

    case: CaseRow
    papers: list[CasePaperRow]
    stages: list[StageRow]


def papers_of(session: Session, case: CaseRow) -> list[CasePaperRow]:
    query = select(CasePaperRow).where(col(CasePaperRow.county) == case.county, col(CasePaperRow.case) == case.id)
    return list(session.exec(query.order_by(col(CasePaperRow.position))))


def stages_of(session: Session, case: CaseRow) -> list[StageRow]:
    query = select(StageRow).where(col(StageRow.county) == case.county, col(StageRow.case) == case.id)
    return list(session.exec(query.order_by(col(StageRow.position))))
