"""Writing a decided item as a case: the row, its facts sealed, its papers, its stages. In the caller's unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.calendar import local_date
from backend.cases.applicant import listed_applicant
from backend.cases.case_file import CaseFile
from backend.cases.decided import DecidedItem
from backend.cases.delivery import keep_address
from backend.cases.facts import HUMAN
from backend.cases.life_cycle import STARTS
from backend.cases.numbers import next_number
from backend.cases.stage_graph import StageState
from backend.cases.tables import CaseFactRow, CasePaperRow, CaseRow, StageRow
from backend.citizens.sealing import seal
from backend.citizens.telling import shown_value
from backend.citizens.visits import Visit
from backend.guide import Fact, FactBook, InHand, Known, Stage
from backend.guide.item import ItemType
from backend.guide.outcome import PaperLine
from backend.storage import DataClass, add_new, add_rows, new_id, new_row

__all__ = ["FACT", "Intake", "Placed", "add_fact", "keep_file", "new_paper", "new_stages", "open_case"]

FACT = "case_fact"


@dataclass(frozen=True)
class Intake:
    """What all cases of one hand-over share. `own` is what the node knew before the window added to it."""

    visit: Visit
    operator: str
    window: str
    catalogue_version: str
    own: FactBook
    hand: dict[str, InHand]
    at: datetime


@dataclass(frozen=True)
class Placed:
    """Where a fact stands in what is shown of a case; no position: it was only used to decide."""

    position: int | None
    in_form: bool


def open_case(session: Session, intake: Intake, decided: DecidedItem) -> CaseFile:
    """The case in the first state, its facts written; case and papers wait for `keep_file`, stages for acceptance."""
    item, visit = decided.item, intake.visit
    case = new_row(
        CaseRow,
        county=visit.county,
        id=decided.asked.case,
        number=next_number(session, visit.hall, intake.window, local_date(intake.at)),
        visit=visit.id,
        citizen=visit.citizen,
        hall=visit.hall,
        window=intake.window,
        operator=intake.operator,
        item=item.code,
        item_name=item.name.zh,
        item_name_en=item.name.en,
        catalogue_version=intake.catalogue_version,
        pattern=item.approval_pattern,
        state=STARTS,
        silent=sorted(intake.own.unavailable),
        is_permit=item.item_type is ItemType.LICENCE,
        applicant=listed_applicant(visit, decided.book),
        delivery=decided.asked.delivery,
        promised_days=item.promised_days,
        statutory_days=item.statutory_days,
        result_name=item.result.name.zh,
        result_name_en=item.result.name.en,
    )
    keep_address(session, case, decided)
    add_rows(session, CaseFactRow, list(_facts(session, case, intake, decided)))
    papers = [
        new_paper(case, line, intake.hand.get(line.material.code, InHand()), position)
        for position, line in enumerate(decided.assessment.papers)
    ]
    return CaseFile(case, papers, [])


def keep_file(session: Session, file: CaseFile) -> None:
    """Write what `open_case` made as it is now, when everything about it is settled."""
    add_new(session, [file.case])
    add_new(session, file.papers)


def _facts(session: Session, case: CaseRow, intake: Intake, decided: DecidedItem) -> Iterator[dict[str, Any]]:
    """Every value the decision rested on; beside a corrected one, what the system had said."""
    form = [line.field.fact for line in decided.assessment.fields]
    asked = [line.situation.fact for line in decided.assessment.questions]
    order = {code: place for place, code in enumerate(dict.fromkeys([*form, *asked]))}
    for code in sorted(decided.item.facts):
        known, shared = decided.book.get(code), intake.own.get(code)
        if known is None or known.value is None or not known.is_given() or known.is_offer():
            continue
        place = Placed(order.get(code), code in form)
        if _is_contradicted(known, shared) and shared is not None:
            yield _fact(session, case, decided.item.facts[code], code, shared, placed=place, version=0, corrected=True)
        yield _fact(session, case, decided.item.facts[code], code, known, placed=place)


def _is_contradicted(known: Known, shared: Known | None) -> bool:
    if shared is None or shared.provenance.system is None or known.provenance.source not in HUMAN:
        return False
    return known.value != shared.value


def add_fact(
    session: Session, case: CaseRow, fact: Fact, code: str, known: Known, *, placed: Placed, version: int
) -> None:
    """One more version of one fact of the case, sealed."""
    add_rows(session, CaseFactRow, [_fact(session, case, fact, code, known, placed=placed, version=version)])


def _fact(
    session: Session,
    case: CaseRow,
    fact: Fact,
    code: str,
    known: Known,
    *,
    placed: Placed,
    version: int = 1,
    corrected: bool = False,
) -> dict[str, Any]:
    row = new_id()
    assert known.value is not None
    return {
        "county": case.county,
        "id": row,
        "case": case.id,
        "fact": code,
        "version": version,
        "corrected": corrected,
        "position": placed.position,
        "in_form": placed.in_form,
        "label": fact.label.zh,
        "label_en": fact.label.en,
        "sealed": seal(
            session, _class(fact.data_class), known.value, table=FACT, column="sealed", row=row, hall=case.hall
        ),
        "masked": shown_value(fact, known.value),
        "source": known.provenance.source,
        "system": known.provenance.system,
        "trust": known.provenance.trust,
        "look_up": known.provenance.look_up,
        "at": known.provenance.at,
        "correction": _sealed_reason(session, case, row, known.correction),
    }


def _class(declared: str) -> DataClass:
    """Open values are sealed as well: which of a citizen's answers is open is a matter of the catalogue's day."""
    return DataClass.SENSITIVE if declared == DataClass.SENSITIVE else DataClass.PERSONAL


def _sealed_reason(session: Session, case: CaseRow, row: str, reason: str | None) -> bytes | None:
    if reason is None:
        return None
    return seal(session, DataClass.PERSONAL, reason, table=FACT, column="correction", row=row, hall=case.hall)


def new_paper(case: CaseRow, line: PaperLine, hand: InHand, position: int) -> CasePaperRow:
    return new_row(
        CasePaperRow,
        county=case.county,
        id=new_id(),
        case=case.id,
        material=line.material.code,
        position=position,
        name=line.material.name.zh,
        name_en=line.material.name.en,
        state=line.state,
        reason=line.reason.zh,
        reason_en=line.reason.en,
        document=line.document,
        keeps_as=line.material.keeps_as,
        original_seen=hand.original_seen,
        copies=hand.copies,
        signed=hand.signed,
        undertaken=hand.undertaken,
        files=list(hand.files),
    )


def new_stages(case: CaseRow, stages: tuple[Stage, ...]) -> list[StageRow]:
    return [
        new_row(
            StageRow,
            county=case.county,
            id=new_id(),
            case=case.id,
            code=stage.code,
            position=position,
            name=stage.name.zh,
            name_en=stage.name.en,
            department=stage.department,
            system=stage.system,
            after=list(stage.after),
            sends=None if stage.sends is None else list(stage.sends),
            state=StageState.WAITING,
        )
        for position, stage in enumerate(stages)
    ]
