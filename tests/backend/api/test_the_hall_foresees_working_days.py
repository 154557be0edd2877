import logging
from datetime import date, timedelta

import pytest

from backend.calendar import Calendar
from backend.housekeeping import tell_missing_year
from tests.backend.conftest import RunningNode


async def test_a_screen_is_told_the_working_days_to_come(node: RunningNode) -> None:
    days = (await node.client.get("/hall")).raise_for_status().json()["working_days"]
    assert days[:5] == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]
    assert days == sorted(set(days))
    assert all(date.fromisoformat(day) for day in days)


async def test_a_year_whose_holidays_are_missing_is_told_to_the_screen_and_once_in_the_log(
    node: RunningNode, caplog: pytest.LogCaptureFixture
) -> None:
    this_year = node.clock.now.year
    node.node.calendar = Calendar(complete_years=[this_year])
    with caplog.at_level(logging.WARNING):
        told = tell_missing_year(node.node, None)
        assert tell_missing_year(node.node, told) == told == this_year + 1
    assert caplog.text.count(f"the holidays of {told} are not known") == 1
    assert (await node.client.get("/hall")).json()["calendar_missing"] == told
    node.clock.now -= timedelta(days=30)
    assert node.node.find_missing_year() is None, "in October nobody knows them"
