"""Every error is a problem a client can translate and a person can act on, with nothing personal in it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from uvicorn.server import ServerState

import backend
from backend.access import Action, Actor, OutOfReach, allowed
from backend.api.problem_table import KNOWN_PROBLEMS
from backend.api.problems import ApiProblem
from backend.contract import PROBLEM_JSON, Problem
from backend.storage import (
    Conflict,
    FileTooLarge,
    FileTypeRefused,
    PictureTooLarge,
    SealBroken,
    StorageDamaged,
    StorageFull,
    StorageUnavailable,
)
from backend.unreadable import NodeProtocol
from tests.backend.conftest import RunningNode, StartNode

NUMBER = "999999199001011238"


class Part(BaseModel, extra="forbid"):
    name: str = Field(max_length=5)
    age: int = Field(ge=0)
    kind: str = Field(pattern="^(a|b)$")
    inner: list["Part"] = []


ERRORS: dict[str, Exception] = {
    "api": ApiProblem("decision_differs", {"item": "RS-001", "own": "notify"}),
    "hidden": OutOfReach(),
    "full": StorageFull(NUMBER),
    "away": StorageUnavailable(NUMBER),
    "damaged": StorageDamaged(NUMBER),
    "large": FileTooLarge(NUMBER),
    "bomb": PictureTooLarge(NUMBER),
    "kind": FileTypeRefused(NUMBER),
    "conflict": Conflict(NUMBER),
    "seal": SealBroken(NUMBER),
    "bug": ValueError(f"name of {NUMBER}"),
    "teapot": HTTPException(418, NUMBER),
}


def mount(app: FastAPI) -> None:
    router = APIRouter()

    @router.get("/fail/{how}")
    async def fail(how: str, actor: Annotated[Actor, Depends(allowed(Action.SEE_HALL))]) -> None:
        raise ERRORS[how]

    @router.post("/parts")
    async def parts(body: Part, actor: Annotated[Actor, Depends(allowed(Action.SAVE_DRAFT))], limit: int = 1) -> None:
        pass

    app.include_router(router, prefix="/api/v1")


@pytest.fixture
async def node(start_node: StartNode) -> AsyncIterator[RunningNode]:
    async with start_node(mount) as running:
        yield running


def problem(reply: httpx.Response) -> Problem:
    assert reply.headers["content-type"] == PROBLEM_JSON
    told = Problem.model_validate(reply.json())
    assert told.status == reply.status_code
    assert told.title
    assert told.detail
    assert told.remedy
    assert told.instance == f"urn:uuid:{reply.headers['X-Correlation-Id']}"
    assert "{" not in told.detail + told.remedy
    return told


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("api", 409, "decision_differs"),
        ("hidden", 404, "not_found"),
        ("full", 507, "storage_full"),
        ("away", 503, "storage_unavailable"),
        ("damaged", 503, "storage_damaged"),
        ("large", 413, "file_too_large"),
        ("bomb", 413, "picture_too_large"),
        ("kind", 415, "file_type_refused"),
        ("conflict", 500, "internal"),
        ("seal", 500, "internal"),
        ("bug", 500, "internal"),
        ("teapot", 500, "internal"),
    ],
)
async def test_each_family_of_errors_has_its_problem_and_leaks_nothing(
    node: RunningNode, caplog: pytest.LogCaptureFixture, how: str, status: int, code: str
) -> None:
    caplog.set_level(logging.DEBUG)
    reply = await node.client.get(f"/fail/{how}")
    told = problem(reply)
    assert (told.status, told.code) == (status, code)
    assert NUMBER not in reply.text
    assert NUMBER not in caplog.text


async def test_an_internal_fault_can_be_found_in_the_log_by_its_number(
    node: RunningNode, caplog: pytest.LogCaptureFixture
) -> None:
    told = problem(await node.client.get("/fail/bug"))
    line = next(record.getMessage() for record in caplog.records if record.levelno == logging.ERROR)
    assert str(told.params["correlation"]) in line
    assert "ValueError" in line
    assert "test_problem_details.py" in line


async def test_retrying_is_suggested_where_it_helps(node: RunningNode) -> None:
    assert (await node.client.get("/fail/away")).headers["Retry-After"] == "2"
    assert "Retry-After" not in (await node.client.get("/fail/api")).headers


async def test_unknown_addresses_and_wrong_methods_are_problems_too(node: RunningNode) -> None:
    assert problem(await node.client.get("/no/such/place")).code == "not_found"
    assert problem(await node.client.get("/hall/")).code == "not_found"
    wrong = await node.client.delete("/hall")
    assert (problem(wrong).code, wrong.headers["Allow"]) == ("method_not_allowed", "GET")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("/name", "missing"), ("/age", "missing"), ("/kind", "missing")}),
        ({"name": NUMBER, "age": 1, "kind": "a"}, {("/name", "too_long")}),
        ({"name": "x", "age": -1, "kind": "a"}, {("/age", "out_of_range")}),
        ({"name": "x", "age": NUMBER + "x", "kind": "a"}, {("/age", "wrong_kind")}),
        ({"name": "x", "age": 1, "kind": NUMBER}, {("/kind", "malformed")}),
        ({"name": "x", "age": 1, "kind": "a", "extra": NUMBER}, {("/extra", "unexpected")}),
        ({"name": "x", "age": 1, "kind": "a", f"张三 {NUMBER}": 1}, {("/?", "unexpected")}),
        ({"name": "x", "age": 1, "kind": "a", "inner": [{"name": "y", "age": 1}]}, {("/inner/0/kind", "missing")}),
        ([NUMBER], {("", "wrong_kind")}),
    ],
)
async def test_a_wrong_request_is_told_by_place_and_kind_and_never_by_value(
    node: RunningNode, caplog: pytest.LogCaptureFixture, body: Any, expected: set[tuple[str, str]]
) -> None:
    caplog.set_level(logging.DEBUG)
    reply = await node.client.post("/parts", json=body)
    told = problem(reply)
    assert (told.status, told.code) == (422, "invalid_request")
    assert {(one.pointer, one.code) for one in told.errors} == expected
    assert NUMBER not in reply.text
    assert NUMBER not in caplog.text


@pytest.mark.parametrize("body", [b'{"name": "' + NUMBER.encode(), b"\xff\xfe", b"[" * 100_000, b""])
async def test_what_is_no_json_is_told_as_such(node: RunningNode, body: bytes) -> None:
    reply = await node.client.post("/parts", content=body, headers={"Content-Type": "application/json"})
    told = problem(reply)
    assert (told.status, told.code) == (422, "invalid_request")
    assert [(one.pointer, one.code) for one in told.errors] == [("", "malformed" if body else "missing")]
    assert NUMBER not in reply.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_json_under_another_name_is_told_as_such(node: RunningNode, kind: str) -> None:
    told = problem(await node.client.post("/parts", content=b"{}", headers={"Content-Type": kind}))
    assert (told.status, told.code) == (415, "media_type_refused")


async def test_what_is_no_http_is_a_problem_too() -> None:
    config = uvicorn.Config(FastAPI(), log_config=None)
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: NodeProtocol(config, ServerState(), {}), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"\x16\x03\x01\x02\x00\r\n\r\n")  # somebody speaks TLS to it
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    assert PROBLEM_JSON.encode() in head
    assert Problem.model_validate_json(body).code == "unreadable_request"


async def test_a_wrong_query_is_told_by_its_name(node: RunningNode) -> None:
    told = problem(await node.client.post("/parts?limit=x", json={"name": "x", "age": 1, "kind": "a"}))
    assert [(one.pointer, one.code) for one in told.errors] == [("/query/limit", "wrong_kind")]


async def test_strangers_are_refused_before_their_request_is_looked_at(node: RunningNode) -> None:
    async with node.anonymous() as stranger:
        assert problem(await stranger.post("/parts", json={"age": "x"})).code == "not_signed_in"


async def test_refusals_of_staff_are_written_down_and_of_strangers_not(node: RunningNode) -> None:
    await node.client.post("/parts", json={})
    await node.client.get("/fail/hidden")
    last = [(entry["act"], entry["outcome"], entry["why"]) for entry in node.entries()][-2:]
    assert last == [("save_draft", "failed", "invalid_request"), ("see_hall", "denied", "not_found")]
    before = len(node.entries())
    async with node.anonymous() as stranger:
        await stranger.get("/hall")
    assert len(node.entries()) == before


def test_every_problem_listed_is_told_somewhere() -> None:
    sources = [path for path in Path(backend.__file__).parent.rglob("*.py") if path.name != "problem_table.py"]
    told = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [code for code in KNOWN_PROBLEMS if f'"{code}"' not in told] == []


@pytest.mark.parametrize("code", sorted(KNOWN_PROBLEMS))
def test_each_known_problem_says_what_happened_and_what_to_do(code: str) -> None:
    known = KNOWN_PROBLEMS[code]
    assert 400 <= known.status < 600
    assert known.title[0].isupper()
    assert not known.title.endswith(".")
    assert known.detail.endswith(".")
    assert known.remedy.endswith(".")


def test_a_problem_that_is_not_in_the_table_cannot_be_raised() -> None:
    with pytest.raises(ValueError, match="not in the table"):
        ApiProblem("something_else")
