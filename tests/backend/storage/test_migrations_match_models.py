"""Migrations are written from the models, build the same tables on both databases, and drift is reported."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, MetaData, UniqueConstraint, inspect, text
from sqlalchemy.orm import registry
from sqlmodel import Field, select

from backend.storage import (
    ConstraintBroken,
    CountyKeyed,
    KeyRing,
    Store,
    StoreTaken,
    Table,
    is_current,
    json_field,
    migrate,
    new_metadata,
    protect,
)
from backend.storage.revising import check_migrations, write_revision


class First(Table, registry=registry(metadata=new_metadata())):
    """The tables of a first release."""


class Second(Table, registry=registry(metadata=new_metadata())):
    """The tables of the next one."""


class Visit1(CountyKeyed, First, table=True):
    __tablename__ = "visit"

    at: datetime
    facts: dict[str, Any] | None = json_field(default=None)


class Trail1(CountyKeyed, First, table=True):
    __tablename__ = "trail"
    __table_args__ = (ForeignKeyConstraint(["county", "visit_id"], ["visit.county", "visit.id"]),)

    visit_id: str = Field(max_length=36)


protect(Trail1)


class Visit2(CountyKeyed, Second, table=True):
    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("county", "ticket"),)

    at: datetime
    facts: dict[str, Any] | None = json_field(default=None)
    ticket: str | None = Field(default=None, max_length=8, index=True)


class Trail2(CountyKeyed, Second, table=True):
    __tablename__ = "trail"
    __table_args__ = (ForeignKeyConstraint(["county", "visit_id"], ["visit.county", "visit.id"]),)

    visit_id: str = Field(max_length=36)


protect(Trail2)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def first_release(database_url: str, versions: Path) -> str:
    assert write_revision("first", First.metadata, versions=versions) == versions / "0001_first.py"
    migrate(database_url, First.metadata, versions=versions)
    return database_url


def test_the_first_migration_builds_what_the_models_say(first_release: str, versions: Path) -> None:
    assert check_migrations(first_release, First.metadata, versions=versions) == []
    assert write_revision("again", First.metadata, versions=versions) is None
    assert len(list(versions.glob("*.py"))) == 1


def test_a_migrated_store_works_and_keeps_its_rows_in_the_next_release(
    first_release: str, versions: Path, keys: KeyRing
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Store.open(first_release, keys=keys) as store:
        store.run_now(lambda s: s.add(Visit1(county="530102", id="v", at=at, facts={"a": 1})))
        store.run_now(lambda s: s.add(Trail1(county="530102", id="t", visit_id="v")))
        with pytest.raises(ConstraintBroken, match="insert-only"):
            store.run_now(lambda s: s.connection().execute(text("DELETE FROM trail")))
        with pytest.raises(ConstraintBroken):
            store.run_now(lambda s: s.add(Trail1(county="530102", id="u", visit_id="nowhere")))
        assert is_current(store, versions=versions)
        write_revision("tickets", Second.metadata, versions=versions)
        assert not is_current(store, versions=versions)
        migrate(store, Second.metadata, versions=versions)
        [visit] = store.read_now(lambda s: list(s.exec(select(Visit2))))
        assert (visit.at, visit.facts, visit.ticket) == (at, {"a": 1}, None)
        assert len(store.read_now(lambda s: list(s.exec(select(Trail2))))) == 1
    assert check_migrations(first_release, Second.metadata, versions=versions) == []


def test_drift_is_reported_line_by_line(first_release: str, versions: Path) -> None:
    differences = check_migrations(first_release, Second.metadata, versions=versions)
    assert any("ticket" in line and line.startswith("add column") for line in differences)
    assert any(line.startswith("add constraint: uq_visit_county_ticket") for line in differences)
    write_revision("tickets", Second.metadata, versions=versions)
    assert "migration 0002 is not applied" in check_migrations(first_release, Second.metadata, versions=versions)


def test_a_missing_trigger_is_drift(first_release: str, versions: Path, keys: KeyRing) -> None:
    on = " ON trail" if first_release.startswith("postgresql") else ""
    with Store.open(first_release, keys=keys) as store:
        store.run_now(lambda s: s.connection().execute(text(f"DROP TRIGGER trail_no_update{on}")))
    assert check_migrations(first_release, First.metadata, versions=versions) == ["trigger missing: trail_no_update"]


def test_a_migration_that_fails_half_way_changes_nothing(first_release: str, versions: Path) -> None:
    path = write_revision("tickets", Second.metadata, versions=versions)
    assert path is not None
    source = path.read_text("utf-8")
    upgrade, _, downgrade = source.partition("def downgrade")
    path.write_text(f"{upgrade}    op.execute('SELECT broken')\n\n\ndef downgrade{downgrade}", "utf-8")
    with pytest.raises(Exception, match="broken"):
        migrate(first_release, Second.metadata, versions=versions)
    path.unlink()
    assert check_migrations(first_release, First.metadata, versions=versions) == []


def test_a_migration_that_would_orphan_rows_is_refused(first_release: str, versions: Path, keys: KeyRing) -> None:
    with Store.open(first_release, keys=keys) as store:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        store.run_now(lambda s: s.add(Visit1(county="530102", id="v", at=at)))
        store.run_now(lambda s: s.add(Trail1(county="530102", id="t", visit_id="v")))
    path = write_revision("tickets", Second.metadata, versions=versions)
    assert path is not None
    source = path.read_text("utf-8")
    upgrade, _, downgrade = source.partition("def downgrade")
    path.write_text(f"{upgrade}    op.execute('DELETE FROM visit')\n\n\ndef downgrade{downgrade}", "utf-8")
    with pytest.raises(ConstraintBroken):
        migrate(first_release, Second.metadata, versions=versions)


def test_a_store_open_elsewhere_is_not_migrated_by_its_url(sqlite_url: str, versions: Path, keys: KeyRing) -> None:
    versions.mkdir()
    with Store.open(sqlite_url, keys=keys), pytest.raises(StoreTaken):
        migrate(sqlite_url, MetaData(), versions=versions)


def test_direct_creation_and_migration_build_the_same(database_url: str, versions: Path, keys: KeyRing) -> None:
    write_revision("first", First.metadata, versions=versions)
    with Store.open(database_url, keys=keys) as store:
        store.create_tables(First.metadata)
        tables = store.read_now(lambda s: inspect(s.connection()).get_table_names())
    assert sorted(tables) == ["trail", "visit"]
    assert check_migrations(database_url, First.metadata, versions=versions) == ["migration 0001 is not applied"]
