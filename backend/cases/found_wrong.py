"""What a department found wrong with an application, told by the names a form has, not by the codes of the wire."""

from dataclasses import replace
from typing import Final

from sqlmodel import Session

from backend.cases.case_file import papers_of
from backend.cases.ports import Answer
from backend.cases.stored_facts import facts_of
from backend.cases.tables import CaseRow
from backend.guide import bare_code

__all__ = ["told_by_name"]

LONGEST: Final = 500
_APPLICANT: Final = {
    "applicant.name": "姓名",
    "applicant.id_number": "证件号码",
    "applicant.document_kind": "证件类型",
}  # Chinese, as everything departments say


def told_by_name(session: Session, case: CaseRow, answer: Answer) -> Answer:
    """The answer with words a citizen can be told, where a department only named fields."""
    if not answer.faults:
        return answer
    names = {**_APPLICANT, **_names_of_fields(session, case)}
    papers = [paper.name for paper in papers_of(session, case) for _file in paper.files or [""]]
    words = "；".join(f"{_named(field, names, papers)}：{message}" for field, message in answer.faults)
    return replace(answer, words=words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…")


def _names_of_fields(session: Session, case: CaseRow) -> dict[str, str]:
    return {f"fields.{bare_code(stored.row.fact)}": stored.row.label for stored in facts_of(session, case)}


def _named(field: str, names: dict[str, str], papers: list[str]) -> str:
    room, _, rest = field.partition(".")
    place = rest.partition(".")[0]
    if room == "documents" and place.isdecimal() and int(place) < len(papers):
        return papers[int(place)]
    return names.get(field, field)
