"""A command whose node takes the request and never answers says what is known, and does not wait for a farewell."""

import asyncio

import httpx
import pytest
import typer
from pydantic import SecretStr

from backend.contract import SignIn
from tui.cli.at_node import AtNode
from tui.client import Connection, Line, Node

pytestmark = pytest.mark.usefixtures("speak_english")


@pytest.mark.parametrize(
    ("token", "said"),
    [(None, "The node does not answer at that address."), ("t", "No answer came; it may still have been done.")],
)
def test_only_what_was_asked_after_signing_in_may_have_been_done(
    capsys: pytest.CaptureFixture[str], token: str | None, said: str
) -> None:
    asked: list[str] = []

    async def silent(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ReadTimeout("silent", request=request)

    node = Node(Line("http://node.test", Connection(), transport=httpx.MockTransport(silent), pauses=()))
    node.line.use(None if token is None else SecretStr(token))
    who = SignIn(account="a", password=SecretStr("p" * 12), code=SecretStr("123456"), station="s", window="1")
    with asyncio.Runner() as runner:
        sitting = AtNode(runner, node)
        with pytest.raises(typer.Exit):
            sitting.ask(lambda asks: asks.sign_in(who))
        sitting.leave()
    assert said in capsys.readouterr().err
    assert asked == ["/api/v1/sign-in"]
