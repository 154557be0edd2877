"""Why a part of the program did not start, in a sentence for its keeper: what is wrong, and what to do now."""

import errno
import sqlite3
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from tui.demo.family import NOT_STARTED
from tui.locale import N_, UnknownLanguage, _, set_language

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["told_plainly", "why_not"]

_DISK_FULL: Final = N_("The disk is full. Make room, then start again: nothing that was accepted is lost.")
_DAMAGED: Final = N_(
    "The database is damaged. Change nothing in its folder and keep a copy of it; then put back the last good copy of "
    "the whole folder, or call support."
)
_SHUT: Final = N_("The database cannot be opened. Look to the disk, the database and who may use them; start again.")
_LEDGER: Final = {
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@contextmanager
def told_plainly(*, as_the_station_speaks: bool = False) -> Iterator[None]:
    """What its keeper can mend leaves this block as a sentence and a status; a fault of the program stays one.

    `as_the_station_speaks`: nobody has read yet which language is wanted.
    """
    try:
        yield
    except Exception as error:
        if as_the_station_speaks:
            _speak_as_the_station()
        if (words := why_not(error)) is None:
            raise
        sys.stderr.write(f"onewindow: {words}\n  {_for_support(error)}\n")
        raise SystemExit(NOT_STARTED) from None


def why_not(error: Exception) -> str | None:
    """None for what no keeper can mend."""
    return _of_disk(error) or _of_address(error) or _of_store(error) or _of_settings(error)


def _of_disk(error: Exception) -> str | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _(_DISK_FULL)
    if error.errno == errno.EROFS:
        return _("The disk can only be read. Have it repaired or mounted anew, then start again.")
    if error.filename is None:
        return None
    return _(
        "“{path}” cannot be used. Look whether it is what it should be and belongs to this account, or name another."
    ).format(path=error.filename)


def _of_address(error: Exception) -> str | None:
    from backend.listening import AddressUnusable, CertificateUnusable

    if isinstance(error, CertificateUnusable):
        return _("The certificate or its key cannot be used. Look to the files tls_certificate and tls_key name.")
    if not isinstance(error, AddressUnusable):
        return None
    if error.taken:
        return _(
            "Port {port} is taken: something runs there already, perhaps this very part. End that, or choose another "
            "port with --port."
        ).format(port=error.port)
    return _("Nothing can listen at {host}, port {port}. Choose another address with --host and --port.").format(
        host=error.host, port=error.port
    )


def _of_store(error: Exception) -> str | None:
    from backend.access import RealmMixed
    from backend.storage import KeyMissing, KeysUnusable, StorageDamaged, StorageFull, StorageUnavailable, StoreTaken

    match error:
        case StoreTaken():
            return _("This data folder is in use: a node runs on it already. End that one, or name another folder.")
        case StorageFull():
            return _(_DISK_FULL)
        case StorageDamaged():
            return _(_DAMAGED)
        case StorageUnavailable():
            return _(_SHUT)
        case KeyMissing():
            return _(
                "The master key file is not there. In a new hall “onewindow staff first” makes it, with the first two "
                "administrators. Otherwise put back the one that belongs to this data."
            )
        case KeysUnusable():
            return _(
                "The master key does not open this data. Put back the key file that belongs to it, for this account "
                "alone to read (mode 0600). Nothing was changed."
            )
        case RealmMixed():
            return _("This data folder belongs to another realm. Name another one with --data.")
        case sqlite3.Error():  # the simulated county's own
            return _(_LEDGER.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _SHUT))
    return None


def _of_settings(error: Exception) -> str | None:
    from pydantic import ValidationError

    from backend.catalogue import CatalogueError
    from backend.dispatch import WrongAddress

    if isinstance(error, WrongAddress):
        return _(
            "The settings do not say how {system} is reached, which speaks {protocol}: file-drop-csv needs a drop_dir "
            "(of the simulated county county_drop_dir), the others a url."
        ).format(system=error.system, protocol=error.protocol)
    if isinstance(error, tomllib.TOMLDecodeError):
        return _("onewindow.toml cannot be read: it breaks the rules of its format.")
    if isinstance(error, CatalogueError):
        return _("The catalogue has faults. “onewindow catalogue check” names each with its remedy.")
    if not isinstance(error, ValidationError):
        return None
    names = ", ".join(_named(fault) for fault in error.errors())
    return _("These settings do not do: {names}. Mend the command line, ONEWINDOW_… or onewindow.toml.").format(
        names=names
    )


def _named(fault: "ErrorDetails") -> str:
    return ".".join(str(part) for part in fault["loc"]) or "realm, halls, master_key_file, tls_certificate"


def _for_support(error: Exception) -> str:
    """In English, and without what pydantic or a driver may quote."""
    faults = getattr(error, "errors", None)
    if callable(faults):
        return "; ".join(f"{_named(fault)}: {fault['msg']}" for fault in faults())
    return f"{type(error).__name__}: {error}"


def _speak_as_the_station() -> None:
    from tui.settings import StationSettings

    with suppress(UnknownLanguage):
        set_language(StationSettings().language)
