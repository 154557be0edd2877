"""What all tests share: where their folders lie, how garbage is collected, that no example of hypothesis is timed."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

MEMORY = Path("/dev/shm")
ROOM = 1 << 30


def pytest_configure() -> None:
    """Folders of tests lie in memory where there is room: half the time of those with a node was waiting for a disk."""
    if _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _has_room(folder: Path) -> bool:
    """And lets programs run that lie there."""
    if not os.access(folder, os.W_OK):
        return False
    return shutil.disk_usage(folder).free > ROOM and not os.statvfs(folder).f_flag & os.ST_NOEXEC


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Whoever kills processes meets them as they are in a hall: also while they wait for the disk."""
    if request.node.get_closest_marker("real") is None:
        yield tmp_path
        return
    folder, failed_before = tempfile.mkdtemp(prefix="onewindow-test-"), request.session.testsfailed
    yield Path(folder)
    if request.session.testsfailed == failed_before:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests were made of stays to the end: modules, whole catalogues. Every round would look it through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)
