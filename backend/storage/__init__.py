"""Everything that must survive: the database, the keys to it, the papers handed in."""

from backend.storage.errors import (
    Conflict,
    ConstraintBroken,
    FileRefused,
    FileTooLarge,
    FileTypeRefused,
    KeyMissing,
    KeysUnusable,
    PictureTooLarge,
    SealBroken,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageUnavailable,
    StoreTaken,
)
from backend.storage.faults import where_raised
from backend.storage.files import FileStore, KeptPaper, StoredFile
from backend.storage.folders import private_folder
from backend.storage.insert_only import protect
from backend.storage.inserting import insert_into
from backend.storage.key_shelf import DataKeyRow
from backend.storage.keys import DataClass, KeyRing
from backend.storage.looking import Snapshot, snapshot
from backend.storage.migrating import is_current, is_new, migrate
from backend.storage.partial_index import partial_index
from backend.storage.rows import add_new, add_rows, new_row, rows_of
from backend.storage.store import Store
from backend.storage.straight import Read, change_rows, read_rows
from backend.storage.tables import CountyKeyed, Table, json_field, new_id, new_metadata
from backend.storage.translation import translated_errors
from backend.storage.units import after_commit, keys_of, tell_after_commit

__all__ = [
    "Conflict",
    "ConstraintBroken",
    "CountyKeyed",
    "DataClass",
    "DataKeyRow",
    "FileRefused",
    "FileStore",
    "FileTooLarge",
    "FileTypeRefused",
    "KeptPaper",
    "KeyMissing",
    "KeyRing",
    "KeysUnusable",
    "PictureTooLarge",
    "Read",
    "SealBroken",
    "Snapshot",
    "StorageDamaged",
    "StorageError",
    "StorageFull",
    "StorageUnavailable",
    "Store",
    "StoreTaken",
    "StoredFile",
    "Table",
    "add_new",
    "add_rows",
    "after_commit",
    "change_rows",
    "insert_into",
    "is_current",
    "is_new",
    "json_field",
    "keys_of",
    "migrate",
    "new_id",
    "new_metadata",
    "new_row",
    "partial_index",
    "private_folder",
    "protect",
    "read_rows",
    "rows_of",
    "snapshot",
    "tell_after_commit",
    "translated_errors",
    "where_raised",
]
