"""What citizens thought of their visit: one grade for a visit, of five (GB/T 39046-2020, A.8). The first one stands.

The row names the hall, the window and the visit, so that a bad grade can be followed up; it names no person, and
figures count rows of a hall.
"""

from datetime import datetime

from sqlmodel import Session

from backend.access import Actor, record_by
from backend.cases.errors import NotFound
from backend.cases.tables import EvaluationRow, SubmissionRow
from backend.contract import Evaluation

__all__ = ["evaluate"]


def evaluate(
    session: Session, actor: Actor, visit: str, given: Evaluation, *, at: datetime, op: str | None
) -> Evaluation:
    """The grade that stands now. Raises `NotFound` for a visit never handed over in this hall."""
    handed_over = session.get(SubmissionRow, (actor.county, visit), with_for_update=True)
    if handed_over is None or handed_over.hall != actor.hall:
        raise NotFound
    stands = session.get(EvaluationRow, (actor.county, visit))
    if stands is not None:
        return Evaluation(grade=stands.grade)
    row = EvaluationRow(county=actor.county, id=visit, hall=actor.hall, window=actor.window, grade=given.grade, at=at)
    session.add(row)
    record_by(session, actor, "visit.evaluate", obj=visit, at=at, op=op, payload={"grade": given.grade})
    session.flush()
    return given
