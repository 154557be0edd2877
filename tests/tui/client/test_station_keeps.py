"""What a station keeps of its own: the catalogue by its version, the newest head of the chain."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from backend.contract import CHAIN_HEAD, ChainHead
from backend.guide.parts import digest_of
from tui.client import HistoryShrank, Station
from tui.client.catalogue_shelf import CatalogueShelf, KeptCatalogue
from tui.client.history_head import HistoryHead


@pytest.fixture
def station(node: Any, station_folder: Path) -> Station:
    return Station("http://node.test", station_folder, name="s", window="3", transport=node.transport)


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


def test_a_history_that_got_shorter_or_another_one_is_noticed(tmp_path: Path) -> None:
    heads = HistoryHead(tmp_path)
    heads.see("hall", {CHAIN_HEAD: "9 aaaaaaaaaaaa"}, None)
    held = heads.held("hall")
    for shrunk in ("8 aaaaaaaaaaaa", "9 bbbbbbbbbbbb"):
        with pytest.raises(HistoryShrank):
            heads.see("hall", {CHAIN_HEAD: shrunk}, held)
    assert heads.held("hall") == ChainHead(size=9, root="aaaaaaaaaaaa")


def test_answers_that_cross_each_other_raise_no_alarm(tmp_path: Path) -> None:
    heads = HistoryHead(tmp_path)
    heads.see("hall", {CHAIN_HEAD: "9 aaaaaaaaaaaa"}, None)
    sent_with = heads.held("hall")
    heads.see("hall", {CHAIN_HEAD: "11 cccccccccccc"}, sent_with)
    heads.see("hall", {CHAIN_HEAD: "10 bbbbbbbbbbbb"}, sent_with)
    assert heads.held("hall") == ChainHead(size=11, root="cccccccccccc")


def test_the_head_is_remembered_from_one_start_to_the_next(tmp_path: Path) -> None:
    heads = HistoryHead(tmp_path)
    heads.see("hall", {CHAIN_HEAD: "9 aaaaaaaaaaaa"}, None)
    heads.keep()
    again = HistoryHead(tmp_path)
    again.load()
    with pytest.raises(HistoryShrank):
        again.see("hall", {CHAIN_HEAD: "3 aaaaaaaaaaaa"}, again.held("hall"))


async def test_a_restored_backup_shows_at_the_station_and_stops_nothing(station: Station, node: Any) -> None:
    await signed_in(station)
    node.chain = 2
    await station.renew_hall()
    assert station.history_shrank
    assert station.hall is not None
    await station.close()
