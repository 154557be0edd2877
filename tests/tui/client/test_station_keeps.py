"""What a station keeps of its own: the catalogue by its version, the newest head of the chain."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from backend.contract import CHAIN_HEAD, ChainHead
from backend.guide.parts import digest_of
from backend.supervision import Status, read_head, verify_export
from tests.parts.exported_chain import HALL as HALL_OF_CHAIN
from tests.parts.exported_chain import write_chain
from tui.client import HistoryShrank, Station
from tui.client.catalogue_shelf import CatalogueShelf, KeptCatalogue
from tui.client.history_head import HistoryHead


@pytest.fixture
def station(node: Any, station_folder: Path) -> Station:
    return Station("http://node.test", station_folder, name="s", window="3", transport=node.transport)


HALL = "999999101000"


async def signed_in(station: Station) -> Station:
    await station.start()
    await station.sign_in("window1", SecretStr("correct horse battery"), SecretStr("123456"))
    await station.settle()
    return station


async def test_the_catalogue_is_fetched_once_and_there_at_the_next_start_without_a_node(
    station: Station, node: Any, station_folder: Path
) -> None:
    await signed_in(station)
    await station.close()
    again = Station("http://node.test", station_folder, name="s", window="3", transport=node.transport)
    node.down = True
    await again.start()
    assert again.catalogue is not None
    assert "RS-001" in again.catalogue.items
    node.down = False
    await signed_in(again)
    assert not await again.renew_catalogue()
    await again.close()


def test_half_a_catalogue_is_no_catalogue(tmp_path: Path) -> None:
    shelf = CatalogueShelf(tmp_path)
    kept = KeptCatalogue("v1", digest_of(b"x" * 1000), b"x" * 1000, is_checked=True)
    shelf.keep(kept)
    assert shelf.find() == kept
    path = tmp_path / "catalogue"
    path.write_bytes(path.read_bytes()[:-10])
    assert shelf.find() is None


TODAY = date(2026, 11, 22)
ROOTS = {letter: f"{letter * 43}=" for letter in "ABC"}


def told(size: int, root: str = "A", *, epoch: int = 1) -> dict[str, str]:
    return {CHAIN_HEAD: f"onewindow/{HALL}.{epoch}/sm3 {size} {ROOTS[root]}"}


def heads_in(folder: Path, day: date = TODAY) -> HistoryHead:
    heads = HistoryHead(folder, lambda: day)
    heads.load()
    return heads


def held_size(heads: HistoryHead) -> int | None:
    head = heads.held(HALL)
    return None if head is None else head.size


def test_a_history_that_got_shorter_or_another_one_is_noticed(tmp_path: Path) -> None:
    heads = heads_in(tmp_path)
    heads.see(told(9), None)
    held = heads.held(HALL)
    for shrunk in (told(8), told(9, "B")):
        with pytest.raises(HistoryShrank):
            heads.see(shrunk, held)
    assert held is not None and heads.held(HALL) == held


def test_a_history_begun_anew_is_noticed_once_and_goes_on_from_there(tmp_path: Path) -> None:
    heads = heads_in(tmp_path)
    heads.see(told(9), None)
    with pytest.raises(HistoryShrank):
        heads.see(told(1, epoch=2), heads.held(HALL))
    heads.see(told(2, epoch=2), heads.held(HALL))
    heads.keep()
    again = heads_in(tmp_path)
    assert again.held(HALL) == ChainHead.parse(told(2, epoch=2)[CHAIN_HEAD])
    with pytest.raises(HistoryShrank):
        again.see(told(10), again.held(HALL))


def test_answers_that_cross_each_other_raise_no_alarm(tmp_path: Path) -> None:
    heads = heads_in(tmp_path)
    heads.see(told(9), None)
    sent_with = heads.held(HALL)
    heads.see(told(11, "C"), sent_with)
    heads.see(told(10, "B"), sent_with)
    assert held_size(heads) == 11


def test_the_head_is_remembered_from_one_start_to_the_next(tmp_path: Path) -> None:
    heads = heads_in(tmp_path)
    heads.see(told(9), None)
    heads.keep()
    again = heads_in(tmp_path)
    with pytest.raises(HistoryShrank):
        again.see(told(3), again.held(HALL))


def test_what_is_no_head_is_let_pass(tmp_path: Path) -> None:
    heads = heads_in(tmp_path)
    for header in ({}, {CHAIN_HEAD: ""}, {CHAIN_HEAD: "9 aaaaaaaaaaaa"}):
        heads.see(header, None)
    heads.keep()
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / f"{HALL}.1_2026-11-21").write_bytes(b"\xff")
    assert held_size(heads_in(tmp_path)) is None


def test_the_last_head_of_each_day_is_there_for_an_inspector(tmp_path: Path) -> None:
    """A log that was rewritten and grew since shows by them, where its size alone raises no alarm."""
    with write_chain(tmp_path) as exported:
        for place, day in ((4, date(2026, 11, 20)), (8, date(2026, 11, 21)), (12, TODAY), (20, TODAY)):
            heads = heads_in(tmp_path, day)
            heads.see({CHAIN_HEAD: " ".join(exported.heads[place].body.split())}, heads.held(HALL_OF_CHAIN))
            heads.keep()
        kept = tmp_path / "heads"
        assert [read_head(path).size for path in sorted(kept.iterdir())] == [5, 9, 21]
        (kept / ".cut-off").write_bytes(b"onew")
        assert verify_export(exported.directory, kept).status is Status.INTACT
        (kept / f"{HALL_OF_CHAIN}.1_2026-11-21").write_text(str(replace(exported.heads[8], root=b"f" * 32)), "utf-8")
        assert verify_export(exported.directory, kept).first_bad_seq == 5


async def test_a_restored_backup_shows_at_the_station_and_stops_nothing(station: Station, node: Any) -> None:
    await signed_in(station)
    node.chain = 2
    await station.renew_hall()
    assert station.history_shrank
    assert station.hall is not None
    await station.close()


async def test_what_a_station_was_told_is_on_the_disk_from_the_sign_in_on(
    station: Station, station_folder: Path
) -> None:
    await signed_in(station)
    [kept] = (station_folder / "heads").iterdir()
    assert read_head(kept).size == 7
    await station.close()
