"""The drawer of demo people, over a real line to a county that takes its time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App

from tui.counter.demo_drawer import DemoDrawer

PEOPLE = [
    {"label_en": name, "label_zh": name, "story_en": "", "story_zh": "", "card": {"name": name, "valid_to": None}}
    for name in ("First", "Second")
]


@asynccontextmanager
async def a_county(may_answer: asyncio.Event) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await may_answer.wait()
        body = json.dumps(PEOPLE).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/people"


@pytest.mark.parametrize(("keys", "laid"), [(["enter"], ["First"]), (["enter", "down"], []), ([], [])])
async def test_enter_before_the_people_are_there_chooses_the_first_when_they_come(
    keys: list[str], laid: list[str]
) -> None:
    may_answer = asyncio.Event()
    chosen: list[dict[str, str]] = []
    async with a_county(may_answer) as url:
        app: App[None] = App()
        async with app.run_test() as pilot:
            drawer = DemoDrawer(url)
            await app.push_screen(drawer, lambda card: chosen.append(card) if card else None)
            await pilot.pause()
            await pilot.press(*keys)
            assert chosen == []
            may_answer.set()
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert [card["name"] for card in chosen] == laid
            assert drawer.list.shown or laid
