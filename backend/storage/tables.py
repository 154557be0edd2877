"""The base of every room's tables, and the conventions they share."""

import typing
from typing import Any

from sqlalchemy import JSON, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel
from uuid_utils import uuid7

# Every constraint has a name, so that a migration can alter it on both databases.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    return MetaData(naming_convention=NAMING_CONVENTION)


def new_id() -> str:
    """A new UUIDv7 in its usual 36-character form: made by the application, growing with time."""
    return str(uuid7())


class Table(SQLModel, registry=registry(metadata=new_metadata())):
    """Base of every table: `class Case(CountyKeyed, Table, table=True)`.

    Times are declared as `datetime`: they must be aware (a naive one raises when it is bound) and come back in
    UTC. Unknown keywords raise, which SQLModel's own tables let pass in silence.
    """

    model_config = {"defer_build": True}  # a row is not validated: its schema would be built for nothing

    if not typing.TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            cls = type(self)
            unknown = values.keys() - cls.model_fields.keys() - cls.__sqlmodel_relationships__.keys()
            if unknown:
                raise TypeError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
            super().__init__(**values)


class CountyKeyed(SQLModel):
    """The leading primary key of every table: the county (first 6 digits of the division code), then the id.

    County leads so that a later split by county needs no new keys.
    """

    county: str = Field(primary_key=True, min_length=6, max_length=6)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)


class Json(TypeDecorator[Any]):
    """JSON, in its binary form where the database has one; None is NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return self.impl_instance
        from sqlalchemy.dialects.postgresql import JSONB  # takes a twentieth of a start

        return dialect.type_descriptor(JSONB(none_as_null=True))


def json_field(**options: Any) -> Any:
    """A field stored as JSON. Assign a new value to change it: edits inside the old one are not noticed."""
    return Field(sa_type=Json, **options)
