"""``onewindow chain who-looked``, with the person who asks in front of the inspector."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from backend.contract import Look, Looks
from tui.cli import chain_looks
from tui.cli.commands import app
from tui.locale import language, set_language

NUMBER = "999999199001011238"
LOOK = Look(
    at=datetime(2026, 11, 22, 6, 34, tzinfo=UTC), act="data.reveal", hall="999999101000", account="window1",
    name="张一窗", purpose="核对证件", facts=["id_number"],
)  # fmt: skip


class Asked(list[str]):
    """A node that knows one look at one person."""

    async def who_looked(self, id_number: str, operation: str) -> Looks:
        self.append(id_number)
        newer: dict[str, object] = {"act": "of.a.newer.node", "facts": [], "purpose": None}
        asked: dict[str, object] = {"act": "data.look_up", "system": "GA-RK", "purpose": "RS-001"}
        return Looks(looks=[LOOK, *(LOOK.model_copy(update=changed) for changed in (newer, asked))])

    def ask(self, call: "Callable[[Asked], Awaitable[Looks]]") -> Looks:
        async def asking() -> Looks:
            return await call(self)

        return asyncio.run(asking())


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    asked, before = Asked(), language()

    @contextmanager
    def at_node(*_where: object) -> Iterator[Asked]:
        yield asked

    monkeypatch.setattr(chain_looks, "at_node", at_node)
    yield asked
    set_language(before)


def says(monkeypatch: pytest.MonkeyPatch, typed: str, *, status: int) -> str:
    monkeypatch.setattr(typer, "prompt", lambda _words, **options: typed if options["hide_input"] else "")
    told = CliRunner().invoke(app, ["chain", "who-looked"], env={"ONEWINDOW_LANGUAGE": "zh_CN"})
    assert told.exit_code == status, told.output
    assert NUMBER not in told.output
    return " ".join(told.output.split())


def test_every_look_is_one_line_in_words(node: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    told = says(monkeypatch, f" {NUMBER} ", status=0)
    assert "共记录 3 次。" in told
    assert "2026-11-22 14:34 张一窗 (window1) 查看完整信息 id_number 核对证件" in told
    assert "张一窗 (window1) of.a.newer.node" in told
    assert "向部门查询 公安人口信息管理系统 id_number RS-001" in told
    assert node == [NUMBER]


def test_a_number_mistyped_is_not_asked_for(node: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    assert says(monkeypatch, NUMBER[:-1] + "9", status=1)
    assert node == []
