"""File-drop-CSV departments: folders both sides can reach (docs/connector-guide.md).

    in/<dispatch id>.csv   we write      ack/<dispatch id>.csv   taken or refused, with reasons
    supplements/<dispatch id>.csv   papers brought since: the whole list, written again when there are more
    procedures/<procedure id>.csv   how a special procedure stands
    out/<answer id>.csv    decided       share/*.csv             the department's daily lists

What was read of ``out`` and ``procedures`` is put away in their ``done``.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from backend.cases.ports import Answer, ApplicationPayload, Procedure, SentDocument, Supplement
from backend.dispatch.connectors.csv_files import drop_rows, reached, rows_in
from backend.dispatch.connectors.port import (
    AnswerWay,
    FieldFault,
    Grade,
    Nonsense,
    NotSent,
    Rejected,
    SharedQuery,
    SharedReply,
    Standing,
)
from backend.dispatch.connectors.rest_json import LONGEST_REFERENCE, MOST_PROCEDURES, AnswerBody, procedure_in

__all__ = ["FileDropConnector"]

log = logging.getLogger(__name__)


class FileDropConnector:
    """One file-drop system. Grade A: a file of the same name is taken once."""

    grade = Grade.A
    answers = AnswerWay.FILE

    def __init__(self, system: str, folder: Path) -> None:
        self.system = system
        self._folder = folder
        self._answer_files: dict[str, Path] = {}  # by answer id, of answers seen and not yet put away

    async def submit(self, payload: ApplicationPayload) -> str | None:
        with reached():
            await asyncio.to_thread(self._write, payload.dispatch_id, _application_rows(payload))
        return None

    async def supplement(self, told: Supplement, reference: str | None) -> None:
        with reached():
            await asyncio.to_thread(self._supplement, told)

    async def standing(self, dispatch_id: str, reference: str | None) -> Standing:
        with reached():
            return await asyncio.to_thread(self._standing, dispatch_id)

    async def settled(self, answer: Answer) -> None:
        path = self._answer_files.pop(answer.answer_id, None)
        if path is not None:
            with reached():
                await asyncio.to_thread(_put_away, path)
                await asyncio.to_thread(self._put_procedures_away, answer.dispatch_id)

    async def look_up(self, query: SharedQuery) -> SharedReply:
        with reached():
            return await asyncio.to_thread(self._look_up, query)

    async def aclose(self) -> None:
        """Nothing is held open."""

    def _write(self, dispatch_id: str, rows: list[tuple[str, str]]) -> None:
        target = self._folder / "in" / f"{dispatch_id}.csv"
        if (self._folder / "ack" / target.name).exists() or target.exists():
            return
        drop_rows(target, rows)

    def _supplement(self, told: Supplement) -> None:
        folder = self._folder / "supplements"
        if self._folder.is_dir() and not folder.is_dir():
            raise Rejected([FieldFault("documents", "not taken by this department")])
        rows = [("dispatch_id", told.dispatch_id), ("case_number", told.case_number)]
        rows += [("as_of", told.as_of.isoformat()), *_document_rows(told.documents)]
        drop_rows(folder / f"{told.dispatch_id}.csv", rows)

    def _standing(self, dispatch_id: str) -> Standing:
        answer = self._find_answer(dispatch_id)
        acknowledged = None if answer else self._acknowledgement(dispatch_id)  # what is decided was taken
        waiting = (self._folder / "in" / f"{dispatch_id}.csv").exists()
        procedures = tuple(self._procedures(dispatch_id))
        return Standing(bool(answer or acknowledged or waiting or procedures), acknowledged, answer, procedures)

    def _acknowledgement(self, dispatch_id: str) -> str | None:
        """The department's reference once it took the file. Raises Rejected when it would not."""
        path = self._folder / "ack" / f"{dispatch_id}.csv"
        if not path.exists():
            return None
        rows = list(rows_in(path, "status"))
        if not rows or any(row["status"] not in ("accepted", "rejected") for row in rows):
            raise Nonsense("neither taken nor refused")
        faults = [
            FieldFault(row.get("field", ""), row.get("message", "")) for row in rows if row["status"] != "accepted"
        ]
        if faults:
            raise Rejected(faults)
        return rows[0].get("reference", "")[:LONGEST_REFERENCE]

    def _find_answer(self, dispatch_id: str) -> Answer | None:
        """A file that cannot be read may be the one: its fault is raised unless the answer is found in another."""
        unreadable: Nonsense | NotSent | None = None
        for path in sorted((self._folder / "out").glob("*.csv")):
            try:
                answer = _answer_in(path, dispatch_id)
            except (Nonsense, NotSent) as error:
                log.warning("%s of %s is no answer: %s", path.name, self.system, error)
                unreadable = error
                continue
            if answer is not None:
                self._answer_files[answer.answer_id] = path
                return answer
        if unreadable is not None:
            raise unreadable
        return None

    def _procedures(self, dispatch_id: str) -> Iterator[Procedure]:
        for _path, row in islice(self._told_of(dispatch_id), MOST_PROCEDURES):
            yield procedure_in({name: value or None for name, value in row.items()})

    def _put_procedures_away(self, dispatch_id: str) -> None:
        for path in {path for path, _row in self._told_of(dispatch_id)}:
            _put_away(path)

    def _told_of(self, dispatch_id: str) -> Iterator[tuple[Path, dict[str, str]]]:
        """What the files on special procedures say of one application; one that cannot be read holds up no other."""
        for path in sorted((self._folder / "procedures").glob("*.csv")):
            try:
                yield from ((path, row) for row in rows_in(path, "dispatch_id") if row["dispatch_id"] == dispatch_id)
            except (Nonsense, NotSent) as error:
                log.warning("a file of %s on a special procedure: %s", self.system, error)

    def _look_up(self, query: SharedQuery) -> SharedReply:
        """From the newest daily list that has each datum; the list's own time is the answer's."""
        data: dict[str, object] = {}
        as_of = datetime.min.replace(tzinfo=UTC)
        for path in sorted(self._folder.glob("share/*.csv"), key=lambda path: path.stat().st_mtime):
            row = _row_of(path, query.id_number)
            if row is not None:
                data |= {name: row[name] for name in query.data if row.get(name)}
                as_of = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if as_of.year == 1 and not any(self._folder.glob("share/*.csv")):
            raise NotSent("no daily list")
        return SharedReply(found=bool(data), as_of=as_of if data else datetime.now(UTC), data=data)


def _application_rows(payload: ApplicationPayload) -> list[tuple[str, str]]:
    """An application as ``field,value`` lines."""
    rows = [(name, str(getattr(payload, name))) for name in ("dispatch_id", "case_number", "hall", "item", "item_name")]
    rows += [("stage", payload.stage), ("accepted_at", payload.accepted_at.isoformat())]
    rows += [(f"applicant.{name}", value) for name, value in payload.applicant.model_dump().items()]
    rows += [(f"fields.{name}", _cell(value)) for name, value in payload.fields.items()]
    return [*rows, *_document_rows(payload.documents)]


def _document_rows(documents: Iterable[SentDocument]) -> Iterator[tuple[str, str]]:
    for index, document in enumerate(documents):
        for name, value in document.model_dump().items():
            yield f"documents.{index}.{name}", _cell(value)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "|".join("/".join(str(cell) for cell in row) for row in value)
        case _:
            return str(value)


def _row_of(path: Path, id_number: str) -> dict[str, str] | None:
    """A list holds what its name says, and its end: nobody is unknown because the rest was cut off."""
    rows = rows_in(path, "id_number", *path.stem.split("+"), finished=True)
    return next((row for row in rows if row["id_number"] == id_number), None)


def _answer_in(path: Path, dispatch_id: str) -> Answer | None:
    found = next((row for row in rows_in(path, "dispatch_id") if row["dispatch_id"] == dispatch_id), None)
    return None if found is None else _answer(found)


def _answer(row: dict[str, str]) -> Answer:
    try:
        return AnswerBody.model_validate({name: value or None for name, value in row.items()}).as_answer()
    except ValidationError as error:
        raise Nonsense(f"answer file does not fit: {error.error_count()} faults") from None


def _put_away(path: Path) -> None:
    done = path.parent / "done"
    done.mkdir(exist_ok=True)
    path.replace(done / path.name)
