"""The drawer of demo people, over a real line to a county that takes its time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from tui.counter.dialogs.demo_drawer import DemoDrawer, Taken

PEOPLE = [
    {"label_en": name, "label_zh": name, "story_en": "", "story_zh": "", "card": {"name": name, "valid_to": None}}
    for name in ("First", "Second")
]
CODE = "93999999MA6WX1A03L"
ORGANISATIONS = [{"label_en": "Co-op", "label_zh": "合作社", "story_en": "", "story_zh": "", "number": CODE}]


@asynccontextmanager
async def a_county(may_answer: asyncio.Event) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        await may_answer.wait()
        body = json.dumps(PEOPLE if b"/control/people" in asked else ORGANISATIONS).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/control/people"


@pytest.mark.parametrize(("keys", "laid"), [(["enter"], ["First"]), (["enter", "down"], []), ([], [])])
async def test_enter_before_the_people_are_there_chooses_the_first_when_they_come(
    keys: list[str], laid: list[str]
) -> None:
    may_answer = asyncio.Event()
    chosen: list[Taken] = []
    async with a_county(may_answer) as url:
        app: App[None] = App()
        async with app.run_test() as pilot:
            drawer = DemoDrawer(url)
            await app.push_screen(drawer, lambda taken: chosen.append(taken) if taken else None)
            await pilot.pause()
            await pilot.press(*keys)
            assert chosen == []
            may_answer.set()
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert [card["name"] for card in chosen if isinstance(card, dict)] == laid
            assert drawer.list.shown or laid


async def test_an_organisation_is_listed_with_its_code_and_choosing_it_types_the_code(
    open_counter: Any, tmp_path: Path
) -> None:
    may_answer = asyncio.Event()
    may_answer.set()
    async with a_county(may_answer) as url, open_counter(demo_people=url, demo_control=tmp_path / "reader") as counter:
        await counter.press("ctrl+d")
        await counter.until(lambda: CODE in counter.text())
        await counter.press("end", "enter")
        await counter.until(lambda: counter.walk.visit is not None)
        assert counter.walk.visit.card.id_number == CODE
        assert counter.walk.visit.is_organisation
