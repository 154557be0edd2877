"""A line whose value is not to be changed: it is still said at the window when no data say it, and can be put right."""

from datetime import UTC, datetime

from backend.guide import Source
from backend.guide.steps import Step
from tests.backend.guide.builders import PLACE, fact, field, item, known
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import EntryLine, entry_lines

ITEM = item(fact("registered_address"), fields=[field("registered_address", editable=False)])


def a_visit() -> Visit:
    visit = Visit("v", {ITEM.code: ITEM}, PLACE)
    visit.take(ITEM.code, "c")
    return visit


def line_of(visit: Visit) -> EntryLine:
    [line] = entry_lines(visit, Step.FILL)
    return line


def test_what_data_say_is_not_changed() -> None:
    visit = a_visit()
    visit.book = visit.book.learn("registered_address", known("甲村1号", Source.SHARED, system="GA-RK"))
    assert not line_of(visit).editable


def test_what_no_data_say_is_said_at_the_window_and_may_be_put_right_there() -> None:
    visit = a_visit()
    assert line_of(visit).editable
    visit.fill("registered_address", "甲村1号", datetime(2026, 11, 22, tzinfo=UTC))
    assert line_of(visit).editable
