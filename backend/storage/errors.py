"""What can go wrong in storage, as one tree.

    StorageError
    ├── StorageFull            no room left; nothing was kept
    ├── StorageUnavailable     the database cannot be used now; try again with the same operation id
    │   ├── StoreTaken         another process has this store open
    │   └── StorageDamaged     the database file is not what was written
    ├── ConstraintBroken       a rule of the tables was broken; nothing was kept
    │   └── Conflict           a row with this key is already there
    ├── KeysUnusable           the master key file is missing, unsafe, or not the one of this store
    │   └── KeyMissing         there is no such file
    ├── SealBroken             sealed bytes were altered, or opened in another place than they were sealed for
    └── FileRefused            a paper cannot be kept as handed in
        ├── FileTooLarge
        │   └── PictureTooLarge    not in bytes: in what it would become once opened
        └── FileTypeRefused

Messages name tables and constraints, never values: a message may reach a log.
"""


class StorageError(Exception):
    """Base of everything this room raises on purpose."""


class StorageFull(StorageError):
    pass


class StorageUnavailable(StorageError):
    pass


class StoreTaken(StorageUnavailable):
    pass


class StorageDamaged(StorageUnavailable):
    pass


class ConstraintBroken(StorageError):
    pass


class Conflict(ConstraintBroken):
    pass


class KeysUnusable(StorageError):
    pass


class KeyMissing(KeysUnusable):
    pass


class SealBroken(StorageError):
    pass


class FileRefused(StorageError):
    pass


class FileTooLarge(FileRefused):
    pass


class PictureTooLarge(FileTooLarge):
    pass


class FileTypeRefused(FileRefused):
    pass
