"""What stands around every exchange: limits, headers, the chain head, and a log that names nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from backend.access import Action, allowed
from backend.api.envelope import ReplyBroken
from backend.contract import CHAIN_HEAD, ChainHead, Role
from backend.storage import new_id
from backend.supervision import head_of
from tests.backend.conftest import HALL, OTHER_HALL, PASSWORD, PIN, RunningNode, StartNode, code, operation

NUMBER = "999999199001011238"


def mount(app: FastAPI) -> None:
    router = APIRouter(dependencies=[Depends(allowed(Action.SAVE_DRAFT))])

    @router.post("/swallow")
    async def swallow(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @router.get("/slow")
    async def slow() -> None:
        await asyncio.sleep(60)

    @router.get("/trickle")
    async def trickle() -> Response:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"x"
                await asyncio.sleep(1.1)

        return StreamingResponse(parts())

    @router.get("/breaks")
    async def breaks() -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"x"
            raise ValueError(NUMBER)

        return StreamingResponse(parts())

    app.include_router(router, prefix="/api/v1")


@pytest.fixture
async def node(start_node: StartNode) -> AsyncIterator[RunningNode]:
    async with start_node(mount, body_limit=1000) as running:
        yield running


@pytest.fixture
async def hasty(start_node: StartNode) -> AsyncIterator[RunningNode]:
    """Long enough to sign in on a busy machine: 1.5 s for a request to arrive, 3 s until its answer begins."""
    async with start_node(mount, request_seconds=1.5) as running:
        yield running


async def chunks(size: int, count: int, pause: float = 0.0) -> AsyncIterator[bytes]:
    for _ in range(count):
        await asyncio.sleep(pause)
        yield b"x" * size


async def test_a_request_is_as_large_as_the_limit_and_no_larger(node: RunningNode) -> None:
    assert (await node.client.post("/swallow", content=b"x" * 1000)).json() == {"size": 1000}
    reply = await node.client.post("/swallow", content=b"x" * 1001)
    assert (reply.status_code, code(reply)) == (413, "request_too_large")


async def test_a_request_that_does_not_say_its_length_is_counted(node: RunningNode) -> None:
    assert (await node.client.post("/swallow", content=chunks(100, 10))).json() == {"size": 1000}
    reply = await node.client.post("/swallow", content=chunks(100, 11))
    assert (reply.status_code, code(reply)) == (413, "request_too_large")


async def test_a_form_may_be_larger(node: RunningNode) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert (await node.client.post("/swallow", content=b"x" * 5000, headers=headers)).json() == {"size": 5000}


@pytest.mark.parametrize("length", ["-5", "many", "99999999999999999999"])
async def test_a_made_up_length_harms_nothing(node: RunningNode, length: str) -> None:
    headers = {"Content-Length": length}
    assert (await node.client.post("/swallow", content=b"x", headers=headers)).status_code in {200, 413}


async def test_a_request_that_does_not_arrive_is_given_up(hasty: RunningNode) -> None:
    reply = await hasty.client.post("/swallow", content=chunks(1, 5, pause=0.9))
    assert (reply.status_code, code(reply)) == (408, "request_timeout")


async def test_an_answer_that_does_not_begin_is_given_up(hasty: RunningNode) -> None:
    reply = await hasty.client.get("/slow")
    assert (reply.status_code, code(reply), reply.headers["Retry-After"]) == (503, "node_timeout", "2")


async def test_an_answer_that_has_begun_may_take_its_time(hasty: RunningNode) -> None:
    assert (await hasty.client.get("/trickle")).content == b"xxx"


async def test_what_breaks_in_the_middle_says_nothing_of_why(
    node: RunningNode, caplog: pytest.LogCaptureFixture
) -> None:
    transport = httpx.ASGITransport(node.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://node/api/v1") as client:
        with pytest.raises(ReplyBroken) as broken:
            await client.get("/breaks", headers=dict(node.client.headers))
    assert NUMBER not in str(broken.value)
    assert broken.value.__suppress_context__
    assert NUMBER not in caplog.text


@pytest.mark.parametrize("path", ["/me", "/no-such-place", "/cases"])
async def test_every_reply_has_the_safe_headers(node: RunningNode, path: str) -> None:
    headers = (await node.client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Correlation-Id"]


async def test_a_correlation_number_is_made_here_and_each_time_anew(node: RunningNode) -> None:
    mine = {"X-Correlation-Id": "mine"}
    told = {(await node.client.get("/me", headers=mine)).headers["X-Correlation-Id"] for _ in range(3)}
    assert len(told) == 3
    assert "mine" not in told


async def test_every_reply_to_staff_carries_the_head_of_their_halls_chain(node: RunningNode) -> None:
    reply = await node.client.post("/lock")
    head = node.node.store.read_now(lambda session: head_of(session, HALL.code))
    assert ChainHead.parse(reply.headers[CHAIN_HEAD]).checkpoint == str(head)
    neighbour = node.person("operator2", Role.OPERATOR, hall=OTHER_HALL)
    async with node.anonymous() as client:
        signed_in = await client.post("/sign-in", json=node.credentials(neighbour))
        assert CHAIN_HEAD not in (await client.get("/health")).headers
    other = node.node.store.read_now(lambda session: head_of(session, OTHER_HALL.code))
    assert ChainHead.parse(signed_in.headers[CHAIN_HEAD]).size == other.size


async def test_the_head_grows_with_each_entry_and_never_goes_back(node: RunningNode) -> None:
    sizes = []
    for _ in range(3):
        await node.client.post("/lock")
        await node.client.post("/unlock", json={"pin": PIN})
        sizes.append(ChainHead.parse((await node.client.get("/me")).headers[CHAIN_HEAD]).size)
    assert sizes == sorted(sizes)
    assert sizes[-1] - sizes[0] == 4


async def test_the_log_names_the_route_and_nobody(node: RunningNode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visit, person = new_id(), node.person("operator2", Role.OPERATOR)
    token = (await node.sign_in(person, window="2")).headers["Authorization"].removeprefix("Bearer ")
    secrets = [PASSWORD, PIN, person.seed, token, person.account, visit, NUMBER]
    await node.client.post("/unlock", json={"pin": PIN})
    await node.client.get(f"/visits/{visit}/profile")
    await node.client.get(f"/cases/by-number/{NUMBER}?q={NUMBER}")
    reply = await node.client.post("/swallow", content=NUMBER, headers=operation())
    lines = [record.getMessage() for record in caplog.records if record.name == "onewindow.access"]
    assert any(line.startswith("GET /visits/{visit}/profile 404 ") for line in lines)
    assert any(line.startswith("GET /cases/by-number/{number} ") for line in lines)
    assert reply.headers["X-Correlation-Id"] in lines[-1]
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert [secret for secret in secrets if secret in ours] == []


@pytest.mark.parametrize("path", ["", "/procedures"])
@pytest.mark.parametrize("signature", [{}, {"X-Signature": ""}, {"X-Signature": "00" * 32}])
async def test_of_a_call_back_its_department_did_not_sign_nothing_is_read(
    node: RunningNode, path: str, signature: dict[str, str]
) -> None:
    async with node.anonymous() as stranger:
        reply = await stranger.post(f"/inbox/RS-JM{path}", content=b"no JSON at all", headers=signature)
    assert (reply.status_code, code(reply)) == (403, "signature_wrong")
