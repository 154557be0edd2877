"""Departments that exchange CSV files through folders (docs/connector-guide.md, "File drop").

    in/<dispatch id>.csv   taken from here      ack/<dispatch id>.csv   taken or refused, with reasons
    supplements/<dispatch id>.csv   papers brought since, taken from here
    procedures/<procedure id>.csv   how a special procedure stands, written again when it ends
    out/<answer id>.csv    decided              share/<data>.csv        what the department knows, once a day

A file is taken in this order: durable in the ledger, acknowledged, removed. Killed between any two of these, the next
look at the folder finishes it; the same file again changes nothing.
"""

import asyncio
import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from backend.county.csv_cells import read_rows, written
from backend.county.desk import Desk
from backend.county.errors import FieldError, OtherContent, Refused
from backend.county.ledger import Ledger
from backend.county.nonsense import spoilt
from backend.county.procedures import due_to_be_told, mark_told, procedure_of
from backend.county.replies import answer_of, mark_delivered
from backend.county.supplement import supplement

__all__ = ["FileDrop", "application_in", "put_whole"]

LOOK_EVERY = 0.2  # seconds
LARGEST_FILE = 1_000_000  # bytes
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.csv")
_FIELD = re.compile(r"fields\.([A-Za-z][A-Za-z0-9_.\-]{0,59})")
_DOCUMENT = re.compile(r"documents\.(\d{1,2})\.(material|name|state|digest)")
_PROCEDURE = (
    "procedure_id", "dispatch_id", "kind", "began_on", "ended_on", "expected_end", "awaits", "words",
)  # fmt: skip
_ANSWER = ("answer_id", "dispatch_id", "outcome", "words", "result_number", "reference", "decided_at")


class FileDrop:
    """The folders of one department."""

    def __init__(self, desk: Desk, folder: Path, ledger: Ledger) -> None:
        self._desk = desk
        self._folder = folder
        self._ledger = ledger
        self._shared = 0
        """How many people the daily list has."""

    async def run(self) -> None:
        """Look, take, answer, forever. A full disk or a vanished folder is tried again at the next look."""
        while True:
            if not (self._desk.switches.down or self._desk.switches.hang):
                with suppress(OSError):
                    await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """One round over the folders."""
        for name in ("in", "supplements", "ack", "out", "share", "procedures"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        await self._share()
        for path in sorted((self._folder / "in").iterdir()):
            found = _NAME.fullmatch(path.name)
            if found and not path.is_dir() and not self._desk.switches.fails():
                await asyncio.sleep(self._desk.switches.delay_ms / 1000)
                with suppress(FileNotFoundError):  # taken back by its writer
                    await self._take(path, found[1])
        await self._take_supplements()
        await self._tell_procedures()
        await self._answer()

    async def _take(self, path: Path, dispatch_id: str) -> None:
        taken = path.stat().st_ino
        try:
            raw = application_in(await asyncio.to_thread(_read, path))
            if raw.get("dispatch_id") != dispatch_id:
                raise Refused([FieldError("dispatch_id", "is not the name of the file")])
            rows = [("accepted", (await self._desk.take(raw)).reference, "", "")]
        except OtherContent:  # the same name again is ignored: what was taken first stands
            rows = [("accepted", self._desk.standing(dispatch_id).reference or "", "", "")]
        except Refused as error:
            rows = [("rejected", "", fault.field, fault.message) for fault in error.errors]
        content = written([("status", "reference", "field", "message"), *rows])
        await asyncio.to_thread(put_whole, self._folder / "ack" / path.name, self._garbled(content))
        if path.exists() and path.stat().st_ino == taken:  # else it came again, put right, as soon as it was refused
            path.unlink()

    async def _take_supplements(self) -> None:
        """One that cannot be read stays for a person of the department; one written again meanwhile is read again."""
        for path in sorted((self._folder / "supplements").glob("*.csv")):
            with suppress(Refused, FileNotFoundError):
                taken = path.stat().st_ino
                await supplement(self._desk, _without_groups(application_in(await asyncio.to_thread(_read, path))))
                if path.stat().st_ino == taken:
                    path.unlink()

    async def _tell_procedures(self) -> None:
        """Begun ones and ended ones; before the answers, which end them."""
        for row in due_to_be_told(self._ledger, self._desk.clock(), self._desk.system.id):
            procedure = procedure_of(row, self._desk.clock())
            if procedure is None:
                continue
            told = procedure.as_mapping()
            content = written([_PROCEDURE, [told[name] for name in _PROCEDURE]])
            await asyncio.to_thread(put_whole, self._folder / "procedures" / f"{row['id']}.csv", content)
            await self._ledger.write(partial(mark_told, row=row, procedure=procedure))

    async def _answer(self) -> None:
        for row in self._due():
            answer = answer_of(row).as_mapping()
            content = written([_ANSWER, [answer[name] for name in _ANSWER]])
            target = self._folder / "out" / f"{answer['answer_id']}.csv"
            if not self._desk.switches.nonsense:
                await asyncio.to_thread(put_whole, target, content)
                await self._ledger.write(partial(mark_delivered, application=row["id"]))
            elif not target.exists():  # written again, sound, once the nonsense is over
                await asyncio.to_thread(put_whole, target, self._garbled(content))

    def _due(self) -> list[sqlite3.Row]:
        return self._ledger.read(
            "SELECT a.* FROM delivery d JOIN application a ON a.id = d.application"
            " WHERE d.done = 0 AND d.way = 'file' AND d.due <= ? AND a.system = ? ORDER BY d.due LIMIT 64",
            self._desk.clock().timestamp(),
            self._desk.system.id,
        )

    async def _share(self) -> None:
        """The daily list, once a day, whenever it is missing, and when somebody has moved in."""
        names = list(self._desk.system.shares)
        target = self._folder / "share" / f"{'+'.join(names)}.csv"
        people = len(self._desk.rules.register.people)
        if people == self._shared and target.exists() and _day_of(target) == datetime.now(UTC).date():
            return
        rows = [("id_number", *names), *self._known(names)]
        await asyncio.to_thread(put_whole, target, self._garbled(written(rows)))
        self._shared = people

    def _known(self, names: list[str]) -> Iterator[tuple[object, ...]]:
        register = self._desk.rules.register
        for person in register.people.values():
            held = register.held(person, self._desk.system)
            yield (person.number, *(held.get(name) for name in names))

    def _garbled(self, content: bytes) -> bytes:
        how = self._desk.switches.nonsense
        return spoilt(content, how) if how else content


def application_in(content: bytes) -> dict[str, Any]:
    """An application from its ``field,value`` lines. Raises `Refused`."""
    try:
        rows = read_rows(content)
    except ValueError:
        raise Refused([FieldError("file", "is not CSV in UTF-8")]) from None
    if not rows or rows[0] != ["field", "value"]:
        raise Refused([FieldError("file", "does not begin with the header field,value")])
    values: dict[str, str] = {}
    for place, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or row[0] in values:
            raise Refused([FieldError(f"line {place}", "is not a field and its value, each field once")])
        values[row[0]] = row[1]
    return _nested(values)


def put_whole(target: Path, content: bytes) -> None:
    """Write so that ``target`` is either absent, what it was, or complete, also after a power cut."""
    unfinished = target.with_name(f".{target.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _read(path: Path) -> bytes:
    """The file's bytes, if it is a plain file of modest size: a link could lead anywhere. Raises `Refused`,
    or FileNotFoundError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError:
        raise Refused([FieldError("file", "is no plain file")]) from None
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise Refused([FieldError("file", "is no plain file")])
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Refused([FieldError("file", "is too large")])
    return content


def _nested(values: dict[str, str]) -> dict[str, Any]:
    """``applicant.name``, ``fields.phone``, ``documents.0.material`` as the groups all protocols share."""
    raw: dict[str, Any] = {"applicant": {}, "fields": {}}
    documents: dict[int, dict[str, str]] = {}
    for name, value in values.items():
        field, document = _FIELD.fullmatch(name), _DOCUMENT.fullmatch(name)
        if field:
            raw["fields"][field[1]] = value
        elif document:
            documents.setdefault(int(document[1]), {})[document[2]] = value
        elif name.startswith("applicant."):
            raw["applicant"][name.removeprefix("applicant.")] = value
        else:
            raw[name] = value
    found = [documents[place] for place in sorted(documents)]
    return raw | {"documents": [{k: v for k, v in entry.items() if v or k != "digest"} for entry in found]}


def _without_groups(raw: dict[str, Any]) -> dict[str, Any]:
    """A supplement has neither applicant nor fields: only what stands there of them is a fault."""
    return {name: value for name, value in raw.items() if value or name not in ("applicant", "fields")}
