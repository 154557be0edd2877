"""What is done to a case later: papers brought, values corrected after a return, withdrawing; and the list of cases."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.contract import CaseAction, CaseBrief, CaseEvent, CaseView, FactView, PaperView, ReasonTold, Telling
from tui.counter.cases.case_rows import case_rows
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.cases.cases_screen import CasesScreen
from tui.counter.words import case_state

PAPER = PaperView(
    material="proof",
    name="困难证明",
    name_en="Proof of hardship",
    state="follows",
    reason="",
    reason_en="",
    due_on=None,
)
TIER = FactView(
    fact="RS-001:tier", label="缴费档次", label_en="Tier", shown="200", source="typed", system=None, correction=None
)
PHONE = FactView(
    fact="phone", label="联系电话", label_en="Phone", shown="****5518", source="typed", system=None, correction=None
)


@pytest.fixture
def acted(node: Any) -> list[Any]:
    """Actions that reached the node, with what they brought."""
    from backend.contract import CaseActionRequest

    heard: list[CaseActionRequest] = []
    plain = node._case

    def remember(request: Any, rest: list[str]) -> Any:
        if request.method == "POST":
            heard.append(CaseActionRequest.model_validate_json(request.content))
            node.change(rest[0], "in_review", actions=[])
            return node.model(node.cases[rest[0]])
        return plain(request, rest)

    node._case = remember
    return heard


async def case_screen(counter: Any, node: Any, **changes: Any) -> CaseScreen:
    view: CaseView = node._view("c-9", "99999910200003261123007K", "RS-001").model_copy(update=changes)
    node.cases["c-9"] = view
    counter.place.deeds.opening.open_case("c-9")
    await counter.until(lambda: isinstance(counter.app.screen, CaseScreen) and counter.app.screen.view is not None)
    screen = counter.app.screen
    assert isinstance(screen, CaseScreen)
    return screen


def returned(node: Any) -> CaseBrief:
    brief: CaseBrief = node._view("c-9", "99999910200003261123007K", "RS-001").brief
    return brief.model_copy(update={"state": "returned"})


async def test_papers_owed_are_ticked_and_sent_together(open_counter: Any, node: Any, acted: list[Any]) -> None:
    async with open_counter() as counter:
        await case_screen(counter, node, papers=[PAPER], facts=[TIER], actions=[CaseAction(action="supplement")])
        assert "1 Papers owed are in" in counter.text()
        await counter.press("1")
        assert "200 yuan" not in counter.text(), "the departments have this value, and nobody would tell them another"
        await counter.press("enter", "f12")
        await counter.until(lambda: bool(acted))
        assert acted[0].papers == {"proof": []}


async def test_a_returned_case_is_corrected_and_sent_again(open_counter: Any, node: Any, acted: list[Any]) -> None:
    async with open_counter() as counter:
        screen = await case_screen(
            counter,
            node,
            brief=returned(node),
            facts=[TIER, PHONE],
            returned_because="档次不对",
            actions=[CaseAction(action="resubmit"), CaseAction(action="withdraw", needs_words=True)],
        )
        await counter.press("1")
        assert "档次不对" in counter.text()
        assert "200 yuan" in counter.text()
        await counter.press("enter", "2")
        await counter.press("down", "enter")
        await counter.type("12")
        await counter.press("enter")
        assert "11 digits" in counter.text()
        counter.app.screen.field.paste("3" * 3000)
        await counter.pilot.pause()
        assert "the first 18 characters fit" in counter.text()
        counter.app.screen.field.value = "13800001111"
        await counter.press("enter", "f12")
        await counter.until(lambda: bool(acted))
        assert acted[0].action == "resubmit"
        assert acted[0].facts == {"RS-001:tier": "300", "phone": "13800001111"}
        assert screen.view is not None
        assert screen.view.brief.state == "in_review"


async def test_a_supplement_begun_is_there_again_after_escape_a_silent_node_and_a_crash_until_it_is_sent(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    in_hand, resubmit = PAPER.model_copy(update={"state": "in_hand"}), CaseAction(action="resubmit")
    about: dict[str, Any] = {"facts": [TIER, PHONE], "papers": [in_hand], "actions": [resubmit]}
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, brief=returned(node), **about)
        await counter.press("1", "enter", "down", "enter", "2", "escape", "1")
        assert "✓ Proof of hardship" in counter.text() and "300 yuan" in counter.text()
        node.refuse = [("actions", "storage_full")]
        await counter.press("f12")
        await counter.settle()
        assert acted == [] and "disk is full" in counter.text()
        await counter.press("1", "down", "down", "enter")
        await counter.type("1380000")
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, brief=returned(node), **about)
        await counter.press("1")
        assert "What was begun here before is still there" in counter.text()
        await counter.type("1111")
        await counter.press("enter", "f12")
        await counter.until(lambda: bool(acted))
        assert acted[0].papers == {"proof": []}
        assert acted[0].facts == {"RS-001:tier": "300", "phone": "13800001111"}
        await counter.settle()
        assert counter.place.station.begun.find("c-9") is None


async def test_what_was_begun_for_one_return_is_not_offered_at_the_next(open_counter: Any, node: Any) -> None:
    sent_since = CaseEvent(at=datetime(2026, 11, 20, tzinfo=UTC), act="resubmit", by="window2")
    about: dict[str, Any] = {"facts": [TIER], "actions": [CaseAction(action="resubmit")]}
    async with open_counter((80, 24)) as counter:
        screen = await case_screen(counter, node, brief=returned(node), **about)
        await counter.press("1", "enter", "2", "escape")
        assert screen.view is not None
        screen.show(screen.view.model_copy(update={"history": [*screen.view.history, sent_since]}))
        await counter.press("1")
        assert "still there" not in counter.text() and "300 yuan" not in counter.text()


async def test_what_was_done_does_not_stand_over_a_case_that_has_gone_on(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    def event(act: str) -> CaseEvent:
        return CaseEvent(at=datetime(2026, 11, 20, tzinfo=UTC), act=act, by="RS")

    async with open_counter() as counter:
        screen = await case_screen(counter, node, papers=[PAPER], actions=[CaseAction(action="supplement")])
        await counter.press("1", "enter", "f12")
        await counter.until(lambda: "Done:" in counter.text())
        sent_again = node.cases["c-9"]
        node.change("c-9", "returned", history=[event("return")], returned_because="档次仍不对")
        screen.happened("c-9")
        await counter.until(lambda: "档次仍不对" in counter.text())
        assert "Done:" not in counter.text()
        await screen._learn(sent_again)
        await counter.settle()
        assert "档次仍不对" in counter.text(), "an older answer that came later over the line"


async def test_of_who_came_without_a_card_the_name_is_put_right_and_not_the_number(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    told = {"label": "", "label_en": "", "source": "typed", "system": None, "correction": None}
    facts = [FactView(fact=fact, shown="…", **told) for fact in ("id_number", "birth", "name")]
    async with open_counter() as counter:
        await case_screen(counter, node, brief=returned(node), facts=facts, actions=[CaseAction(action="resubmit")])
        await counter.press("1", "enter")
        await counter.type("王小明")
        await counter.press("enter", "f12")
        await counter.until(lambda: bool(acted))
        assert acted[0].facts == {"name": "王小明"}


async def test_a_returned_case_goes_back_unchanged_only_with_a_reason(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    in_hand, resubmit = PAPER.model_copy(update={"state": "in_hand"}), CaseAction(action="resubmit")
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, brief=returned(node), facts=[TIER], papers=[in_hand], actions=[resubmit])
        await counter.press("1", "f12")
        assert "Nothing was changed." in counter.text() and acted == []
        await counter.press("escape", "down", "enter", "1", "f12")  # the tier it has already
        assert "Nothing was changed." in counter.text() and acted == []
        await counter.press("escape", "up", "enter")
        assert "✓ Proof of hardship" in counter.text()
        await counter.press("enter", "f12", "enter")
        assert acted == []
        await counter.type("a mistake of theirs")
        await counter.press("enter")
        await counter.until(lambda: bool(acted))
        assert (acted[0].papers, acted[0].facts, acted[0].words) == ({}, {}, "a mistake of theirs")


async def test_papers_owed_of_which_none_was_brought_are_not_sent(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, papers=[PAPER], actions=[CaseAction(action="supplement")])
        await counter.press("1", "f12")
        assert "Nothing is ticked yet" in counter.text()
        assert acted == []


async def test_withdrawing_wants_the_citizens_words_and_escape_does_nothing(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    async with open_counter() as counter:
        await case_screen(counter, node, actions=[CaseAction(action="withdraw", needs_words=True)])
        await counter.press("1", "enter", "escape")
        assert acted == []
        await counter.press("1")
        await counter.type("moved away")
        await counter.press("enter")
        await counter.until(lambda: bool(acted))
        assert (acted[0].action, acted[0].words) == ("withdraw", "moved away")


async def test_an_action_pressed_twice_is_done_once(open_counter: Any, node: Any, acted: list[Any]) -> None:
    async with open_counter() as counter:
        await case_screen(counter, node, actions=[CaseAction(action="hand_out")])
        await counter.pilot.press("1", "1", "1")
        await counter.until(lambda: bool(acted))
        await counter.settle()
        assert len(acted) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_name_number_and_state_of_a_case_are_read_whole_at_80_columns(
    open_counter: Any, node: Any, language: str
) -> None:
    long = "乡镇政府保障对象临时救助金社会化发放及备用金支出审核审批（小额）"
    brief = {"item_name": long, "item_name_en": "Payment of temporary relief " * 3, "state": "supplement_due"}
    async with open_counter((80, 24), language=language) as counter:
        view = node._view("c-9", "99999910200003261123007K", "RS-001")
        node.cases["c-9"] = view.model_copy(update={"brief": view.brief.model_copy(update=brief)})
        await counter.press("ctrl+o")
        await counter.until(lambda: "999999 102000 03 261123 007 K" in counter.text())
        assert case_state("supplement_due") in counter.text()
        whole = brief["item_name_en"].strip() if language == "en" else long
        assert whole in " ".join(counter.text().split()) or whole in "".join(counter.text().split())


async def test_the_newest_cases_are_listed_and_one_is_opened(open_counter: Any, node: Any) -> None:
    async with open_counter((80, 24)) as counter:
        node.cases["c-9"] = node._view("c-9", "99999910200003261123007K", "RS-001")
        await counter.press("ctrl+o")
        assert isinstance(counter.app.screen, CasesScreen)
        await counter.until(lambda: "999999 102000 03" in counter.text())
        await counter.type("12")
        await counter.press("enter")
        assert "24 characters" in counter.text()
        await counter.press("backspace", "backspace", "enter")
        await counter.until(lambda: isinstance(counter.app.screen, CaseScreen))


async def test_a_node_that_does_not_know_the_action_any_more_says_so(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        screen = await case_screen(counter, node, actions=[CaseAction(action="close")])
        node.refuse = [("actions", "action_not_open")]
        await counter.press("1")
        await counter.until(lambda: screen.notice.level == "problem")
        assert "Open the case again" in screen.notice.text


def test_a_case_of_a_newer_node_is_shown_with_its_own_words(node: Any) -> None:
    view = node._view("c-9", "99999910200003261123007K", "RS-001")
    brief = view.brief.model_copy(update={"state": "frozen_by_moonlight"})
    rows = case_rows(view.model_copy(update={"brief": brief}), None, 80)
    assert any("frozen_by_moonlight" in text for row in rows for text, _ in row.spans)


@pytest.mark.parametrize(("state", "heading"), [("declined", "Why it is not"), ("notified", "Missing or wrong")])
def test_a_case_that_was_not_accepted_says_why_whenever_it_is_opened(node: Any, state: str, heading: str) -> None:
    view = node._view("c-9", "99999910200003261123007K", "RS-001")
    reason = ReasonTold(lack="requirement", code="of_age", text=Telling(zh="未满十六周岁", en="Not sixteen yet"))
    update = {"brief": view.brief.model_copy(update={"state": state}), "reasons": [reason], "papers": [PAPER]}
    said = " ".join(text for row in case_rows(view.model_copy(update=update), None, 80) for text, _ in row.spans)
    assert heading in said
    assert "Not sixteen yet" in said
    assert ("Proof of hardship" in said) is (state == "notified"), "of a case declined no paper is wanted any more"


def test_a_case_that_waits_for_a_silent_department_says_that_it_is_sent_or_asked_by_itself(node: Any) -> None:
    view = node._view("c-9", "99999910200003261123007K", "RS-001")
    stage = view.stages[0]

    def said(state: str, silent: dict[str, datetime | None]) -> str:
        here = view.model_copy(update={"stages": [stage.model_copy(update={"state": state})]})
        return " ".join(text for row in case_rows(here, None, 200, silent) for text, _ in row.spans)

    system = stage.system
    assert "does not answer now. It is sent by itself" in said("queued", {system: None})
    assert "has not answered since 11-23 09:12" in said("queued", {system: datetime(2026, 11, 23, 1, 12, tzinfo=UTC)})
    assert "asked again by itself" in said("sent", {system: None})
    assert "by itself" not in said("answered", {system: None}) + said("sent", {"XX": None})


async def test_where_nobody_knows_whether_a_department_has_it_the_page_says_whom_to_call_and_takes_the_answer(
    open_counter: Any, node: Any, acted: list[Any]
) -> None:
    stages = [stage.model_copy(update={"state": "parked"}) for stage in node._view("c-9", "", "RS-001").stages]
    actions = [CaseAction(action=action, needs_words=True) for action in ("has_it", "send_anew", "withdraw")]
    async with open_counter((80, 24)) as counter:
        await case_screen(counter, node, stages=stages, actions=actions)
        assert "Call the department and give the case number" in " ".join(counter.text().split())
        await counter.press("2")
        assert "send anew: who there said so?" in counter.text()
        await counter.press("escape", "1")
        assert "under what number of its own?" in counter.text()
        await counter.type("YF-7")
        await counter.press("enter")
        await counter.until(lambda: bool(acted))
        assert (acted[0].action, acted[0].words) == ("has_it", "YF-7")


async def test_a_case_on_the_screen_hears_that_its_department_fell_silent(open_counter: Any, node: Any) -> None:
    async with open_counter() as counter:
        view = node._view("c-9", "99999910200003261123007K", "RS-001")
        screen = await case_screen(counter, node)
        queued = [stage.model_copy(update={"state": "queued"}) for stage in view.stages]
        screen.show(view.model_copy(update={"stages": queued}))
        counter.place.station.hall = hall = counter.place.station.hall.model_copy(deep=True)
        for system in hall.systems:
            system.answering = False
        await counter.settle()
        assert "sent by itself" not in counter.text()
        screen.systems_changed()
        await counter.settle()
        assert "sent by itself" in counter.text()
