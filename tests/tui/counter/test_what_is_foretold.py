"""What somebody hears at sign-in without having asked."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backend.contract import EventKind, ManyLooks, Role
from tui.locale import set_language

LOOKS = ManyLooks(account="window2", name="李二窗", day=date(2026, 11, 22), count=57)


@pytest.mark.parametrize(("days", "said"), [(7, True), (8, False)])
async def test_the_end_of_a_role_is_foretold_in_its_last_days(
    open_counter: Any, node: Any, now: datetime, days: int, said: bool
) -> None:
    node.role_ends_at = now + timedelta(days=days)
    async with open_counter((80, 24)) as counter:
        assert ("Your role ends at 11-30" in counter.said) is said


async def test_an_operator_is_told_nothing_of_what_a_supervisor_sees_to(open_counter: Any, node: Any) -> None:
    node.calendar_missing, node.looks = 2027, [LOOKS]
    async with open_counter() as counter:
        await node.tell(EventKind.WARNING, "s-1")
        await counter.settle()
        assert counter.said == ""
        assert ("GET", "many-looks") not in node.asked


async def test_a_supervisor_hears_of_a_missing_calendar_and_of_very_many_looks(open_counter: Any, node: Any) -> None:
    node.roles, node.calendar_missing = [Role.SUPERVISOR], 2027
    async with open_counter((80, 24)) as counter:
        await counter.until(lambda: "holidays of 2027" in counter.said)
        assert "Your role receives nobody at a window." in counter.said
        node.looks = [LOOKS]
        await node.tell(EventKind.WARNING, "s-1")
        await counter.until(lambda: "李二窗 (window2), 57 times on 11-22" in counter.said)
        set_language("zh_CN")
        counter.screen.notice.retranslate()
        assert "李二窗（window2）11-22 57 次" in counter.said
        await counter.press("ctrl+o")
        await counter.until(lambda: "57 次" in counter.text())
