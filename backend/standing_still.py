"""The store of a node that stands still, for what is done at its own machine only."""

from backend.settings import NodeSettings
from backend.storage import KeyRing, Store, is_current, migrate

__all__ = ["open_store"]


def open_store(settings: NodeSettings, *, create_key: bool = False) -> Store:
    """With its tables as this program wants them. `StoreTaken` while the node is running, `KeyMissing` where there is
    no master key and none is to be made."""
    from backend.schema import metadata

    keys = KeyRing.open(settings.key_file, home=settings.halls[0].code, create=create_key)
    store = Store.open(settings.database, keys=keys)
    try:
        if not is_current(store):
            migrate(store, metadata)
    except BaseException:
        store.close()
        raise
    return store
