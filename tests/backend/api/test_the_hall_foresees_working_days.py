from datetime import date

from tests.backend.conftest import RunningNode


async def test_a_screen_is_told_the_working_days_to_come(node: RunningNode) -> None:
    days = (await node.client.get("/hall")).raise_for_status().json()["working_days"]
    assert days[:5] == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]
    assert days == sorted(set(days))
    assert all(date.fromisoformat(day) for day in days)
