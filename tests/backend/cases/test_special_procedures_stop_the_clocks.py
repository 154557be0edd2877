"""A department tells that a special procedure began: the right clocks stop, with who, why, ground, start and end."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from tests.backend.cases.conftest import Desk

MONDAY = date(2026, 11, 23)


def days(view: dict[str, Any]) -> dict[str, str]:
    return {deadline["clock"]: deadline["due_on"] for deadline in view["deadlines"]}


async def test_a_survey_stops_the_promise_for_its_planned_days_and_never_the_law(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    before = days(await desk.view(case))
    survey = desk.order(case, "survey").id
    assert desk.procedure(survey, "site_survey", MONDAY, words="明天到场")
    await desk.days_pass(7)  # a week, of which two working days were planned
    view = await desk.view(case)
    assert before == {"promised": "2026-11-30", "statutory": "2026-12-07"}
    assert days(view) == {"promised": "2026-12-01", "statutory": "2026-12-07"}
    [pause] = view["pauses"]
    assert (pause["ground"], pause["stage"], pause["by"], pause["stops"]) == (
        "site_survey",
        "survey",
        "NY",
        ["promised"],
    )
    assert (pause["started_on"], pause["expected_end"], pause["ended_on"]) == ("2026-11-23", "2026-11-24", None)
    assert pause["legal_basis"] == "hall_promise"
    assert (pause["most_days"], view["brief"]["promised_on"]) == (2, "2026-12-01")
    steps = [step for step in view["deadlines"][0]["steps"] if step["code"] == "pause"]
    assert [step["params"]["name"] for step in steps] == ["site_survey"]


async def test_a_notice_stops_the_promise_for_its_natural_days(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    desk.answer(desk.order(case, "survey").id)
    desk.procedure(desk.order(case, "notice").id, "public_notice", MONDAY)
    assert days(await desk.view(case)) == {"promised": "2026-12-04", "statutory": "2026-12-07"}
    [pause] = (await desk.view(case))["pauses"]
    assert (pause["expected_end"], pause["most_natural_days"]) == ("2026-11-29", 7)


async def test_a_hearing_of_a_permit_stops_both_clocks_though_nobody_planned_it(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    desk.procedure(desk.order(case, "survey").id, "hearing", MONDAY, expected_end=date(2026, 11, 25))
    view = await desk.view(case)
    assert days(view) == {"promised": "2026-12-02", "statutory": "2026-12-09"}
    assert view["pauses"][0]["legal_basis"] == "行政许可法 第四十五条"


async def test_what_the_item_does_not_plan_is_told_and_stops_nothing(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-001")
    before = days(await desk.view(case))
    assert desk.procedure(desk.order(case, "township").id, "site_survey", MONDAY)
    view = await desk.view(case)
    assert (days(view), view["pauses"][0]["stops"]) == (before, [])


async def test_begin_and_end_in_any_order_and_any_number_come_to_the_same(desk: Desk) -> None:
    outcomes = set()
    for order in permutations([None, MONDAY, None, MONDAY], 3):
        (case,) = await desk.accepted("TT-005")
        for ended_on in (*order, MONDAY):
            desk.procedure(desk.order(case, "survey").id, "site_survey", MONDAY, ended_on=ended_on)
        view = await desk.view(case)
        acts = [entry["act"] for entry in view["history"]]
        assert acts.count("procedure_begun") == acts.count("procedure_ended") == 1
        outcomes.add((view["pauses"][0]["ended_on"], days(view)["promised"], len(view["pauses"])))
    assert outcomes == {("2026-11-23", "2026-11-30", 1)}


async def test_an_answer_ends_the_procedure_and_a_late_word_of_it_lengthens_nothing(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    survey = desk.order(case, "survey").id
    desk.procedure(survey, "site_survey", MONDAY)
    desk.answer(survey)
    assert (await desk.view(case))["pauses"][0]["ended_on"] == "2026-11-23"
    assert not desk.procedure(survey, "site_survey", MONDAY, ended_on=date(2026, 11, 27))
    assert not desk.procedure(survey, "hearing", MONDAY, procedure_id="P-2")
    assert len((await desk.view(case))["pauses"]) == 1


async def test_days_before_the_hand_over_and_after_today_are_not_believed(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    told = {"began_on": date(2026, 1, 1), "ended_on": date(2027, 12, 31)}
    desk.procedure(desk.order(case, "survey").id, "site_survey", **told)
    [pause] = (await desk.view(case))["pauses"]
    assert (pause["started_on"], pause["ended_on"]) == ("2026-11-23", "2026-11-23")


async def test_an_end_no_living_person_will_see_is_an_end_nobody_knows(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    hearing = desk.order(case, "survey").id
    desk.procedure(hearing, "hearing", MONDAY, expected_end=date(9999, 12, 31))
    view = await desk.view(case)
    assert (view["pauses"][0]["expected_end"], days(view)["promised"]) == (None, "2026-11-30")
    desk.procedure(hearing, "hearing", MONDAY, expected_end=date(2026, 11, 25))
    assert not desk.procedure(hearing, "hearing", MONDAY, expected_end=date(9999, 12, 31))
    assert days(await desk.view(case))["promised"] == "2026-12-02"


async def test_the_chain_holds_who_why_on_what_ground_and_what_is_promised_now(desk: Desk) -> None:
    (case,) = await desk.accepted("TT-005")
    survey = desk.order(case, "survey").id
    desk.procedure(survey, "site_survey", MONDAY)
    desk.procedure(survey, "site_survey", MONDAY, ended_on=MONDAY)
    begun, ended = (entry for entry in desk.running.entries() if "procedure" in entry["act"])
    assert (begun["act"], begun["why"], begun["actor"], begun["obj"]) == (
        "case.procedure_begun", "site_survey", "NY-ZJ", case,
    )  # fmt: skip
    assert (ended["act"], ended["prev_case"]) == ("case.procedure_ended", begun["seq"])


def test_a_word_on_a_dispatch_never_made_is_refused(desk: Desk) -> None:
    with pytest.raises(LookupError):
        desk.procedure("nobody-made-it", "site_survey", MONDAY)
