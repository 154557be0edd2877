"""Every table of the program: importing this module makes the metadata complete.

python -m backend.schema --check              do migrations and models agree?
python -m backend.schema --revision MESSAGE   write the migration that makes them agree
"""

import argparse
import sys
import tempfile
from pathlib import Path

from sqlalchemy import MetaData

import backend.access.tables
import backend.api.tables
import backend.cases.tables
import backend.citizens.tables
import backend.dispatch.tables
import backend.storage
import backend.supervision.tables
from backend.storage import migrate

__all__ = ["metadata"]

metadata: MetaData = backend.storage.Table.metadata


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m backend.schema", description=__doc__)
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--check", action="store_true", help="exit 1 when migrations and models differ")
    wanted.add_argument("--revision", metavar="MESSAGE", help="write a migration")
    arguments = parser.parse_args()
    return _check() if arguments.check else _revise(arguments.revision)


def _check() -> int:
    from backend.storage.revising import check_migrations

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'migrated.db'}"
        migrate(url, metadata)
        differences = check_migrations(url, metadata)
    for difference in differences:
        sys.stdout.write(f"{difference}\n")
    sys.stdout.write(f"{len(differences)} differences\n" if differences else "migrations match the models\n")
    return 1 if differences else 0


def _revise(message: str) -> int:
    from backend.storage.revising import write_revision

    path = write_revision(message, metadata)
    sys.stdout.write(f"{path.name if path else 'nothing to write'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
