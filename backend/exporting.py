"""Taking a hall's chain out of a data folder, to be checked elsewhere. The hall may be at work."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import col, select

from backend.settings import NodeSettings
from backend.storage import snapshot
from backend.supervision import ChainLog, export_log

__all__ = ["export_logs"]


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
