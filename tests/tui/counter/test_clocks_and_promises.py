"""Why the day is that day, which clock stands still and why, and what falls due: said in both languages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.contract import CaseEvent, CaseView, DateStep, Deadline, OwedPaper, PaperView, PauseView
from backend.guide.bundle import Bundle
from tests.tui.counter.test_afterwards import case_screen
from tui.client import Catalogue
from tui.counter.cases.case_rows import case_rows
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.cases.cases_screen import CasesScreen
from tui.counter.day_reasons import counted_words, step_words
from tui.counter.words import clock_words, promised_words
from tui.locale import _, set_language

DAY = date(2026, 11, 23)

SURVEY = PauseView(
    ground="site_survey",
    stage="county_confirm",
    by="NY",
    legal_basis="hall_promise",
    stops=["promised"],
    started_on=DAY,
    expected_end=DAY + timedelta(days=4),
    ended_on=None,
    most_days=5,
    most_natural_days=None,
    awaits=None,
)
PROOF = PaperView(
    material="proof", name="困难证明", name_en="Proof of hardship", state="follows", reason="", reason_en="",
    due_on=DAY, due="overdue",
)  # fmt: skip
DEADLINE = Deadline(
    clock="promised",
    days=5,
    due_on=date(2027, 1, 8),
    known=False,
    steps=[
        DateStep(code="pause", day=DAY, params={"to": "2026-11-27", "name": "site_survey", "days": 5}),
        DateStep(code="holiday", day=DAY, params={"to": "2026-11-28", "name": "州庆", "own": 1}),
        DateStep(code="unknown_year", day=date(2027, 1, 1), params={"to": "2027-01-01"}),
    ],
)
OWED = OwedPaper(
    case="c-9", number="99999910200003261123007K", item="RS-001", item_name="参保登记", item_name_en="Enrolment",
    applicant="向*", material="proof", name="困难证明", name_en="Proof of hardship", due_on=DAY,
    due="due", by="applicant",
)  # fmt: skip


def page(view: CaseView, room: int) -> str:
    return "\n".join("".join(text for text, _ in line.spans) for line in case_rows(view, None, room))


@pytest.mark.parametrize("room", [78, 118])
@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["site survey", "expected until", "at most 5 working days", "overdue since", "2027 are not published"]),
        ("zh_CN", ["现场踏勘", "预计到", "最多 5 个工作日", "已到期未交", "2027 年放假安排还没有公布", "本地日历"]),
    ],
)
def test_the_case_says_why_its_day_moved(node: Any, room: int, language: str, wanted: list[str]) -> None:
    view = node._view("c-9", "99999910200003261123007K", "RS-001").model_copy(
        update={"pauses": [SURVEY], "papers": [PROOF], "deadlines": [DEADLINE]}
    )
    set_language(language)
    shown = page(view, room)
    for words in wanted:
        assert words in shown


@pytest.mark.parametrize(("language", "wanted"), [("en", "Human Resources"), ("zh_CN", "人力资源和社会保障局")])
def test_a_department_is_called_by_its_name_where_no_stage_is_known(
    node: Any, bundle: Bundle, language: str, wanted: str
) -> None:
    returned = SURVEY.model_copy(update={"ground": "supplement", "stage": None, "by": "RS"})
    heard = CaseEvent(at=datetime(2026, 11, 23, 2, tzinfo=UTC), act="return", by="RS", words=None)
    view = node._view("c-9", "99999910200003261123007K", "RS-001")
    view = view.model_copy(update={"pauses": [returned], "history": [heard]})
    set_language(language)
    rows = case_rows(view, Catalogue.of(bundle, "1"), 200)
    paused, told = (line for line in ("".join(text for text, _ in row.spans) for row in rows) if wanted in line)
    assert not any(" RS" in line for line in (paused, told))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_year_without_a_schedule_is_said_for_each_clock(language: str) -> None:
    set_language(language)
    lines = list(step_words(DEADLINE))
    assert len(lines) == 3
    assert "2027" in lines[-1]
    assert counted_words(DEADLINE).endswith(_("calendar not published yet"))
    assert counted_words(DEADLINE.model_copy(update={"known": True})) == promised_words(DEADLINE.days)


def test_a_pause_that_stops_nothing_names_no_ground_in_law(node: Any) -> None:
    told = SURVEY.model_copy(update={"stops": [], "legal_basis": "行政许可法 第四十五条"})
    view = node._view("c-9", "99999910200003261123007K", "RS-001").model_copy(update={"pauses": [told]})
    shown = page(view, 78)
    assert "no clock stops for it" in shown
    assert "第四十五条" not in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_falls_due_stands_first_in_the_list_of_cases_and_opens_its_case(
    open_counter: Any, node: Any, size: tuple[int, int]
) -> None:
    node.owed = [OWED]
    async with open_counter(size) as counter:
        node.cases["c-9"] = node._view("c-9", OWED.number, "RS-001")
        await counter.press("ctrl+o")
        assert isinstance(counter.app.screen, CasesScreen)
        await counter.until(lambda: "due today" in counter.text())
        assert "Proof of hardship" in counter.text()
        await counter.press("enter")
        await counter.until(lambda: isinstance(counter.app.screen, CaseScreen))


async def test_a_case_accepted_provisionally_says_so_what_is_owed_and_until_when(
    open_counter: Any, node: Any, card: Any
) -> None:
    brief = node._view("c-9", OWED.number, "RS-001").brief.model_copy(
        update={"state": "supplement_due", "owed_until": DAY + timedelta(days=7)}
    )
    owed = PROOF.model_copy(update={"due_on": brief.owed_until, "due": None})
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, brief=brief, papers=[owed])
        top = counter.text().splitlines()[:7]
        assert any("Accepted provisionally" in line for line in top)
        assert any("· Proof of hardship" in line and "owed by 2026-11-30" in line for line in top)
        await counter.press("escape", "ctrl+o")
        await counter.until(lambda: "provisional 11-26" in counter.text() and "owed by 2026-11-30" in counter.text())
        await counter.press("escape")
        await counter.lay(card)
        counter.walk.visit.open_cases = (brief,)
        counter.walk.changed()
        await counter.press("f7")
        assert "provisional\n   owed by 2026-11-30\n" in counter.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_pause_is_shown_on_the_case(open_counter: Any, node: Any, size: tuple[int, int]) -> None:
    async with open_counter(size) as counter:
        await case_screen(counter, node, pauses=[SURVEY])
        await counter.until(lambda: "Clocks that stood still" in counter.text())
        assert "the promised day moves, the legal one does not" in counter.text()


async def test_a_day_in_a_year_whose_holidays_are_not_known_is_only_about_right(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        counter.place.station.hall = counter.place.station.hall.model_copy(update={"calendar_known_until": 2025})
        await counter.begin(card)
        assert counter.text().count("3 working days ≈ 11-26 Thu") == 2
        assert "→ 11-26" not in counter.text()


async def test_a_visit_that_lasts_beyond_midnight_is_promised_from_its_new_day(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await counter.begin(card)
        assert "3 working days → 11-26 Thu" in counter.text()
        station = counter.place.station
        tomorrow = station.clock() + timedelta(days=1)
        station._clock = lambda: tomorrow
        counter.walk.changed()
        await counter.until(lambda: "3 working days → 11-27 Fri" in counter.text())


@pytest.mark.parametrize(
    ("ahead", "english", "chinese"),
    [
        (timedelta(minutes=-3), "3 min", "3 分钟"),
        (timedelta(minutes=75), "75 min", "75 分钟"),
        (timedelta(hours=5), "5 hours", "5 小时"),
        (timedelta(days=-3), "3 days", "3 天"),
    ],
)
def test_how_wrong_this_stations_clock_is_is_said_in_a_unit_one_can_picture(
    ahead: timedelta, english: str, chinese: str
) -> None:
    try:
        set_language("en")
        assert f"wrong by {english}:" in clock_words(ahead)
        set_language("zh_CN")
        assert f"差了 {chinese}，" in clock_words(ahead)
    finally:
        set_language("zh_CN")
    assert clock_words(timedelta(seconds=20)) == ""
