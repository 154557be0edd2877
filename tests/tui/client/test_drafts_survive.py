"""Drafts: sealed, there again after a kill, kept in memory when the disk is full."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tui.client import DraftBox, DraftTrouble, StationKey, Unsealable
from tui.client import drafts as drafts_module
from tui.client.atomic_file import replace_file

BODY: dict[str, Any] = {"applicant": "李*", "card": {"id_number": "999999199001011238"}, "typing": {"phone": "138"}}


def box(folder: Path, **more: Any) -> DraftBox:
    return DraftBox(folder / "drafts", lambda: StationKey.at(folder / "station.key"), **more)


def test_a_draft_is_there_again_for_the_next_program(tmp_path: Path) -> None:
    first = box(tmp_path)
    first.save("v-1", BODY).result(5)
    first.close()
    found = box(tmp_path).load()
    assert [(draft.visit, draft.body) for draft in found] == [("v-1", BODY)]


def test_nothing_of_a_draft_can_be_read_on_the_disk(tmp_path: Path) -> None:
    drafts = box(tmp_path)
    drafts.save("v-1", BODY).result(5)
    drafts.close()
    for path in (tmp_path / "drafts").iterdir():
        assert b"999999" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "station.key").stat().st_mode) == 0o600
    assert "999999" not in repr(box(tmp_path).load())


def test_the_newest_state_wins_however_fast_it_changes(tmp_path: Path) -> None:
    drafts = box(tmp_path)
    saved = [drafts.save("v-1", {"n": n}) for n in range(50)]
    for each in saved:
        each.result(5)
    drafts.close()
    assert box(tmp_path).load()[0].body == {"n": 49}


def test_a_dropped_draft_does_not_come_back(tmp_path: Path) -> None:
    drafts = box(tmp_path)
    drafts.save("v-1", BODY)
    drafts.drop("v-1").result(5)
    drafts.close()
    assert box(tmp_path).load() == []


def test_a_draft_changed_on_the_disk_is_put_aside_and_not_believed(tmp_path: Path) -> None:
    drafts = box(tmp_path)
    drafts.save("v-1", BODY).result(5)
    path = tmp_path / "drafts" / "v-1.draft"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert drafts.load() == []
    assert not path.exists()
    [aside] = (tmp_path / "drafts").glob("*.unreadable")
    drafts.load()
    assert aside.exists()
    drafts.close()
    box(tmp_path, clock=lambda: datetime.now(UTC) + timedelta(days=8)).load()
    assert not aside.exists()


def test_one_draft_cannot_be_passed_off_as_another(tmp_path: Path) -> None:
    key = StationKey.at(tmp_path / "key")
    sealed = key.seal("v-1", b"secret")
    assert key.unseal("v-1", sealed) == b"secret"
    with pytest.raises(Unsealable):
        key.unseal("v-2", sealed)


def test_old_drafts_go_but_one_handed_over_and_not_answered_never_does(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    drafts = box(tmp_path, clock=lambda: long_ago)
    drafts.save("old", BODY).result(5)
    drafts.save("unsent", BODY | {"operation": "op"}).result(5)
    drafts.close()
    assert [draft.visit for draft in box(tmp_path).load()] == ["unsent"]


def test_a_full_disk_is_told_and_what_waits_is_written_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles: list[DraftTrouble | None] = []
    drafts = box(tmp_path, on_trouble=troubles.append)
    real, full = replace_file, [True]

    def replace(path: Path, content: bytes) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, "no space left")
        real(path, content)

    monkeypatch.setattr(drafts_module, "replace_file", replace)
    drafts.save("v-1", {"n": 1}).result(5)
    drafts.save("v-2", {"n": 2}).result(5)
    assert drafts.trouble is DraftTrouble.DISK_FULL
    full[0] = False
    drafts.save("v-2", {"n": 3}).result(5)
    drafts.close()
    assert troubles == [DraftTrouble.DISK_FULL, None]
    assert {draft.visit: draft.body["n"] for draft in box(tmp_path).load()} == {"v-1": 1, "v-2": 3}


KILLED = """
import sys, itertools, pathlib
from tui.client import DraftBox, StationKey
folder = pathlib.Path(sys.argv[1])
box = DraftBox(folder / "drafts", lambda: StationKey.at(folder / "station.key"))
for n in itertools.count():
    box.save("v-1", {"n": n}).result()
    print(n, flush=True)
"""


@pytest.mark.real
def test_a_kill_at_any_moment_leaves_the_last_saved_state_or_a_newer_one(tmp_path: Path) -> None:
    for moment in (0.05, 0.13, 0.29):
        folder = tmp_path / str(moment)
        with subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline()]
            end = time.monotonic() + moment
            while time.monotonic() < end:
                told.append(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
            told += child.stdout.readlines()
        last = max(int(line) for line in told if line.strip())
        found = box(folder).load()
        assert len(found) == 1
        assert found[0].body["n"] >= last


def test_a_disk_that_was_full_at_the_first_start_leaves_no_broken_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = tmp_path / "station.key", os.fsync

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        StationKey.at(path)
    assert not path.exists()
    monkeypatch.setattr(os, "fsync", real)
    path.touch()  # what a power cut leaves
    key = StationKey.at(path)
    assert StationKey.at(path).unseal("v-1", key.seal("v-1", b"kept")) == b"kept"


def test_drafts_stay_where_they_are_while_their_key_is_not_to_be_had(tmp_path: Path) -> None:
    drafts = box(tmp_path)
    drafts.save("v-1", BODY).result(5)
    drafts.close()
    key = (tmp_path / "station.key").read_bytes()
    (tmp_path / "station.key").write_bytes(key[:7])
    assert box(tmp_path).load() == []
    (tmp_path / "station.key").write_bytes(key)
    assert [draft.visit for draft in box(tmp_path).load()] == ["v-1"]


def test_what_a_full_disk_kept_waiting_is_written_without_another_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = box(tmp_path)

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(drafts_module, "replace_file", full)
    drafts.save("v-1", BODY).result(5)
    monkeypatch.undo()
    drafts.try_again().result(5)
    assert drafts.trouble is None
    assert [draft.visit for draft in box(tmp_path).load()] == ["v-1"]
