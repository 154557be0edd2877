"""A county opened again over the same folder goes on where it was."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from backend.county.ledger import Ledger


async def test_a_decision_due_later_is_delivered_after_a_restart(
    serving: Any, application: Any, until: Any, tmp_path: Path
) -> None:
    body = application()
    async with serving(tmp_path) as county:
        await county.control("RS-JM", answer_after_ms=400)
        reference = (await county.post("RS-JM", body)).json()["reference"]
        assert county.node.calls == []
    async with serving(tmp_path) as county:
        await until(lambda: county.node.calls)
        (call,) = county.node.calls
        assert (call["dispatch_id"], call["reference"]) == (body["dispatch_id"], reference)
        assert (await county.post("RS-JM", body)).json()["reference"] == reference


async def test_a_call_back_refused_before_is_tried_at_once_after_a_restart(
    serving: Any, application: Any, until: Any, node: Any, tmp_path: Path
) -> None:
    node.failures = 10**6
    async with serving(tmp_path, node=node, speed=1.0) as county:
        await county.control("RS-JM", answer_after_ms=0)
        await county.post("RS-JM", application())
        await until(lambda: node.failures < 10**6 - 1)
    node.failures = 0
    async with serving(tmp_path, node=node, speed=1.0):
        await until(lambda: node.calls, 1.0)


def deliveries_done(ledger: Path) -> int:
    """What the county has on record as delivered: stopped before that, it rightly delivers again."""
    with closing(sqlite3.connect(ledger)) as connection:
        [(done,)] = connection.execute("SELECT count(*) FROM delivery WHERE done")
    return int(done)


async def test_what_was_delivered_is_not_delivered_again(
    serving: Any, application: Any, until: Any, node: Any, tmp_path: Path
) -> None:
    async with serving(tmp_path, node=node) as county:
        await county.post("RS-JM", application())
        await until(lambda: deliveries_done(tmp_path / "county.db"))
    async with serving(tmp_path, node=node) as county:
        await county.post("RS-JM", application())
        await until(lambda: len(node.calls) == 2)
    assert len({call["dispatch_id"] for call in node.calls}) == 2


async def test_the_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    from backend.county.keys import read_or_make_secret

    first = read_or_make_secret(tmp_path)
    assert len(first) == 64
    assert read_or_make_secret(tmp_path) == first
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_the_county_imports_no_room_of_the_product() -> None:
    folder = Path(__file__).parents[3] / "backend" / "county"
    imports = [
        line.strip()
        for path in folder.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("from backend", "import backend", "from tui", "from card_reader"))
    ]
    assert imports
    assert all(line.startswith("from backend.county") for line in imports)


async def test_the_begin_and_the_end_of_a_special_procedure_are_called_back_also_after_a_restart(
    serving: Any, application: Any, until: Any, node: Any, tmp_path: Path
) -> None:
    node.failures = 2
    async with serving(tmp_path, node=node, speed=20.0) as county:
        await county.control("NY-ZJ", answer_after_ms=1000)
        body = application("NY-001", stage="site_visit")
        assert (await county.post("NY-ZJ", body)).status_code == 202
        begun = (await until(lambda: node.procedures))[0]
        assert (begun["kind"], begun["dispatch_id"], begun["ended_on"]) == ("site_survey", body["dispatch_id"], None)
    async with serving(tmp_path, node=node, speed=20.0):
        await until(lambda: node.calls)
        await until(lambda: len(node.procedures) > 1)
    *_, ended = node.procedures
    assert ended["procedure_id"] == begun["procedure_id"]
    assert ended["ended_on"] is not None
    assert ended["answered"] == 0, "told before the answer"


async def test_when_the_disk_is_full_everybody_is_told_and_nobody_waits_for_ever(tmp_path: Path) -> None:
    def full(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")  # as SQLite does by itself then
        raise sqlite3.OperationalError("database or disk is full")

    ledger = Ledger(tmp_path / "county.db")
    ledger.open()
    async with asyncio.timeout(20):
        told = await asyncio.gather(ledger.write(full), ledger.write(full), return_exceptions=True)
        assert [type(error) for error in told] == [sqlite3.OperationalError] * 2
        assert await ledger.write(lambda connection: "there is room again") == "there is room again"
    ledger.close()
