"""Sealed values open only where they were sealed, with keys that live in the store."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from backend.storage import DataClass, DataKeyRow, KeyRing, KeysUnusable, SealBroken, Store, Table

PLACE = {"table": "profile", "column": "id_number", "row": "r1"}
NUMBER = "999999199001011238"


_RING = KeyRing.throwaway()


@given(st.text())
def test_any_text_opens_again_in_its_place(text: str) -> None:
    sealed = _RING.seal(DataClass.SENSITIVE, text, **PLACE)
    assert _RING.unseal(sealed, **PLACE) == text
    if len(text) > 4:
        assert text.encode() not in sealed


@given(st.integers(min_value=0), st.integers(1, 255))
def test_one_altered_byte_anywhere_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(_RING.seal(DataClass.PERSONAL, "王某", **PLACE))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        _RING.unseal(bytes(sealed), **PLACE)


@pytest.mark.parametrize("part", ["table", "column", "row"])
def test_a_value_moved_elsewhere_does_not_open(part: str) -> None:
    sealed = _RING.seal(DataClass.PERSONAL, "王某", **PLACE)
    with pytest.raises(SealBroken) as caught:
        _RING.unseal(sealed, **(PLACE | {part: "other"}))
    assert "王某" not in str(caught.value)


@pytest.mark.parametrize("size", [0, 1, 17, 28])
def test_bytes_that_are_too_short_are_not_taken_for_sealed_ones(size: int) -> None:
    with pytest.raises(SealBroken):
        _RING.unseal(b"\x01" * size, **PLACE)


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert _RING.seal(DataClass.PERSONAL, "a", **PLACE) != _RING.seal(DataClass.PERSONAL, "a", **PLACE)


def test_open_and_internal_values_are_not_sealed() -> None:
    with pytest.raises(ValueError, match="D1"):
        _RING.seal(DataClass.INTERNAL, "a", **PLACE)


def test_a_blind_index_is_equal_for_equal_values_of_one_kind_only() -> None:
    index = _RING.blind_index("id_number", NUMBER)
    assert len(index) == 16
    assert _RING.blind_index("id_number", NUMBER) == index
    assert _RING.blind_index("phone", NUMBER) != index
    assert KeyRing.throwaway().blind_index("id_number", NUMBER) != index


def test_a_ring_shows_and_gives_away_nothing() -> None:
    assert repr(_RING) == str(_RING) == "<KeyRing>"
    with pytest.raises(TypeError):
        pickle.dumps(_RING)


def test_data_keys_differ_by_hall_year_and_class_and_are_kept_wrapped(store: Store) -> None:
    year = 2026
    ring = KeyRing(b"m" * 32, home="530102001000", year=lambda: year)
    ring.use(store.keys._shelf)
    store.run_now(lambda s: ring.seal(DataClass.PERSONAL, "a", **PLACE))
    ring.seal(DataClass.SENSITIVE, "a", **PLACE)
    ring.seal(DataClass.SENSITIVE, "again", **PLACE)
    ring.seal(DataClass.PERSONAL, "a", **PLACE, hall="530102002000")
    ring.blind_index("id_number", NUMBER)
    year = 2027
    ring.seal(DataClass.PERSONAL, "a", **PLACE)
    rows = store.read_now(lambda s: list(s.exec(select(DataKeyRow))))
    assert sorted((r.county, r.hall, r.year, r.purpose) for r in rows) == [
        ("530102", "530102001000", 0, "index"),
        ("530102", "530102001000", 2026, "D2"),
        ("530102", "530102001000", 2026, "D3"),
        ("530102", "530102001000", 2027, "D2"),
        ("530102", "530102002000", 2026, "D2"),
    ]
    assert len({r.wrapped for r in rows}) == 5


def test_values_open_after_a_restart_with_the_same_key_file(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    with Store.open(database_url, keys=KeyRing.open(path, create=True)) as store:
        store.create_tables(Table.metadata)
        sealed = store.run_now(lambda s: store.keys.seal(DataClass.SENSITIVE, NUMBER, **PLACE))
        index = store.keys.blind_index("id_number", NUMBER)
    with Store.open(database_url, keys=KeyRing.open(path)) as store:
        assert store.read_now(lambda s: store.keys.unseal(sealed, **PLACE)) == NUMBER
        assert store.keys.blind_index("id_number", NUMBER) == index
    with Store.open(database_url, keys=KeyRing.throwaway()) as store, pytest.raises(KeysUnusable):
        store.keys.unseal(sealed, **PLACE)


def test_a_key_made_in_a_unit_that_failed_is_not_used_again(store: Store) -> None:
    kept: list[bytes] = []

    def fails(session: Session) -> None:
        kept.append(store.keys.seal(DataClass.PERSONAL, "lost", **PLACE))
        raise LookupError

    with pytest.raises(LookupError):
        store.run_now(fails)
    sealed = store.keys.seal(DataClass.PERSONAL, "kept", **PLACE)
    assert store.keys.unseal(sealed, **PLACE) == "kept"
    with pytest.raises(SealBroken):
        store.keys.unseal(kept[0], **PLACE)


def test_a_destroyed_key_takes_its_values_with_it(store: Store) -> None:
    sealed = store.keys.seal(DataClass.PERSONAL, "a", **PLACE)

    def destroy(session: Session) -> None:
        for row in session.exec(select(DataKeyRow)):
            session.delete(row)

    store.run_now(destroy)
    store.keys.use(store.keys._shelf)
    with pytest.raises(SealBroken):
        store.keys.unseal(sealed, **PLACE)


def test_the_master_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    with pytest.raises(KeysUnusable):
        KeyRing.open(path)
    sealed_index = _index_key_material(KeyRing.open(path, create=True))
    assert path.stat().st_mode & 0o777 == 0o600
    assert _index_key_material(KeyRing.open(path, create=True)) == sealed_index


def _index_key_material(ring: KeyRing) -> str:
    return ring._master_name


@pytest.mark.parametrize("content", [b"", b"zz", b"abcd", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeysUnusable):
        KeyRing.open(path)


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    KeyRing.open(path, create=True)
    path.chmod(0o640)
    with pytest.raises(KeysUnusable, match="0600"):
        KeyRing.open(path)
