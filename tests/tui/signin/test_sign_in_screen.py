"""Signing in at a station: three fields, one way, and what goes wrong in words."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyotp import TOTP
from textual.pilot import Pilot

from tui.app import OneWindowApp
from tui.settings import StationSettings
from tui.signin import SignInScreen
from tui.signin.demo import FreshCodes, find_demo_account

pytestmark = pytest.mark.usefixtures("speak_english")


@pytest.fixture
def app(node: Any, station_folder: Path) -> OneWindowApp:
    settings = StationSettings(node="http://node.test", data_dir=station_folder, language="en", window="3")
    return OneWindowApp(settings, transport=node.transport, steady=False)


async def until(pilot: Pilot[None], holds: Any) -> None:
    for _ in range(400):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("never came")


async def signing_in(pilot: Pilot[None], app: OneWindowApp) -> SignInScreen:
    await until(pilot, lambda: isinstance(app.screen, SignInScreen))
    assert isinstance(app.screen, SignInScreen)
    return app.screen


async def test_enter_leads_from_field_to_field_and_signs_in(app: OneWindowApp, node: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        await pilot.press(*"window1", "enter")
        screen.password.value = "correct horse battery"
        await pilot.press("enter", *"123456", "enter")
        await until(pilot, lambda: app.screen is app.counter)
        assert app.workplace is not None
        await until(pilot, lambda: app.workplace is not None and app.workplace.station.hall is not None)


async def test_what_can_be_no_code_or_account_is_not_sent(app: OneWindowApp, node: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        screen.account.value, screen.password.value, screen.code.value = "window1", "correct horse battery", "12345"
        await pilot.press("enter")
        assert "six digits" in screen.notice.text
        screen.account.value, screen.code.value = "  ", "123456"
        await pilot.press("enter")
        assert screen.account.has_focus
        assert not any("sign-in" in str(asked) for asked in node.asked)


async def test_a_wrong_password_says_so_and_leaves_the_account(app: OneWindowApp, node: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        screen.account.value, screen.password.value, screen.code.value = "window1", "wrong", "123456"
        await pilot.press("enter")
        await until(pilot, lambda: screen.notice.level == "problem")
        assert (screen.account.value, screen.password.value, screen.code.value) == ("window1", "", "")


@pytest.mark.parametrize(("hours", "said"), [(0, False), (1, True), (-26, True)])
async def test_who_is_refused_hears_by_how_much_the_clocks_differ(
    app: OneWindowApp, node: Any, hours: int, said: bool
) -> None:
    here = datetime.now(UTC)
    node.dated, node.clock = True, lambda: here + timedelta(hours=hours)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        screen.account.value, screen.password.value, screen.code.value = "window1", "wrong", "123456"
        await pilot.press("enter")
        await until(pilot, lambda: screen.notice.level == "problem")
        assert ("Codes count by the node's clock" in screen.notice.text) is said
        assert (f"{60 if hours == 1 else 26} " in screen.notice.text) is said


async def test_who_holds_no_role_by_the_nodes_clock_hears_that_and_what_the_clock_says(
    app: OneWindowApp, node: Any
) -> None:
    node.dated, node.clock = True, lambda: datetime(2019, 1, 1, tzinfo=UTC)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        node.refuse = [("sign-in", "no_role_now")]
        screen.account.value, screen.password.value, screen.code.value = "window1", "correct horse battery", "123456"
        await pilot.press("enter")
        await until(pilot, lambda: screen.notice.level == "problem")
        assert "no role of yours counts at this time" in screen.notice.text
        shown = "\n".join(strip.text for strip in screen._compositor.render_strips())
        assert "2019-01-01 08:00" in screen.notice.text and "the one that is wrong." in shown, "read whole"
        assert screen.password.value == "correct horse battery", "it was right"


async def test_without_a_node_it_says_that_and_can_be_tried_again(app: OneWindowApp, node: Any) -> None:
    node.down = True
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await signing_in(pilot, app)
        await until(pilot, lambda: "does not answer: nobody can sign in" in screen.notice.text)
        assert screen.notice.level == "caution", "said before anything was typed"
        screen.account.value, screen.password.value, screen.code.value = "window1", "correct horse battery", "123456"
        await pilot.press("enter")
        await until(pilot, lambda: screen.notice.level == "problem")
        assert (screen.account.value, screen.password.value) == ("window1", "correct horse battery")
        assert screen.code.has_focus, "the code of a moment ago is of no use: it is all that is typed again"
        node.down = False
        assert app.workplace is not None
        app.workplace.session.look_for_node()
        await until(pilot, lambda: "The node answers: sign in." in screen.notice.text)
        assert screen.password.value == "correct horse battery"
        await pilot.press(*"123456", "enter")
        await until(pilot, lambda: app.screen is app.counter)


async def test_nothing_can_be_done_at_the_counter_before(app: OneWindowApp, node: Any, card: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert app.workplace is not None
        app.workplace.reception.arrived(card)
        await pilot.pause()
        assert app.workplace.walk.visit is None
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, SignInScreen)


PEOPLE = [
    {"account": "w1", "role": "operator", "window": "01", "password": "p1", "seed": "A" * 32},
    {"account": "w3", "role": "operator", "window": "03", "password": "p3", "seed": "B" * 32},
    {"account": "s", "role": "supervisor", "window": "09", "password": "p9", "seed": "C" * 32},
]


def test_the_demo_signs_in_as_the_operator_of_its_window(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text(json.dumps(PEOPLE))
    chosen = {window: find_demo_account(path, window) for window in ("3", "03", "7", "9")}
    assert {window: account.account for window, account in chosen.items() if account} == {
        "3": "w3", "03": "w3", "7": "w1", "9": "w1",
    }  # fmt: skip
    assert "p1" not in repr(chosen)


@pytest.mark.parametrize("content", ["", "[]", "{}", "[1]", '[{"role": "operator"}]', "\x00"])
def test_a_file_that_names_nobody_signs_nobody_in(tmp_path: Path, content: str) -> None:
    path = tmp_path / "people.json"
    path.write_text(content)
    assert find_demo_account(path, "1") is None
    assert find_demo_account(tmp_path / "gone.json", "1") is None


def test_codes_are_those_of_the_moment_and_the_next(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text(json.dumps(PEOPLE))
    account = find_demo_account(path, "1")
    assert account is not None
    now = datetime(2026, 11, 23, 2, 30, 10, tzinfo=UTC)
    step = FreshCodes(tmp_path / "step").take(now)
    assert account.code(step) == TOTP("A" * 32).at(now) != account.code(step + 1)


def test_who_starts_the_demo_again_and_again_sends_no_code_twice_and_none_too_early(tmp_path: Path) -> None:
    now, sent = datetime(2026, 11, 23, 2, 30, 10, tzinfo=UTC), list[int]()
    for start in range(9):
        codes = FreshCodes(tmp_path / "window1.step")
        wait = codes.seconds_until_one(now)
        if start % 2 or not wait:  # the others are closed while they wait
            now += timedelta(seconds=wait)
            sent.append(codes.take(now))
            assert sent[-1] - int(now.timestamp()) // 30 in (0, 1)
    assert len(set(sent)) == len(sent) >= 5


def test_a_code_that_did_not_reach_the_node_is_sent_again(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 2, 30, 10, tzinfo=UTC)
    codes = FreshCodes(tmp_path / "window1.step")
    taken = {codes.take(now)}
    for _try in range(9):
        codes.give_back()
        taken.add(codes.take(now))
    assert len(taken) == 1


@pytest.mark.parametrize("content", ["", "x", "99999999999"])
def test_what_another_clock_wrote_keeps_nobody_waiting(tmp_path: Path, content: str) -> None:
    path = tmp_path / "window1.step"
    path.write_text(content)
    now = datetime(2026, 11, 23, 2, 30, 10, tzinfo=UTC)
    codes = FreshCodes(path)
    assert codes.seconds_until_one(now) == 0
    assert codes.take(now) == int(now.timestamp()) // 30
