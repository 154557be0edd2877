"""`op.protect_table("chain_entry", deletable=False)` for migrations: the triggers of an insert-only table."""

from typing import Any

from alembic.autogenerate import renderers
from alembic.operations import MigrateOperation, Operations
from sqlalchemy import inspect

from backend.storage.insert_only import trigger_statements


@Operations.register_operation("protect_table")
class ProtectTableOp(MigrateOperation):
    """Needed again after a batch operation, which on SQLite makes the table anew."""

    def __init__(self, table: str, *, deletable: bool) -> None:
        self.table = table
        self.deletable = deletable

    @classmethod
    def protect_table(cls, operations: Operations, table: str, *, deletable: bool = False) -> None:
        operations.invoke(cls(table, deletable=deletable))


@Operations.implementation_for(ProtectTableOp)
def _protect(operations: Operations, operation: ProtectTableOp) -> None:
    bind = operations.get_bind()
    keys = inspect(bind).get_pk_constraint(operation.table)["constrained_columns"]
    for statement in trigger_statements(operation.table, bind.dialect.name, keys=keys, deletable=operation.deletable):
        bind.exec_driver_sql(statement)


@renderers.dispatch_for(ProtectTableOp)
def _rendered(_context: Any, operation: ProtectTableOp) -> str:
    return f"op.protect_table({operation.table!r}, deletable={operation.deletable!r})"
