"""The OpenAPI description is complete enough to test against and to write a client from."""

from typing import Any

import pytest

from backend.contract import PROBLEM_JSON
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


async def test_every_operation_tells_problems_and_no_other_kind_of_error(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        errors = {code: one for code, one in operation["responses"].items() if code == "default" or code >= "400"}
        assert set(errors) == {"default"}, (path, method)
        assert set(errors["default"]["content"]) == {PROBLEM_JSON}
    assert "HTTPValidationError" not in described["components"]["schemas"]


async def test_what_is_for_staff_asks_for_a_session(described: dict[str, Any]) -> None:
    open_to_all = {operation["operationId"] for _, _, operation in operations(described) if "security" not in operation}
    assert open_to_all == {"get_health", "post_sign_in", "receive_answer", "receive_procedure"}
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
        if method != "get" and operation["tags"][0] in {"visits", "cases", "hall"}
    }
    assert naming == changing


async def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for part in value.values() for found in references(part)]
        return [found for part in value for found in references(part)] if isinstance(value, list) else []

    schemas = described["components"]["schemas"]
    wrong = {name for name in references(described) if name.removeprefix("#/components/schemas/") not in schemas}
    assert not wrong
