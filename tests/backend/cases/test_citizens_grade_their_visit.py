"""One grade a visit, the first one stands, and the row names no person."""

import pytest

from backend.cases.tables import EvaluationRow
from tests.backend.cases.conftest import NAME, OLD, Desk
from tests.backend.conftest import operation


async def grade(desk: Desk, visit: str, value: int) -> tuple[int, dict[str, object]]:
    reply = await desk.client.post(f"/visits/{visit}/evaluation", json={"grade": value}, headers=operation())
    return reply.status_code, reply.json()


async def handed_over(desk: Desk) -> str:
    visit, body = await desk.prepared("TT-001")
    assert (await desk.submit(visit, body)).status_code == 201
    return visit


async def test_the_first_grade_stands(desk: Desk) -> None:
    visit = await handed_over(desk)
    assert await grade(desk, visit, 2) == (200, {"grade": 2})
    assert await grade(desk, visit, 5) == (200, {"grade": 2})
    (row,) = desk.running.rows(EvaluationRow)
    assert (row.id, row.grade) == (visit, 2)
    assert not {NAME, OLD} & {str(value) for value in row.model_dump().values()}
    assert len(desk.running.entries("visit.evaluate")) == 1


@pytest.mark.parametrize("value", [0, 6, -1])
async def test_there_are_five_grades(desk: Desk, value: int) -> None:
    assert (await grade(desk, await handed_over(desk), value))[0] == 422


async def test_only_a_visit_handed_over_here_is_graded(desk: Desk) -> None:
    visit = await desk.open()
    assert (await grade(desk, visit, 3))[0] == 404
    done = await handed_over(desk)
    stranger = await desk.other_hall()
    reply = await stranger.post(f"/visits/{done}/evaluation", json={"grade": 3}, headers=operation())
    assert reply.status_code == 404
    assert desk.running.rows(EvaluationRow) == []
