"""The chain over the line: for inspectors only, of their division, right after signing in, and written down in it."""

import tarfile
from io import BytesIO
from pathlib import Path

from backend.contract import Role
from backend.settings import NodeSettings
from backend.supervision import verify_export
from tests.backend.conftest import HALL, OTHER_HALL, RunningNode, StartNode, operation


def unpacked(content: bytes, folder: Path) -> list[str]:
    with tarfile.open(fileobj=BytesIO(content), mode="r:gz") as archive:
        archive.extractall(folder, filter="data")
    return sorted(path.name for path in folder.iterdir())


async def test_the_logs_of_the_own_division_verify_and_name_who_took_them(node: RunningNode, tmp_path: Path) -> None:
    inspector = node.person("inspector9", Role.INSPECTOR)
    client = await node.sign_in(inspector, window="2")
    reply = await client.post("/chain/export", headers=operation())
    assert reply.status_code == 200
    assert unpacked(reply.content, tmp_path / "own") == [f"{HALL.code}.1"]
    export = tmp_path / "own" / f"{HALL.code}.1"
    assert verify_export(export).exit_code == 0
    assert '"act":"chain.export"' in (export / "entries.jsonl").read_text("utf-8").splitlines()[-1]
    assert node.entries("chain.export")[-1]["actor"] == inspector.staff
    assert not list((node.node.settings.data_dir / "exports").iterdir())


async def test_what_a_killed_node_left_of_an_export_is_gone_at_its_next_start(
    start_node: StartNode, settings: NodeSettings
) -> None:
    left = settings.data_dir / "exports" / "tmp1"
    left.mkdir(parents=True)
    async with start_node():
        assert not left.exists()


async def test_an_inspector_of_the_county_takes_every_hall(node: RunningNode, tmp_path: Path) -> None:
    client = await node.sign_in(node.person("inspector9", Role.INSPECTOR, scope="999999000000"), window="2")
    reply = await client.post("/chain/export", headers=operation())
    assert unpacked(reply.content, tmp_path / "all") == [f"{HALL.code}.1", f"{OTHER_HALL.code}.1"]


async def test_nobody_takes_it_long_after_signing_in(node: RunningNode) -> None:
    client = await node.sign_in(node.person("inspector9", Role.INSPECTOR), window="2")
    node.clock.advance(minutes=2)
    await client.post("/heartbeat")
    node.clock.advance(minutes=2, seconds=45)
    reply = await client.post("/chain/export", headers=operation())
    assert (reply.status_code, reply.json()["type"]) == (403, "/problems/sign_in_too_old")
    assert [(one["outcome"], one["why"]) for one in node.entries("export_chain")] == [("denied", "sign_in_too_old")]
