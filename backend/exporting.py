"""Taking a hall's chain out of a data folder, to be checked elsewhere. The hall may be at work."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlmodel import col, select

from backend.settings import NodeSettings
from backend.storage import snapshot
from backend.supervision import ChainLog, export_log

__all__ = ["export_folder", "export_logs", "forget_exports"]

_EXPORTS: Final = "exports"


def export_logs(
    settings: NodeSettings, directory: Path, covers: Callable[[str], bool] = lambda _hall: True
) -> list[Path]:
    """Every log of every epoch of the halls that `covers` names, each in a folder named after it; all of them as they
    were at one moment.

    Needs no key, and changes nothing in the data folder. `StorageUnavailable` when there is no database.
    """
    query = select(ChainLog).where(ChainLog.county == settings.county).order_by(col(ChainLog.id))
    with snapshot(settings.database) as store:
        logs = store.read_now(lambda session: [log.id for log in session.exec(query) if covers(log.hall)])
        folders = [directory / log for log in logs]
        for log, folder in zip(logs, folders, strict=True):
            export_log(store, log, folder)
    return folders


def export_folder(settings: NodeSettings) -> TemporaryDirectory[str]:
    """For what is on its way out of the node; whoever asks for it cleans it up."""
    exports = settings.data_dir / _EXPORTS
    exports.mkdir(exist_ok=True)
    return TemporaryDirectory(dir=exports)


def forget_exports(settings: NodeSettings) -> None:
    """Those a node that was killed has left behind."""
    shutil.rmtree(settings.data_dir / _EXPORTS, ignore_errors=True)
