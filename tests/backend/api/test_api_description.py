"""The OpenAPI description is complete enough to test against and to write a client from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from backend.api.problem_table import KNOWN_PROBLEMS
from backend.contract import PROBLEM_JSON, Event, EventKind
from tests.backend.conftest import RunningNode


@pytest.fixture
async def described(node: RunningNode) -> dict[str, Any]:
    async with node.anonymous() as client:
        answer: dict[str, Any] = (await client.get("/openapi.json")).json()
    return answer


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


async def test_every_operation_has_a_name_of_its_own_and_one_known_tag(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(names) == len(set(names)) > 25
    known = {tag["name"] for tag in described["tags"]}
    assert all(
        len(operation["tags"]) == 1 and operation["tags"][0] in known for _, _, operation in operations(described)
    )


async def test_every_operation_says_what_it_does_and_what_its_parameters_are(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        name = operation["operationId"].replace("_", " ")
        assert operation["summary"].lower() != name, (method, path)
        assert 5 < len(operation["summary"]) <= 90, operation["summary"]
        silent = [one["name"] for one in operation.get("parameters", []) if not one.get("description")]
        assert not silent, (path, method, silent)


async def test_nothing_described_names_rooms_of_the_program_or_a_number_of_a_person(described: dict[str, Any]) -> None:
    said = json.dumps(described, ensure_ascii=False)
    assert not re.findall(r"backend\.|tui\.|[1-9]\d{16}[\dX]", said)


async def test_the_guide_for_integrators_speaks_of_operations_there_are(described: dict[str, Any]) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    spoken_of = re.findall(r"\b(get|post) (/[\w./$-]*\w)", guide.replace("/api/v1", ""), re.IGNORECASE)
    there = [(method, re.sub(r"\{\w+\}", r"[^/]+", path) + "$") for path, method, _ in operations(described)]
    there.append(("get", "/api/v1/openapi.json"))
    strange = [
        f"{method} {path}"
        for method, path in spoken_of
        if not any(method.lower() == known and re.match(form, f"/api/v1{path}") for known, form in there)
    ]
    assert len(spoken_of) > 12
    assert not strange


async def test_what_is_read_or_told_in_other_ways_than_json_is_described_too(described: dict[str, Any]) -> None:
    assert {"AnswerBody", "ProcedureBody", "Event", "NewPublication"} <= set(described["components"]["schemas"])
    stream = described["paths"]["/api/v1/events"]["get"]["responses"]["200"]["content"]
    kept = [json.loads(line[6:]) for line in stream["text/event-stream"]["example"].splitlines() if line[:5] == "data:"]
    assert [Event.model_validate(one).kind for one in kept] == [EventKind.CASE_ANSWERED]


async def test_every_operation_tells_problems_and_no_other_kind_of_error(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        errors = {code: one for code, one in operation["responses"].items() if code == "default" or code >= "400"}
        assert errors == {"default": {"$ref": "#/components/responses/Problem"}}, (path, method)
    assert set(described["components"]["responses"]["Problem"]["content"]) == {PROBLEM_JSON}
    types = described["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert types == [f"/problems/{code}" for code in KNOWN_PROBLEMS]
    assert "HTTPValidationError" not in described["components"]["schemas"]


async def test_what_is_for_staff_asks_for_a_session(described: dict[str, Any]) -> None:
    open_to_all = {operation["operationId"] for _, _, operation in operations(described) if "security" not in operation}
    assert open_to_all == {"get_health", "post_sign_in"}
    signed = {
        operation["operationId"]
        for _, _, operation in operations(described)
        if operation.get("security") == [{"signature": []}]
    }
    assert signed == {"receive_answer", "receive_procedure"}
    assert described["components"]["securitySchemes"]["session"]["scheme"] == "bearer"


async def test_changing_requests_name_their_operation_and_no_other_does(described: dict[str, Any]) -> None:
    naming = {
        operation["operationId"]
        for _, _, operation in operations(described)
        if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
    }
    changing = {
        operation["operationId"]
        for _, method, operation in operations(described)
        if method != "get" and operation["tags"][0] not in {"session", "departments"}
    }
    assert naming == changing


async def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for part in value.values() for found in references(part)]
        return [found for part in value for found in references(part)] if isinstance(value, list) else []

    known = {f"#/components/{kind}/{name}" for kind, named in described["components"].items() for name in named}
    assert set(references(described)) <= known
