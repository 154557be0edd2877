"""The desk of one department: takes applications, says how they stand, answers inquiries. Knows no protocol."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from backend.county.application import Application, Inquiry, faults_in, parse
from backend.county.demands import Demands, faults_of
from backend.county.errors import FieldError, OtherContent, Refused
from backend.county.faults import Switches
from backend.county.ledger import Ledger
from backend.county.local_time import LOCAL, moment
from backend.county.numbers import ORGANISATION, credit_code, find_number_fault, is_credit_code
from backend.county.office import Ruling, Verdict, decides, judge
from backend.county.procedures import UnderWay, begin_with, load_procedures, procedure_of
from backend.county.register import Party, Person, Register, county_area
from backend.county.replies import Shared, Standing, Taken, answer_of
from backend.county.systems import ANSWER_SECONDS, DepartmentSystem, Grade, Held, Pace, load_systems

__all__ = ["Desk", "Rules"]


@dataclass(frozen=True)
class Rules:
    """What all desks judge by."""

    register: Register
    demands: Demands
    rulings: tuple[Ruling, ...]


@dataclass
class Desk:
    """One department. ``clock`` answers aware times; ``speed`` divides every time of the demo."""

    system: DepartmentSystem
    rules: Rules
    ledger: Ledger
    switches: Switches
    clock: Callable[[], datetime]
    speed: float
    wake: Callable[[], None]

    @property
    def look_up_ms(self) -> float:
        return self.system.look_up_ms / self.speed

    async def take(self, raw: Mapping[str, Any]) -> Taken:
        """Take in an application. Raises `Refused`, or `OtherContent` where an id is honoured once."""
        application = self.read(raw)
        unit = self._enter(application)
        taken = await self.ledger.write(unit)
        self.wake()
        return taken

    def read(self, raw: Mapping[str, Any]) -> Application:
        """The application in ``raw`` as this department accepts it. Raises `Refused`."""
        application = parse(Application, raw)
        party = self.rules.register.find_party(application.applicant.id_number)
        against_itself = faults_in(application, self.clock().date())
        errors = [*against_itself, *faults_of(application, self.system, party, self.rules.demands)]
        if errors:
            raise Refused(errors)
        return application

    def standing(self, dispatch_id: str) -> Standing:
        return self._standing("dispatch_id", dispatch_id)

    def standing_by_reference(self, reference: str) -> Standing:
        return self._standing("reference", reference)

    def share(self, raw: Mapping[str, Any]) -> Shared:
        """Answer an inquiry. Raises `Refused` for data this department does not have."""
        inquiry = parse(Inquiry, raw)
        errors = list(self._faults_of(inquiry))
        if errors:
            raise Refused(errors)
        party = self.rules.register.find_party(inquiry.id_number)
        if party is None or not self.rules.register.knows(party, self.system):
            return Shared(self.as_of(), False)
        held = self.rules.register.held(party, self.system)
        return Shared(self.as_of(), True, {name: held[name] for name in inquiry.data if name in held})

    def as_of(self) -> datetime:
        """Departments that work in daily batches answer as of two in the morning."""
        now = self.clock().astimezone(LOCAL)
        if self.system.pace is not Pace.BATCH_DAILY:
            return now.replace(microsecond=0)
        night = now.replace(hour=2, minute=0, second=0, microsecond=0)
        return night if night <= now else night - timedelta(days=1)

    def _faults_of(self, inquiry: Inquiry) -> list[FieldError]:
        kind = "foreigner_2017" if len(inquiry.id_number) == 15 else "resident"
        fault = find_number_fault(inquiry.id_number, kind, self.clock().date())
        errors = [FieldError("id_number", fault)] if fault and not is_credit_code(inquiry.id_number) else []
        unknown = (place for place, name in enumerate(inquiry.data) if name not in self.system.all_shared())
        return errors + [FieldError(f"data.{place}", "is not shared by this system") for place in unknown]

    def _enter(self, application: Application) -> Callable[[sqlite3.Connection], Taken]:
        once = f"{self.system.id}/{application.dispatch_id}" if self.system.grade is Grade.A else None
        body = json.dumps(application.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        fingerprint = hashlib.sha256(body.encode()).hexdigest()
        now = self.clock()

        def unit(connection: sqlite3.Connection) -> Taken:
            earlier = _find_once(connection, once)
            if earlier is None:
                return self._insert(connection, application, once, body, fingerprint, now)
            if earlier["fingerprint"] != fingerprint:
                raise OtherContent
            return Taken(earlier["reference"], moment(earlier["received_at"]))

        return unit

    def _insert(
        self,
        connection: sqlite3.Connection,
        application: Application,
        once: str | None,
        body: str,
        fingerprint: str,
        now: datetime,
    ) -> Taken:
        verdict = self._judge(application, now)
        due = now.timestamp() + self._seconds_to_decide()
        row = connection.execute(
            "INSERT INTO application (system, dispatch_id, once_key, fingerprint, reference, body, received_at, due,"
            " answer_id, outcome, words) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                self.system.id, application.dispatch_id, once, fingerprint, body, now.timestamp(), due,
                str(uuid.uuid4()), verdict.outcome, verdict.words,
            ),
        ).fetchone()  # fmt: skip
        serial = int(row["id"])
        reference = f"{self.system.id}-{now.astimezone(LOCAL):%Y%m%d}-{serial:07d}"
        number = self._result_number(serial, application, now) if self._gives_number(application, verdict) else None
        connection.execute(
            "UPDATE application SET reference = ?, result_number = ? WHERE id = ?", (reference, number, serial)
        )
        if self.system.answers_by != "poll":
            connection.execute(
                "INSERT INTO delivery (application, way, base, due) VALUES (?, ?, ?, ?)",
                (serial, self.system.answers_by, application.callback, due),
            )
        planned = load_procedures().get(application.item, {}).get(application.stage)
        if planned is not None and self.system.handles(application.item):
            begin_with(connection, serial, planned, now, due)
        return Taken(reference, moment(now.timestamp()))

    def _judge(self, application: Application, now: datetime) -> Verdict:
        told = self.switches.take_ruling()
        if told is not None:
            return Verdict(*told)
        party = self.rules.register.find_party(application.applicant.id_number)
        known = None if party is None else self._known(party, application, now)
        return judge(self.system, application.item, application.stage, known, self.rules.rulings)

    def _known(self, party: Party, application: Application, now: datetime) -> dict[str, Held]:
        """Everything the departments hold of somebody: they ask each other before they decide."""
        held: dict[str, Held] = {}
        for system in load_systems().values():
            held |= self.rules.register.held(party, system)
        return held | (self._worked_out(party, held, application, now) if isinstance(party, Person) else {})

    def _worked_out(
        self, person: Person, held: Mapping[str, Held], application: Application, now: datetime
    ) -> dict[str, Held]:
        differs = application.applicant.name == person.name != person.registered_name
        return {
            "age": person.age(now.astimezone(LOCAL).date()),
            "name_differs": "yes" if differs else "no",
            "contracted_area_recorded": "yes" if "contracted_area" in held else "no",
        }

    def _gives_number(self, application: Application, verdict: Verdict) -> bool:
        return verdict.outcome == "approved" and decides(self.system, application.item, application.stage)

    def _result_number(self, serial: int, application: Application, now: datetime) -> str:
        """An organisation has its credit code already and keeps it."""
        area, applicant = county_area(), application.applicant
        code = applicant.id_number if applicant.document_kind == ORGANISATION else credit_code(area, serial)
        return self.system.number.format(year=now.astimezone(LOCAL).year, serial=serial, area=area, credit_code=code)

    def _seconds_to_decide(self) -> float:
        told = self.switches.answer_after_ms
        return told / 1000 if told is not None else ANSWER_SECONDS[self.system.pace] / self.speed

    def _standing(self, column: Literal["dispatch_id", "reference"], value: str) -> Standing:
        rows = self.ledger.read(
            f"SELECT * FROM application WHERE system = ? AND {column} = ? ORDER BY id LIMIT 1", self.system.id, value
        )
        if not rows:
            return Standing("unknown")
        row, now = rows[0], self.clock().timestamp()
        procedures = tuple(self._procedures(row["id"]))
        if now >= row["due"]:
            return Standing("answered", row["reference"], answer_of(row), procedures)
        half_way = (row["received_at"] + row["due"]) / 2
        return Standing("received" if now < half_way else "in_progress", row["reference"], None, procedures)

    def _procedures(self, application: int) -> Iterator[UnderWay]:
        rows = self.ledger.read(
            "SELECT p.*, a.dispatch_id FROM procedure p JOIN application a ON a.id = p.application"
            " WHERE p.application = ?",
            application,
        )
        for row in rows:
            procedure = procedure_of(row, self.clock())
            if procedure is not None:
                yield procedure


def _find_once(connection: sqlite3.Connection, once: str | None) -> sqlite3.Row | None:
    if once is None:
        return None
    found: sqlite3.Row | None = connection.execute(
        "SELECT reference, received_at, fingerprint FROM application WHERE once_key = ?", (once,)
    ).fetchone()
    return found
