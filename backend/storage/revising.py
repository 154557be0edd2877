"""Alembic's part: carrying migrations out, writing them, and saying where database and models differ."""

import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from backend.storage.errors import ConstraintBroken
from backend.storage.insert_only import is_protected, missing_triggers, protection_of
from backend.storage.migrating import VERSIONS, migrate
from backend.storage.partial_index import with_every_database
from backend.storage.protect_operation import ProtectTableOp
from backend.storage.tables import Json
from backend.storage.translation import translated_errors

_HERE: Final = Path(__file__).parent / "migrations"
# Two processes that start at once must not both migrate; any fixed number will do.
_POSTGRES_LOCK: Final = 0x6F6E6577


def upgrade(url: str, metadata: MetaData, versions: Path) -> None:
    """Apply every migration not yet applied, all in one transaction."""
    with _connected(url) as connection:
        command.upgrade(_config(connection, metadata, versions), "head")


def head() -> str | None:
    """The newest migration by what the scripts themselves say; MultipleHeads when two claim to be."""
    config = Config()
    _locate(config, VERSIONS)
    return ScriptDirectory.from_config(config).get_current_head()


def check_migrations(url: str, metadata: MetaData, *, versions: Path = VERSIONS) -> list[str]:
    """What a database lacks or has beyond the models, one line each; empty if migrations and models agree."""
    with _connected(url) as connection:
        config = _config(connection, metadata, versions)
        context = MigrationContext.configure(connection, opts=_compare_options(metadata))
        unapplied = _unapplied(config, context)
        differences = [_described(diff) for diff in _flat(compare_metadata(context, metadata))]
        return [*unapplied, *differences, *_unprotected(connection, metadata)]


def write_revision(message: str, metadata: MetaData, *, versions: Path = VERSIONS) -> Path | None:
    """Write the migration from what the existing ones build to what the models say; `None` if nothing differs."""
    versions.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{Path(scratch) / 'scratch.db'}"
        migrate(url, metadata, versions=versions)
        with _connected(url) as connection:
            config = _config(connection, metadata, versions)
            script = command.revision(config, message, autogenerate=True, rev_id=_next_number(config))
    if script is None or isinstance(script, list):
        return None
    return Path(script.path)


def context_options(config: Config) -> dict[str, Any]:
    """What `env.py` configures Alembic with."""
    metadata: MetaData = config.attributes["metadata"]
    return {
        "connection": config.attributes["connection"],
        "process_revision_directives": _add_protection,
        "render_item": _rendered,
        **_compare_options(metadata),
    }


def _compare_options(metadata: MetaData) -> dict[str, Any]:
    return {"target_metadata": metadata, "render_as_batch": True, "compare_type": True}


def _config(connection: Connection, metadata: MetaData, versions: Path) -> Config:
    quietly = Namespace(quiet=True)
    config = Config(cmd_opts=quietly, attributes={"connection": connection, "metadata": with_every_database(metadata)})
    _locate(config, versions)
    return config


def _locate(config: Config, versions: Path) -> None:
    # ConfigParser formats with %
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "os")


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """One transaction on a connection of its own.

    On SQLite without enforcing foreign keys: altering a table there means copying and dropping it. They are
    checked as a whole before the commit.
    """
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    sqlite = make_url(url).get_backend_name() == "sqlite"
    if sqlite:
        event.listen(engine, "connect", _say_begin_ourselves)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with translated_errors(), engine.begin() as connection:
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
        yield connection
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise ConstraintBroken("the migration would leave rows that refer to nothing")


def _say_begin_ourselves(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    dbapi_connection.execute("PRAGMA busy_timeout=5000")
    dbapi_connection.execute("PRAGMA journal_mode=WAL")
    dbapi_connection.execute("PRAGMA synchronous=FULL")


def _add_protection(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Triggers go with their table; and an empty migration is not written at all."""
    [script] = directives
    upgrades = script.upgrade_ops
    if upgrades.is_empty():
        directives.clear()
        return
    for operation in [op for op in upgrades.ops if isinstance(op, ops.CreateTableOp)]:
        protection = protection_of(operation.to_table())
        operation.info.clear()  # our mark on the model is no part of the table
        if protection is not None:
            upgrades.ops.append(ProtectTableOp(operation.table_name, deletable=protection.deletable))


def _rendered(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """JSON columns as SQLAlchemy knows them: migrations do not depend on this program's types."""
    if kind != "type" or not isinstance(item, Json):
        return False
    autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
    return "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"


def _unapplied(config: Config, context: MigrationContext) -> list[str]:
    script = ScriptDirectory.from_config(config)
    applied = set(context.get_current_heads())
    return [f"migration {head} is not applied" for head in script.get_heads() if head not in applied]


def _next_number(config: Config) -> str:
    return f"{sum(1 for _ in ScriptDirectory.from_config(config).walk_revisions()) + 1:04d}"


def _flat(diffs: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Alembic puts the changes of one column in a list of their own."""
    for diff in diffs:
        if isinstance(diff, list):
            yield from diff
        else:
            yield diff


def _described(diff: tuple[Any, ...]) -> str:
    kind, *subjects = diff
    names = [str(getattr(subject, "name", subject)) for subject in subjects if subject is not None]
    return f"{kind.replace('_', ' ')}: {' '.join(names)}"


def _unprotected(connection: Connection, metadata: MetaData) -> list[str]:
    return [
        f"trigger missing: {name}"
        for table in metadata.sorted_tables
        if is_protected(table)
        for name in missing_triggers(connection, table)
    ]
