"""Taking a hall's chain out of a data folder, to be checked elsewhere."""

from pathlib import Path

from sqlmodel import col, select

from backend.settings import NodeSettings
from backend.storage import KeyRing, Store
from backend.supervision import ChainLog, export_log

__all__ = ["export_logs"]


def export_logs(settings: NodeSettings, directory: Path) -> list[Path]:
    """Every log of every epoch, each in a folder named after it. `StoreTaken` while the node runs."""
    keys = KeyRing.open(settings.key_file, home=settings.halls[0].code)
    with Store.open(settings.database, keys=keys) as store:
        query = select(ChainLog.id).where(ChainLog.county == settings.county).order_by(col(ChainLog.id))
        logs = store.read_now(lambda session: list(session.exec(query)))
        folders = [directory / log for log in logs]
        for log, folder in zip(logs, folders, strict=True):
            folder.mkdir(parents=True, exist_ok=True)
            export_log(store, log, folder)
        return folders
