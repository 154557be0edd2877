"""Owed papers that fall due: noticed by the node itself, told to the hall, kept in the chain; none is closed for it."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from backend.access import Action as Permitted
from backend.access import Actor
from backend.api.events import publish
from backend.calendar import Calendar, local_date
from backend.cases.case_file import papers_of
from backend.cases.doers import Doer
from backend.cases.life_cycle import Action, State
from backend.cases.moves import move, note
from backend.cases.node import CasesNode
from backend.cases.pauses import UNDERTAKING, redate, wait_for_applicant
from backend.cases.repository import MOST_LISTED, within_reach
from backend.cases.tables import CasePaperRow, CaseRow, UndertakingMark
from backend.cases.undertakings import OWED, Mark, Owes, last_day_to_mark, mark_of, who_owes
from backend.contract import EventKind, OwedPaper
from backend.storage import new_id

__all__ = ["is_something_due", "marks_of", "notice_what_falls_due", "owed_soon", "wait_if_overdue"]

_OWING = frozenset({State.SUPPLEMENT_DUE, State.OVERDUE, State.RETURNED})
_AT_ONCE = 64
_ONE_DAY = timedelta(days=1)


def is_something_due(session: Session, node: CasesNode, county: str) -> bool:
    """Whether there is anything to mark: asked often, and nearly always no."""
    today = local_date(node.clock())
    return session.exec(_due_soon(county, today, node.calendar).where(~_is_marked(today)).limit(1)).first() is not None


def notice_what_falls_due(session: Session, node: CasesNode, county: str) -> int:
    """Mark every owed paper whose day is near, here or past; answers how many. Each mark is made once."""
    now = node.clock()
    today = local_date(now)
    query = _due_soon(county, today, node.calendar).where(~_is_marked(today)).limit(_AT_ONCE)
    found = session.exec(query).all()
    for paper, owing in found:
        mark = mark_of(_due_day(paper), today, node.calendar)
        if mark is not None:
            _mark(session, node, owing, paper, mark, now)
    return len(found)


def wait_if_overdue(session: Session, node: CasesNode, case: CaseRow, doer: Doer, *, at: datetime) -> None:
    """A case whose applicant did not bring what they undertook to bring waits for them from the day after."""
    today = local_date(at)
    overdue = [paper.due_on for paper in papers_of(session, case) if _is_overdue(paper, today) and paper.due_on]
    if case.state != State.SUPPLEMENT_DUE or not overdue:
        return
    move(session, case, Action.FALL_DUE, doer, at=at, payload={"due_on": min(overdue).isoformat()})
    wait_for_applicant(session, case, UNDERTAKING, doer.by, min(overdue) + _ONE_DAY)
    redate(session, case, node.calendar, today)


def owed_soon(session: Session, actor: Actor, days: Calendar, today: date) -> list[OwedPaper]:
    """What falls due in the actor's reach, the longest overdue first; twenty at most."""
    reach = within_reach(actor, Permitted.LIST_CASES)
    query = _due_soon(actor.county, today, days).where(reach).limit(MOST_LISTED)
    return [_told(paper, owing, mark_of(_due_day(paper), today, days)) for paper, owing in session.exec(query)]


def marks_of(papers: list[CasePaperRow], days: Calendar, today: date) -> dict[str, Mark | None]:
    """How near each owed paper's day is, by its code."""
    return {
        paper.material: mark_of(paper.due_on, today, days)
        for paper in papers
        if paper.due_on is not None and paper.state in OWED
    }


def _due_soon(county: str, today: date, days: Calendar) -> Select[CasePaperRow, CaseRow]:
    """Owed papers near their day or past it, with their cases."""
    return (
        select(CasePaperRow, CaseRow)
        .join(CaseRow, (col(CaseRow.county) == col(CasePaperRow.county)) & (col(CaseRow.id) == col(CasePaperRow.case)))
        .where(
            col(CasePaperRow.county) == county,
            col(CasePaperRow.due_on).is_not(None),
            col(CasePaperRow.due_on) <= last_day_to_mark(today, days),
            col(CasePaperRow.state).in_(sorted(OWED)),
            col(CaseRow.state).in_(sorted(_OWING)),
        )
        .order_by(col(CasePaperRow.due_on), col(CasePaperRow.case), col(CasePaperRow.position))
    )


def _is_marked(today: date) -> ColumnElement[bool]:
    """Whether the mark that holds today was made already."""
    due_on = col(CasePaperRow.due_on)
    mark = case((due_on < today, Mark.OVERDUE.value), (due_on == today, Mark.DUE.value), else_=Mark.REMINDED.value)
    return exists().where(
        col(UndertakingMark.county) == col(CasePaperRow.county),
        col(UndertakingMark.case) == col(CasePaperRow.case),
        col(UndertakingMark.material) == col(CasePaperRow.material),
        col(UndertakingMark.due_on) == due_on,
        col(UndertakingMark.mark) == mark,
    )


def _mark(session: Session, node: CasesNode, owing: CaseRow, paper: CasePaperRow, mark: Mark, now: datetime) -> None:
    due_on, doer = _due_day(paper), Doer.the_node()
    session.add(
        UndertakingMark(
            county=owing.county, id=new_id(), case=owing.id, material=paper.material, due_on=due_on, mark=mark, at=now
        )
    )
    payload = {"material": paper.material, "due_on": due_on.isoformat(), "by": who_owes(paper.state)}
    note(session, owing, f"paper_{mark}", doer, at=now, why=paper.material, payload=payload)
    params: dict[str, str | int] = {"material": paper.material, "due": mark, "due_on": due_on.isoformat()}
    publish(session, EventKind.PAPER_DUE, subject=owing.id, params=params, hall=owing.hall)
    if mark is Mark.OVERDUE:
        wait_if_overdue(session, node, owing, doer, at=now)


def _is_overdue(paper: CasePaperRow, today: date) -> bool:
    owes = paper.state in OWED and who_owes(paper.state) is Owes.APPLICANT
    return owes and paper.due_on is not None and paper.due_on < today


def _due_day(paper: CasePaperRow) -> date:
    assert paper.due_on is not None, "only papers with a due day are asked for"
    return paper.due_on


def _told(paper: CasePaperRow, owing: CaseRow, mark: Mark | None) -> OwedPaper:
    return OwedPaper(
        case=owing.id,
        number=owing.number,
        item=owing.item,
        item_name=owing.item_name,
        item_name_en=owing.item_name_en,
        applicant=owing.applicant,
        material=paper.material,
        name=paper.name,
        name_en=paper.name_en,
        due_on=_due_day(paper),
        due=mark or Mark.REMINDED,
        by=who_owes(paper.state),
    )
