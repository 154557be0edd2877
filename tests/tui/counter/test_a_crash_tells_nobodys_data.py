"""When the program itself breaks, what it prints names places in the code and no person."""

from typing import Any

import pytest
from textual.worker import WorkerFailed


async def test_the_last_words_hold_no_values(open_counter: Any, card: Any) -> None:
    shown: list[str] = []
    with pytest.raises(WorkerFailed):
        async with open_counter() as counter:
            await counter.lay(card)

            async def broken(number: str = "999999199001011238") -> None:
                raise ValueError(f"synthetic {number}")

            plain = counter.app._fatal_error

            def remember() -> None:
                plain()
                console = counter.app.console
                for renderable in counter.app._exit_renderables:
                    with console.capture() as capture:
                        console.print(renderable)
                    shown.append(capture.get())

            counter.app._fatal_error = remember
            counter.app.run_worker(broken())
            await counter.pilot.pause(0.3)
    words = "".join(shown)
    assert "ValueError" in words
    assert "999999" not in words
    assert "李某某" not in words


async def test_a_fault_of_the_program_itself_is_told_without_anybodys_data(
    open_counter: Any, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_counter() as counter:
        await counter.lay(card)

        async def broken() -> None:
            raise ValueError("李某某 999999199001011238")

        counter.walk.sitting.start(broken())
        await counter.until(lambda: "ValueError" in counter.said)
        assert "999999" not in counter.said + caplog.text
        caplog.clear()
