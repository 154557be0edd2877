"""A department tells how a special procedure of its stage stands: the clocks stop and go on, each time with its entry.

What is told is the whole state of the procedure, so repeats change nothing, and an end that overtakes its begin
brings the begin with it.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from backend.api.events import publish
from backend.calendar import ProcedurePlan, expected_end, local_date, rule_on, within
from backend.cases.doers import Doer
from backend.cases.life_cycle import Action, State, passes
from backend.cases.moves import note
from backend.cases.node import CasesNode
from backend.cases.pauses import redate
from backend.cases.ports import Procedure
from backend.cases.tables import AttemptRow, CaseRow, PauseRow, StageRow
from backend.contract import EventKind
from backend.guide import Item
from backend.storage import new_id

__all__ = ["procedure_told"]

_FOR_EVER: Final = timedelta(days=3 * 365)
"""Nobody plans that far: 9999-12-31 is how a department's system writes that it does not know."""

BEGUN, CHANGED, ENDED = "procedure_begun", "procedure_changed", "procedure_ended"


def procedure_told(node: CasesNode, session: Session, county: str, procedure: Procedure) -> bool:
    """Take the department's word in; False when it says nothing new, or nobody waits for its answer any more.

    Raises LookupError for a dispatch this room never made.
    """
    attempt, case, stage = _told_of(session, county, procedure.dispatch_id)
    row = _pause_of(session, case, stage, procedure)
    if row is None and (attempt.answered_at is not None or not _runs(case, stage, attempt)):
        return False
    today = local_date(node.clock())
    procedure = _with_an_end_in_sight(procedure, today)
    latest = today if attempt.answered_at is None else local_date(attempt.answered_at)
    began_on, ended_on = within(
        procedure.began_on, procedure.ended_on, earliest=local_date(attempt.queued_at), latest=latest
    )
    told = [BEGUN] if row is None else []
    if row is None:
        row = _begun(node, case, stage, procedure, began_on)
    elif _is_prolonged(row, procedure):
        row.expected_end = procedure.expected_end
        told.append(CHANGED)
    if ended_on is not None and (row.ended_on is None or ended_on < row.ended_on):
        row.ended_on = max(ended_on, row.started_on)
        told.append(ENDED)
    if told:
        session.add(row)
        redate(session, case, node.calendar, today)
        _tell(node, session, case, stage, procedure, row, told)
    return bool(told)


def _with_an_end_in_sight(procedure: Procedure, today: date) -> Procedure:
    told = procedure.expected_end
    return replace(procedure, expected_end=None) if told is not None and told - today > _FOR_EVER else procedure


def _plan_for(item: Item | None, stage: str, kind: str) -> ProcedurePlan | None:
    """What the item says of this procedure of this stage; None when it plans no such thing."""
    if item is None:
        return None
    planned = next((part for part in item.stages if part.code == stage), None)
    if planned is None or planned.special_procedure != kind:
        return ProcedurePlan() if kind in item.special_procedures else None
    pause = planned.pause
    if pause is None:
        return ProcedurePlan(days=planned.days)
    return ProcedurePlan(
        days=pause.days or planned.days,
        natural_days=pause.natural_days,
        statutory=pause.statutory,
        promised=pause.promised,
        legal_basis=pause.ground.text.zh if pause.ground else None,
    )


def _told_of(session: Session, county: str, dispatch: str) -> tuple[AttemptRow, CaseRow, StageRow]:
    """The attempt, its case (locked until the unit ends), its stage."""
    attempt = session.get(AttemptRow, (county, dispatch))
    case = None if attempt is None else session.get(CaseRow, (county, attempt.case), with_for_update=True)
    if attempt is None or case is None:
        raise LookupError(f"dispatch {dispatch} is not of this room")
    query = select(StageRow).where(
        col(StageRow.county) == county, col(StageRow.case) == case.id, col(StageRow.code) == attempt.stage
    )
    return attempt, case, session.exec(query).one()


def _pause_of(session: Session, case: CaseRow, stage: StageRow, procedure: Procedure) -> PauseRow | None:
    query = select(PauseRow).where(
        col(PauseRow.county) == case.county,
        col(PauseRow.case) == case.id,
        col(PauseRow.stage) == stage.code,
        col(PauseRow.procedure) == procedure.procedure_id,
    )
    return session.exec(query).one_or_none()


def _runs(case: CaseRow, stage: StageRow, attempt: AttemptRow) -> bool:
    return stage.attempt == attempt.id and passes(State(case.state), Action.HEAR)


def _begun(node: CasesNode, case: CaseRow, stage: StageRow, procedure: Procedure, began_on: date) -> PauseRow:
    bundle = node.catalogue.find_version(case.catalogue_version)
    plan = _plan_for(None if bundle is None else bundle.find_item(case.item), stage.code, procedure.kind)
    ruling = rule_on(procedure.kind, plan, permit=case.is_permit, awaits=procedure.awaits is not None)
    return PauseRow(
        county=case.county,
        id=new_id(),
        case=case.id,
        stage=stage.code,
        procedure=procedure.procedure_id,
        ground=procedure.kind,
        legal_basis=ruling.legal_basis,
        by=stage.department,
        stops=sorted(ruling.stops),
        started_on=began_on,
        expected_end=procedure.expected_end or expected_end(began_on, ruling, node.calendar),
        most_days=ruling.limit,
        most_natural_days=ruling.natural_limit,
        awaits=procedure.awaits,
    )


def _is_prolonged(row: PauseRow, procedure: Procedure) -> bool:
    """Another expected end, of a procedure that still runs."""
    told = procedure.expected_end
    return row.ended_on is None and procedure.ended_on is None and told is not None and told != row.expected_end


def _tell(
    node: CasesNode,
    session: Session,
    case: CaseRow,
    stage: StageRow,
    procedure: Procedure,
    row: PauseRow,
    told: list[str],
) -> None:
    doer, at = Doer.department(stage.department, stage.system), node.clock()
    for act in told:
        words = procedure.words if act == BEGUN else None
        note(session, case, act, doer, at=at, words=words, why=procedure.kind, payload=_payload(case, procedure, row))
    params: dict[str, str | int] = {"stage": stage.code, "procedure": procedure.kind, "state": case.state}
    publish(session, EventKind.CASE_CHANGED, subject=case.id, params=params, hall=case.hall)


def _payload(case: CaseRow, procedure: Procedure, row: PauseRow) -> dict[str, object]:
    """Who, why, on what ground, from when to when; and which days are promised now."""
    return {
        "stage": row.stage,
        "procedure": row.procedure,
        "ground": row.ground,
        "legal_basis": row.legal_basis,
        "stops": list(row.stops),
        "started_on": _iso(row.started_on),
        "expected_end": _iso(row.expected_end),
        "ended_on": _iso(row.ended_on),
        "told_began_on": _iso(procedure.began_on),
        "told_ended_on": _iso(procedure.ended_on),
        "awaits": row.awaits,
        "promised_on": _iso(case.promised_on),
        "statutory_on": _iso(case.statutory_on),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
