"""A printer or a folder that takes no paper: said in words, and nothing else happens."""

from pathlib import Path
from typing import Any

import pytest

from tui.counter.printed.printing import put_on_paper
from tui.settings import StationSettings


@pytest.mark.parametrize("command", ["false", "no-such-printer --please", "'unfinished", '""', " "])
async def test_a_printer_command_that_does_not_work_is_said(tmp_path: Path, command: str) -> None:
    said, level = await put_on_paper(b"%PDF", "1.pdf", StationSettings(data_dir=tmp_path, printer=command))
    assert level == "problem"
    assert "check the printer, then print again. Nothing else has changed." in said


async def test_a_folder_that_takes_no_paper_is_named(tmp_path: Path) -> None:
    (tmp_path / "receipts").write_text("a file where the folder should be")
    said, level = await put_on_paper(b"%PDF", "1.pdf", StationSettings(data_dir=tmp_path))
    assert level == "problem"
    assert f"It could not be written to {tmp_path / 'receipts'}: tell support" in said


async def test_a_folder_that_was_cleared_away_is_made_again(tmp_path: Path) -> None:
    said, level = await put_on_paper(b"%PDF", "1.pdf", StationSettings(data_dir=tmp_path / "gone"))
    assert level == "done"
    assert "receipts/1.pdf" in said
    assert (tmp_path / "gone" / "receipts" / "1.pdf").read_bytes() == b"%PDF"


async def test_a_configured_printer_prints_the_receipt_at_once_and_a_broken_one_says_so(
    open_counter: Any, node: Any, card: Any, tmp_path: Any
) -> None:
    paper = tmp_path / "paper.pdf"
    async with open_counter(printer=f"tee {paper}") as counter:
        await counter.to_review(card)
        await counter.press("f12")
        await counter.until(lambda: counter.said == "Printed.")
        assert paper.read_bytes().startswith(b"%PDF")
    async with open_counter(printer="sleep 0.3") as counter:
        await counter.to_review(card)
        await counter.pilot.press("f12")
        await counter.until(lambda: counter.said == "Being printed …")
        await counter.until(lambda: counter.said == "Printed.")
    async with open_counter(printer="false") as counter:
        await counter.to_review(card)
        await counter.press("f12")
        await counter.until(lambda: "not printed" in counter.said)
        assert counter.walk.visit.receipt is not None
