"""What is repeated, and what never is; what a failure becomes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from backend.contract import PROBLEM_JSON, Health, LookUp, Problem, Unlock
from tui.client import (
    AlreadySubmitted,
    Call,
    Connection,
    InFlight,
    Line,
    NotSignedIn,
    NotUnderstood,
    Reach,
    Refused,
    SessionEnded,
    SessionLocked,
    StorageTrouble,
    Unreachable,
)

OK = {"status": "ok", "version": "1"}


def problem(code: str, status: int, detail: str = "d") -> httpx.Response:
    body = Problem(type=f"/problems/{code}", title="t", status=status, detail=detail, remedy="r")
    return httpx.Response(status, content=body.model_dump_json(), headers={"content-type": PROBLEM_JSON})


async def test_reading_is_repeated_until_an_answer_comes(line_to: Callable[[Any], Line], pauses: list[float]) -> None:
    calls = []

    async def node(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if len(calls) < 3:
            raise httpx.ReadTimeout("late", request=request)
        return httpx.Response(200, json=OK)

    health = await line_to(node).ask(Call("GET", "health"), Health)
    assert health.status == "ok"
    assert len(calls) == 3
    assert pauses == sorted(pauses) and len(pauses) == 2


async def test_a_node_that_only_keeps_silent_is_given_up_after_the_time_of_one_try() -> None:
    gone = [0.0]

    async def node(request: httpx.Request) -> httpx.Response:
        gone[0] += request.extensions["timeout"]["read"]
        raise httpx.ReadTimeout("late", request=request)

    transport = httpx.MockTransport(node)
    line = Line("http://node.test", Connection(), transport=transport, clock=lambda: gone[0])
    with pytest.raises(Unreachable):
        await line.ask(Call("GET", "cases"), Health)
    assert gone[0] <= 10, "seconds somebody looks at a screen that says nothing"


async def test_a_change_is_repeated_with_the_same_id_and_the_same_bytes(line_to: Callable[[Any], Line]) -> None:
    seen = []

    async def node(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["idempotency-key"], request.content))
        if len(seen) < 3:
            raise httpx.ReadError("cut", request=request)
        return httpx.Response(204)

    await line_to(node).tell(Call("POST", "visits/v/look-ups", LookUp(look_up="l", system="s", items=["a"]), "op-1"))
    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_a_change_without_an_id_is_never_repeated(line_to: Callable[[Any], Line]) -> None:
    calls = []

    async def node(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise httpx.ReadError("cut", request=request)

    with pytest.raises(Unreachable) as failure:
        await line_to(node).tell(Call("POST", "visits"))
    assert failure.value.sent
    assert len(calls) == 1


async def test_what_was_never_sent_is_told_apart_from_what_may_have_been_done(line_to: Callable[[Any], Line]) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    line = line_to(node)
    with pytest.raises(Unreachable) as failure:
        await line.tell(Call("POST", "visits", patient=False))
    assert not failure.value.sent
    assert line.connection.state.reach is Reach.OFFLINE


async def test_an_operation_in_flight_is_asked_for_again(line_to: Callable[[Any], Line]) -> None:
    answers = [problem("operation_in_flight", 409), problem("node_timeout", 503), httpx.Response(200, json=OK)]

    async def node(request: httpx.Request) -> httpx.Response:
        return answers.pop(0)

    await line_to(node).ask(Call("POST", "x", operation="op"), Health)
    assert not answers


async def test_a_refusal_is_not_repeated(line_to: Callable[[Any], Line]) -> None:
    calls = []

    async def node(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return problem("decision_differs", 409)

    with pytest.raises(Refused):
        await line_to(node).tell(Call("POST", "x", operation="op"))
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("not_signed_in", 401, NotSignedIn),
        ("session_ended", 401, SessionEnded),
        ("session_locked", 423, SessionLocked),
        ("already_submitted", 409, AlreadySubmitted),
        ("storage_full", 507, StorageTrouble),
        ("operation_in_flight", 409, InFlight),
        ("a_code_of_next_year", 418, Refused),
    ],
)
async def test_each_problem_is_its_own_exception(
    line_to: Callable[[Any], Line], code: str, status: int, kind: type[Refused]
) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return problem(code, status)

    with pytest.raises(kind) as failure:
        await line_to(node).tell(Call("POST", "x", patient=False))
    assert failure.value.code == code


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, text="<html>proxy</html>"),
        httpx.Response(200, json={"status": "ok"}),
        httpx.Response(404, text="gone"),
        httpx.Response(500, content=b"\xff", headers={"content-type": PROBLEM_JSON}),
    ],
)
async def test_nonsense_is_not_understood_rather_than_believed(
    line_to: Callable[[Any], Line], reply: httpx.Response
) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return reply

    with pytest.raises(NotUnderstood):
        await line_to(node).ask(Call("GET", "health", patient=False), Health)


async def test_a_gateway_without_its_node_counts_as_no_answer(line_to: Callable[[Any], Line]) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="bad gateway")

    with pytest.raises(Unreachable):
        await line_to(node).ask(Call("GET", "health", patient=False), Health)


async def test_secrets_are_on_the_wire_and_nowhere_else(line_to: Callable[[Any], Line]) -> None:
    bodies = []

    async def node(request: httpx.Request) -> httpx.Response:
        bodies.append((request.content, str(request.url), request.headers.get("authorization")))
        return httpx.Response(204)

    line = line_to(node)
    line.use(SecretStr("token-of-mine"))
    call = Call("POST", "unlock", Unlock(pin=SecretStr("135790")), "op")
    await line.tell(call)
    content, url, authorization = bodies[0]
    assert b"135790" in content
    assert authorization == "Bearer token-of-mine"
    assert "135790" not in url + repr(call) + repr(line)
    assert "token-of-mine" not in url + repr(call) + repr(line)


async def test_what_an_answer_held_never_stands_in_the_exception(line_to: Callable[[Any], Line]) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"status": "ok", "version": ["李某某 999999199001011238"]})

    with pytest.raises(NotUnderstood) as failure:
        await line_to(node).ask(Call("GET", "health"), Health)
    assert "999999" not in str(failure.value) + repr(failure.value)
    assert failure.value.__cause__ is None


async def test_a_slow_answer_makes_the_connection_slow_and_a_quick_one_good_again(
    line_to: Callable[[Any], Line],
) -> None:
    async def node(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=OK)

    line = line_to(node)
    told = []
    line.connection.watch(lambda state: told.append(state.reach))
    line.connection.answered(5.0)
    await line.ask(Call("GET", "health"), Health)
    await line.ask(Call("GET", "health"), Health)
    assert told == [Reach.SLOW, Reach.CONNECTED]
