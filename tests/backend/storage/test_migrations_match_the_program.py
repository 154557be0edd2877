"""What the migrations build is what the models say, on both databases."""

from backend.schema import metadata
from backend.storage.migrating import check_migrations, migrate


def test_migrations_build_what_the_models_say(database_url: str) -> None:
    migrate(database_url, metadata)
    assert check_migrations(database_url, metadata) == []


def test_migrating_twice_changes_nothing(sqlite_url: str) -> None:
    migrate(sqlite_url, metadata)
    migrate(sqlite_url, metadata)
    assert check_migrations(sqlite_url, metadata) == []
