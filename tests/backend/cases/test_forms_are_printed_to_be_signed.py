"""The filled form on paper: whole values for who reads and signs them, a trace of each print, and nothing else done."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from backend.access import Actor, Held
from backend.cases.application_forms import form_sheet
from backend.cases.receipt import FilledForm, FormSheet, Language, form_paper, typeset
from backend.cases.unsent import unsent_visit
from backend.contract import Realm, Receipt, Role, Submission
from backend.guide import FieldState, Item, default_assessment
from backend.storage import new_id
from tests.backend.cases.conftest import ACCOUNT, NAME, OLD, PHONE, YOUNG, Desk
from tests.backend.conftest import HALL, operation
from tests.parts.catalogue import shipped

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = Receipt(
    visit="v", cases=[], hall_name="示范镇便民服务中心", hall_name_en="Demonstration hall", window="1", operator="王敏",
    issued_at=NOW, ask_at="12345", complain_at="12345", applicant="李*",
)  # fmt: skip


def operator(desk: Desk) -> Actor:
    held = (Held(Role.OPERATOR, HALL.code),)
    return Actor(desk.running.operator.staff, "a", "王敏", held, HALL.code, "01", "st", "se", Realm.DEMO, NOW)


async def printed(desk: Desk, visit: str, body: dict[str, Any], language: Language = "zh") -> dict[str, Any]:
    """What the template is given for this visit."""
    so_far, at, actor = Submission.model_validate(body), desk.running.clock.now, operator(desk)

    def made(session: Session) -> dict[str, Any]:
        unsent = unsent_visit(session, desk.node, actor, visit, so_far, at)
        return form_paper(form_sheet(desk.node, actor, unsent, at), language)

    form: dict[str, Any] = desk.node.store.read_now(made)
    return form


def values(form: dict[str, Any]) -> dict[str, str]:
    return {line["label"]: line["value"] for part in form["sections"] for line in part["lines"]}


async def test_the_form_is_a_pdf_and_its_printing_is_written_down_by_codes(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    reply = await desk.client.post(f"/visits/{visit}/form.pdf", json=body, headers=operation())
    assert reply.status_code == 200, reply.text
    assert reply.content.startswith(b"%PDF")
    (entry,) = desk.running.entries("form.print")
    assert entry["why"] == visit
    assert not any(personal in json.dumps(entry, ensure_ascii=False) for personal in (NAME, OLD, PHONE))
    assert (await desk.submit(visit, body)).status_code == 201


async def test_what_is_known_stands_there_whole_also_what_the_screen_never_had(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    paper = await printed(desk, visit, body)
    (form,) = paper["forms"]
    assert form["complete"]
    assert form["title"] == "申请表"
    told = values(form)
    assert (told["name"], told["id_number"], told["account"], told["phone"]) == (NAME, OLD, ACCOUNT, PHONE)
    assert told["group"] == "dibao"


async def test_what_is_not_known_is_left_for_a_pen_and_the_form_says_it_is_not_complete(desk: Desk) -> None:
    visit = await desk.open()
    body = {
        "catalogue_version": "test-1", "facts": {},
        "items": [{"case": new_id(), "item": "TT-001", "decision": "undecided"}],
    }  # fmt: skip
    (form,) = (await printed(desk, visit, body))["forms"]
    assert not form["complete"]
    blank = {line["label"] for part in form["sections"] for line in part["lines"] if line["open"]}
    assert "phone" in blank
    assert "name" not in blank


async def test_an_item_that_is_declined_has_no_form_to_sign(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001", number=YOUNG)
    assert (await printed(desk, visit, body))["forms"] == []


async def test_nobody_prints_the_whole_values_of_anothers_visit(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    person = desk.running.person("second", Role.OPERATOR)
    client = await desk.running.sign_in(person, window="2", station="station-2")
    reply = await client.post(f"/visits/{visit}/form.pdf", json=body, headers=operation())
    assert reply.status_code == 404
    assert desk.running.entries("form.print") == []


@pytest.mark.parametrize("department", sorted(shipped().departments))
def test_the_form_of_an_item_of_each_department_can_be_typeset(department: str) -> None:
    items = [item for item in shipped().items if item.department == department]
    widest = max(items, key=lambda item: len(item.fields))
    form = FilledForm(widest, default_assessment(widest))
    for language in ("zh", "en"):
        paper = form_paper(FormSheet(HEAD, (form,), by_agent=True), language)
        assert typeset("form", paper, language).startswith(b"%PDF")


def every_form(item: Item) -> tuple[FilledForm, dict[str, Any]]:
    form = FilledForm(item, default_assessment(item))
    (paper,) = form_paper(FormSheet(HEAD, (form,)), "zh")["forms"]
    return form, paper


def test_every_line_of_every_items_form_stands_once_in_its_place() -> None:
    for item in shipped().items:
        form, paper = every_form(item)
        labels = [line["label"] for part in paper["sections"] for line in part["lines"]]
        assert labels == [item.facts[line.field.fact].label.zh for line in form.assessment.fields]
        filled = [line for line in form.assessment.fields if line.state is FieldState.FILLED]
        written = [line for part in paper["sections"] for line in part["lines"] if line["value"] or line["rows"]]
        assert len(written) == len(filled), item.code
