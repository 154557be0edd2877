"""Missing, in flight, used for something else, done, done long ago: each has its own answer, and one effect at most."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from backend.access import Action, Actor, allowed
from backend.api.events import publish
from backend.api.idempotency import idempotent
from backend.api.problems import ApiProblem
from backend.api.tables import EventRow, OperationRow
from backend.contract import EventKind, Role
from backend.housekeeping import tidy
from backend.storage import new_id
from tests.backend.conftest import HALL, OTHER_HALL, RunningNode, StartNode, code, operation

SECRET = "张三 999999199001011238"


class Note(BaseModel):
    text: str
    number: int = 0


class Kept(BaseModel):
    heard: str
    turn: int


class Desk:
    """Routes with an effect that can be counted: one event each."""

    def __init__(self) -> None:
        self.turns = 0
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.fails = False

    def mount(self, app: FastAPI) -> None:
        router = APIRouter()
        router.add_api_route("/notes", self.post, methods=["POST"])
        router.add_api_route("/own-notes", self.post_own, methods=["POST"])
        router.add_api_route("/papers", self.post_paper, methods=["POST"])
        router.add_api_route("/notes", self.delete, methods=["DELETE"])
        app.include_router(router, prefix="/api/v1")

    async def post(
        self, request: Request, body: Note, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]
    ) -> Response:
        return await idempotent(request, actor, lambda session: self.unit(session, body.text))

    async def post_own(
        self, request: Request, body: Note, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]
    ) -> Response:
        return await idempotent(request, actor, lambda session: self.unit(session, body.text), own_only=True)

    async def post_paper(
        self, request: Request, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]
    ) -> Response:
        return await idempotent(request, actor, lambda session: self.unit(session, "paper"), body=b"digest")

    async def delete(self, request: Request, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))]) -> Response:
        return await idempotent(request, actor, lambda session: (204, None))

    def unit(self, session: Session, text: str) -> tuple[int, Kept]:
        self.entered.set()
        assert self.gate.wait(10)
        self.turns += 1
        publish(session, EventKind.CASE_CHANGED, subject="note", hall=HALL.code)
        if self.fails:
            raise ApiProblem("action_not_open", {"action": "note", "state": "closed"})
        return 201, Kept(heard=text, turn=self.turns)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def node(start_node: StartNode, desk: Desk) -> AsyncIterator[RunningNode]:
    async with start_node(desk.mount) as running:
        yield running


def effects(node: RunningNode) -> int:
    return len([row for row in node.rows(EventRow) if row.subject == "note"])


NOTE = {"text": SECRET, "number": 7}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "1"},
        {"Idempotency-Key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},  # version 4
        {"Idempotency-Key": "{019a0000-0000-7000-8000-000000000000}"},
    ],
)
async def test_without_an_operation_id_of_the_right_form_nothing_is_done(
    node: RunningNode, given: dict[str, str]
) -> None:
    reply = await node.client.post("/notes", json=NOTE, headers=given)
    assert (reply.status_code, code(reply), effects(node)) == (400, "idempotency_key_missing", 0)


async def test_a_repetition_gets_the_same_answer_and_does_nothing(node: RunningNode) -> None:
    headers = operation()
    first = await node.client.post("/notes", json=NOTE, headers=headers)
    again = await node.client.post("/notes", json=NOTE, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.json() == {"heard": SECRET, "turn": 1}
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert effects(node) == 1
    assert node.entries("operation.repeated")[-1]["op"] == headers["Idempotency-Key"]


async def test_the_same_content_in_another_order_and_spacing_is_the_same_request(node: RunningNode) -> None:
    headers = operation() | {"Content-Type": "application/json"}
    await node.client.post("/notes", content='{"text":"\u5f20","number":7}', headers=headers)
    again = await node.client.post("/notes", content=b'{ "number": 7,\n "text": "\\u5f20" }', headers=headers)
    assert "Idempotent-Replayed" in again.headers


@pytest.mark.parametrize(("path", "body"), [("/notes", NOTE | {"number": 8}), ("/own-notes", NOTE)])
async def test_the_same_id_for_another_content_or_address_is_refused(
    node: RunningNode, path: str, body: dict[str, Any]
) -> None:
    headers = operation()
    await node.client.post("/notes", json=NOTE, headers=headers)
    reply = await node.client.post(path, json=body, headers=headers)
    assert (reply.status_code, code(reply), effects(node)) == (422, "idempotency_key_reused", 1)


async def test_while_it_is_being_done_a_second_one_is_told_to_wait(node: RunningNode, desk: Desk) -> None:
    headers = operation()
    desk.gate.clear()
    first = asyncio.create_task(node.client.post("/notes", json=NOTE, headers=headers))
    assert await asyncio.to_thread(desk.entered.wait, 10)
    second = await node.client.post("/notes", json=NOTE, headers=headers)
    waiting = asyncio.create_task(node.client.post("/notes", json={"text": "other"}, headers=headers))
    desk.gate.set()
    other = await waiting
    assert (second.status_code, code(second), second.headers["Retry-After"]) == (409, "operation_in_flight", "1")
    assert (other.status_code, code(other)) == (422, "idempotency_key_reused")
    assert (await first).status_code == 201
    assert effects(node) == 1


async def test_many_at_once_have_one_effect(node: RunningNode) -> None:
    headers = operation()
    replies = await asyncio.gather(*(node.client.post("/notes", json=NOTE, headers=headers) for _ in range(20)))
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert effects(node) == 1
    assert (await node.client.post("/notes", json=NOTE, headers=headers)).json()["turn"] == 1


async def test_another_process_that_was_first_is_answered_for(node: RunningNode) -> None:
    """Two processes of one node share only the database: the second finds the row, not the memory."""
    headers = operation()
    await node.client.post("/notes", json=NOTE, headers=headers)
    node.node.operations._fingerprints.clear()
    assert "Idempotent-Replayed" in (await node.client.post("/notes", json=NOTE, headers=headers)).headers


async def test_what_was_refused_can_be_sent_again_under_the_same_id(node: RunningNode, desk: Desk) -> None:
    headers = operation()
    desk.fails = True
    refused = await node.client.post("/notes", json=NOTE, headers=headers)
    assert (refused.status_code, code(refused), effects(node), node.rows(OperationRow)) == (
        409,
        "action_not_open",
        0,
        [],
    )
    desk.fails = False
    assert (await node.client.post("/notes", json=NOTE, headers=headers)).status_code == 201


async def test_permission_is_asked_again_before_an_answer_is_repeated(node: RunningNode) -> None:
    headers = operation()
    await node.client.post("/notes", json=NOTE, headers=headers)
    inspector = await node.sign_in(node.person("inspector1", Role.INSPECTOR), window="2")
    assert (await inspector.post("/notes", json=NOTE, headers=headers)).status_code == 403
    await node.client.post("/lock")
    assert (await node.client.post("/notes", json=NOTE, headers=headers)).status_code == 423


async def test_the_answer_is_repeated_to_a_colleague_who_took_the_draft_over(node: RunningNode) -> None:
    headers = operation()
    await node.client.post("/notes", json=NOTE, headers=headers)
    colleague = await node.sign_in(node.person("operator2", Role.OPERATOR), window="2")
    assert (await colleague.post("/notes", json=NOTE, headers=headers)).json()["turn"] == 1


async def test_it_is_not_repeated_to_another_hall_nor_to_anybody_else_where_it_is_personal(node: RunningNode) -> None:
    shared, personal = operation(), operation()
    await node.client.post("/notes", json=NOTE, headers=shared)
    await node.client.post("/own-notes", json=NOTE, headers=personal)
    colleague = await node.sign_in(node.person("operator2", Role.OPERATOR), window="2")
    neighbour = await node.sign_in(node.person("operator3", Role.OPERATOR, hall=OTHER_HALL))
    for client, path, headers in ((neighbour, "/notes", shared), (colleague, "/own-notes", personal)):
        reply = await client.post(path, json=NOTE, headers=headers)
        assert (reply.status_code, SECRET in reply.text) == (404, False)
    assert effects(node) == 2


async def test_an_answer_without_content_is_repeated_too(node: RunningNode) -> None:
    headers = operation()
    replies = [await node.client.delete("/notes", headers=headers) for _ in range(2)]
    assert [(reply.status_code, reply.content) for reply in replies] == [(204, b""), (204, b"")]


async def test_a_form_is_the_same_by_what_it_carries_not_by_its_boundary(node: RunningNode) -> None:
    headers = operation()
    for boundary in ("one", "two"):
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        reply = await node.client.post("/papers", content=boundary.encode(), headers=headers | kind)
        assert reply.status_code == 201
    assert effects(node) == 1


async def test_answers_are_kept_sealed_for_ninety_days_and_the_id_for_good(node: RunningNode) -> None:
    headers = operation()
    await node.client.post("/notes", json=NOTE, headers=headers)
    database = b"".join(path.read_bytes() for path in node.node.settings.data_dir.glob("node.db*"))
    assert SECRET.encode() not in database
    assert b"999999199001011238" not in database
    for days, status in ((90, 201), (1, 410)):
        node.clock.advance(days=days)
        await tidy(node.node, forget=True)
        client = await node.sign_in(node.operator)
        reply = await client.post("/notes", json=NOTE, headers=headers)
        assert reply.status_code == status
    assert (code(reply), len(node.rows(OperationRow))) == ("reply_expired", 1)


async def test_capital_letters_make_no_other_operation(node: RunningNode) -> None:
    key = new_id()
    await node.client.post("/notes", json=NOTE, headers={"Idempotency-Key": key})
    await node.client.post("/notes", json=NOTE, headers={"Idempotency-Key": key.upper()})
    assert effects(node) == 1
