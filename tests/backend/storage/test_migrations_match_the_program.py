"""What the migrations build is what the models say, on both databases."""

from backend.schema import metadata
from backend.storage import KeyRing, Store, is_current, migrate
from backend.storage.migrating import newest_revision
from backend.storage.revising import check_migrations, head


def test_migrations_build_what_the_models_say(database_url: str) -> None:
    migrate(database_url, metadata)
    assert check_migrations(database_url, metadata) == []


def test_migrating_twice_changes_nothing(sqlite_url: str) -> None:
    migrate(sqlite_url, metadata)
    migrate(sqlite_url, metadata)
    assert check_migrations(sqlite_url, metadata) == []


def test_what_a_start_takes_for_the_newest_migration_is_what_alembic_takes_for_it() -> None:
    assert newest_revision() == head()


def test_a_store_is_current_once_migrated(database_url: str, keys: KeyRing) -> None:
    with Store.open(database_url, keys=keys) as store:
        assert not is_current(store)
        migrate(store, metadata)
        assert is_current(store)
