"""Opening a node: store, tables, known answers, the start's own entry, the demo's people. In this order."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from sqlmodel import Session

from backend.access import (
    AccessDesk,
    Passwords,
    ServedHall,
    check_realm,
    read_demo_people,
    seed_demo_staff,
)
from backend.api.catalogue_shelf import CatalogueShelf, get_kept
from backend.api.chain_heads import ChainHeads
from backend.api.event_hub import EventHub
from backend.api.node_routes import program_version
from backend.api.publications import find_held
from backend.calendar import OFFICIAL, Calendar, load_calendar, local_date
from backend.cases import payload_for, procedure_told, stage_answered, stage_sent, supplement_for
from backend.catalogue import DATA, load, users_cache
from backend.citizens import index_earlier_citizens
from backend.clock_watch import clock_put_back, record_jump
from backend.contract import Realm
from backend.dispatch import assemble
from backend.exporting import forget_exports
from backend.guide.bundle import Bundle
from backend.node import STATION, Node
from backend.settings import NodeSettings
from backend.storage import FileStore, KeyRing, StorageDamaged, Store, is_current, is_new, migrate, private_folder
from backend.supervision import HashName, record_start
from backend.supervision.hashing import tree_hash

__all__ = ["access_desk", "close_node", "open_node"]

log = logging.getLogger(__name__)

FILES: Final = "files"
_RUNNING: Final = "running"  # a file that is there while the node runs, and stays when it was killed


def open_node(settings: NodeSettings, clock: Callable[[], datetime], bundle: Bundle | None = None) -> Node:
    """Everything but the workers. Waits for disk and database: run it in a thread, from the node's event loop."""
    private_folder(settings.data_dir)
    keys = KeyRing.open(settings.key_file, home=settings.halls[0].code, create=settings.master_key_file is None)
    store = Store.open(settings.database, keys=keys)
    try:
        return _opened(settings, clock, keys, store, bundle)
    except BaseException:
        store.close()
        raise


def close_node(node: Node) -> None:
    """Finish what was begun, then let go of the database."""
    node.access.passwords.close()
    node.store.close()
    (node.settings.data_dir / _RUNNING).unlink(missing_ok=True)


def _opened(
    settings: NodeSettings, clock: Callable[[], datetime], keys: KeyRing, store: Store, bundle: Bundle | None
) -> Node:
    from backend.schema import metadata

    if not is_current(store):
        _refuse_what_was_lost(settings, store)
        migrate(store, metadata)
    for name in HashName:
        tree_hash(name)  # refuses to give a hash that fails its standard's own example
    store.read_now(lambda session: check_realm(session, settings.county, settings.realm))
    index_earlier_citizens(store, settings.county)
    _record_start(settings, store, clock)
    forget_exports(settings)
    served, source = _catalogue(settings, store, bundle, clock())
    node = _assembled(settings, clock, keys, store, served)
    if settings.realm is Realm.DEMO:
        _seed(node)
    store.run_now(lambda session: node.catalogue.keep(session, clock(), source))
    return node


def _refuse_what_was_lost(settings: NodeSettings, store: Store) -> None:
    """An empty database beside papers of citizens is no beginning: to begin anew would hide that all cases are gone."""
    papers = settings.data_dir / FILES
    if is_new(store) and papers.is_dir() and any(papers.iterdir()):
        raise StorageDamaged("the database is empty, but papers are kept beside it")


def _assembled(
    settings: NodeSettings, clock: Callable[[], datetime], keys: KeyRing, store: Store, bundle: Bundle
) -> Node:
    node = Node(
        settings=settings,
        clock=clock,
        store=store,
        keys=keys,
        files=FileStore(settings.data_dir / FILES, keys),
        access=access_desk(settings, clock, store),
        catalogue=CatalogueShelf(store, settings.county, bundle),
        calendar=_calendar(settings.overrides_file),
        events=EventHub(store, [hall.code for hall in settings.halls]),
        heads=ChainHeads(store),
    )
    node.dispatch = assemble(
        settings, store, clock, lambda: node.catalogue.bundle.systems, payload_for, supplement_for,
        partial(stage_answered, node), stage_sent, partial(procedure_told, node), node.counter_first.turn,
    )  # fmt: skip
    return node


def access_desk(settings: NodeSettings, clock: Callable[[], datetime], store: Store) -> AccessDesk:
    return AccessDesk(
        store=store,
        clock=clock,
        passwords=Passwords(**settings.argon2.model_dump()),
        realm=settings.realm,
        county=settings.county,
        halls={
            hall.code: ServedHall(hall.code, frozenset(window.zfill(2) for window in hall.windows))
            for hall in settings.halls
        },
        idle_lock=timedelta(seconds=settings.idle_lock_seconds),
        session_life=timedelta(hours=settings.session_hours),
        bind_address=settings.bind_address,
    )


def _record_start(settings: NodeSettings, store: Store, clock: Callable[[], datetime]) -> None:
    running = settings.data_dir / _RUNNING
    clean = not running.exists()
    running.touch()
    for hall in settings.halls:
        store.run_now(partial(_started, hall=hall.code, clean=clean, at=clock()))
    if not clean:
        log.warning("the node had not stopped in order; what was begun is taken up again")


def _started(session: Session, *, hall: str, clean: bool, at: datetime) -> None:
    put_back = clock_put_back(session, hall, at)
    record_start(session, hall, station=STATION, version=program_version(), clean=clean)
    if put_back is not None:
        log.warning("the clock lies %d seconds behind what was written last", -put_back.total_seconds())
        record_jump(session, hall, put_back, station=STATION, at=at)


def _seed(node: Node) -> None:
    folder = node.settings.data_dir
    seed_demo_staff(
        node.store, node.access.passwords, folder, hall=node.first_hall, realm=node.settings.realm, now=node.clock()
    )
    node.demo_pins.update((person.account, person.pin) for person in read_demo_people(folder))


def _calendar(overrides: Path | None) -> Calendar:
    return load_calendar(overrides) if overrides else OFFICIAL


def _catalogue(settings: NodeSettings, store: Store, given: Bundle | None, now: datetime) -> tuple[Bundle, Path | None]:
    """What was published for today; else the one given, or that of the folder, and this folder."""
    held = store.read_now(lambda session: find_held(session, settings.county, local_date(now)))
    if held is not None:
        return store.read_now(lambda session: get_kept(session, settings.county, held.version)), None
    return (given, None) if given is not None else _read_catalogue(settings)


def _read_catalogue(settings: NodeSettings) -> tuple[Bundle, Path]:
    """A hall's own is checked by every rule, as a published one is, and its copy kept with the node's data; that of
    the program was checked before it was handed out, and its copy serves every node."""
    own, folder = settings.data_dir / "cache", settings.catalogue_dir
    if folder is not None:
        return load(folder, caches=[own], checked=True), folder
    return load(caches=[own, users_cache()]), DATA
