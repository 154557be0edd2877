"""Which case a number belongs to, read beside the node at work: the supervision chain knows cases by their ids."""

from sqlmodel import col, select

from backend.cases.errors import BadCaseNumber
from backend.cases.numbers import parse
from backend.cases.tables import CaseRow
from backend.settings import NodeSettings
from backend.storage import snapshot

__all__ = ["BadCaseNumber", "find_case"]


def find_case(settings: NodeSettings, number: str) -> str | None:
    """Needs no key. Raises BadCaseNumber, and StorageUnavailable when there is no database."""
    wanted = str(parse(number))
    query = select(CaseRow.id).where(CaseRow.county == settings.county, col(CaseRow.number) == wanted)
    with snapshot(settings.database) as store:
        return store.read_now(lambda session: session.exec(query).one_or_none())
