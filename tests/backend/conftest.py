"""An in-process node on a new SQLite file, with a clock that stands still and people who can sign in."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy2
from typing import Any, TypeVar

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from backend.access import NewGrant, NewStaff, Passwords, confirm_grant, enrol, propose_grant
from backend.app import create_app
from backend.contract import Realm, Role
from backend.guide.bundle import Bundle
from backend.node import Node
from backend.settings import ArgonSettings, HallSettings, NodeSettings
from backend.storage import Table, new_id
from backend.supervision import ChainEntry
from backend.supervision.entries import parsed_leaf
from tests.backend.storage.postgres_cluster import Cluster, running_cluster
from tests.parts.catalogue import shipped
from tests.parts.migrated import lay_out

HALL = HallSettings(code="999999101000", name="示范镇便民服务中心", name_en="Demonstration Township Service Hall")
OTHER_HALL = HallSettings(code="999999102000", name="邻镇便民服务中心", name_en="Neighbour Township Service Hall")
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, nine o'clock in China
PASSWORD = "seven grey herons at noon"
PIN = "481516"


Row = TypeVar("Row", bound=Table)


@dataclass
class FakeClock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Person:
    """Somebody who can prove who they are."""

    account: str
    staff: str
    seed: str = field(repr=False)

    def code(self, clock: FakeClock) -> str:
        return pyotp.TOTP(self.seed).at(clock.now)


@dataclass
class RunningNode:
    """A node as a test sees it: from inside, and over HTTP as the operator `client` is signed in as."""

    app: FastAPI
    node: Node
    clock: FakeClock
    client: httpx.AsyncClient
    operator: Person

    def anonymous(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://node/api/v1")

    def person(
        self, account: str, *roles: Role, hall: HallSettings = HALL, realm: Realm | None = None, **grant: Any
    ) -> Person:
        """A new account with these roles, granted and confirmed for a year."""
        seed = pyotp.random_base32()
        new = NewStaff(
            account, f"人员{account}", hall.code, realm or self.node.settings.realm, _HASHED[0], _HASHED[1], seed
        )
        staff = self.node.store.run_now(lambda session: self._enrolled(session, new, roles, grant))
        return Person(account, staff, seed)

    async def sign_in(self, person: Person, *, window: str = "1", station: str = "station-1") -> httpx.AsyncClient:
        """A client signed in as this person; the clock moves on, as each code works once."""
        client = self.anonymous()
        reply = await client.post("/sign-in", json=self.credentials(person, window=window, station=station))
        assert reply.status_code == 200, reply.text
        client.headers["Authorization"] = f"Bearer {reply.json()['token']}"
        self.clock.advance(seconds=30)
        return client

    def credentials(self, person: Person, *, window: str = "1", station: str = "station-1") -> dict[str, str]:
        return {
            "account": person.account,
            "password": PASSWORD,
            "code": person.code(self.clock),
            "station": station,
            "window": window,
        }

    def entries(self, act: str | None = None, hall: HallSettings = HALL) -> list[dict[str, Any]]:
        """The leaves of the hall's chain, oldest first."""
        with_rows = self.node.store.read_now(_leaves)
        leaves = [parsed_leaf(leaf) for log, leaf in with_rows if log.startswith(hall.code)]
        return [leaf for leaf in leaves if act in (None, leaf["act"])]

    def rows(self, table: type[Row]) -> list[Row]:
        """Everything a table holds."""
        return self.node.store.read_now(lambda session: list(session.exec(select(table))))

    def _enrolled(self, session: Session, new: NewStaff, roles: tuple[Role, ...], grant: dict[str, Any]) -> str:
        staff = enrol(session, new, by="first", at=self.clock.now)
        for role in roles:
            ends = self.clock.now + timedelta(days=365)
            wanted = NewGrant(**{"staff": staff, "role": role, "scope": new.hall, "starts_at": self.clock.now,
                                 "ends_at": ends, **grant})  # fmt: skip
            proposed = propose_grant(session, wanted, by="first", at=self.clock.now)
            confirm_grant(session, new.hall[:6], proposed, by="second", at=self.clock.now)
        return staff


CHEAP = ArgonSettings(time_cost=1, memory_kib=8, parallelism=1)
_PASSWORDS = Passwords(**CHEAP.model_dump())
_HASHED = _PASSWORDS.hash(PASSWORD), _PASSWORDS.hash(PIN)


def empty_bundle() -> Bundle:
    """A catalogue without items, for tests that need a node but no service of it."""
    return Bundle(
        version="0" * 32, items=(), briefs=(), search_keys=(), departments={}, systems={}, documents={}, life_events={}
    )


def code(reply: httpx.Response) -> str:
    """Of the problem it tells."""
    kind: str = reply.json()["type"]
    return kind.removeprefix("/problems/")


def operation() -> dict[str, str]:
    """The header of a new operation."""
    return {"Idempotency-Key": new_id()}


def _leaves(session: Session) -> list[tuple[str, bytes]]:
    rows = session.exec(select(ChainEntry).order_by(ChainEntry.log, ChainEntry.seq))  # type: ignore[arg-type]
    return [(row.log, row.leaf) for row in rows]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """One for all tests of this process; each takes a database of its own from it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind we support."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'node.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return shipped()


@pytest.fixture
def settings(tmp_path: Path) -> NodeSettings:
    return NodeSettings(
        data_dir=tmp_path / "node", halls=[HALL, OTHER_HALL], realm=Realm.DEMO, argon2=CHEAP, port=0, body_limit=200_000
    )


def live(settings: NodeSettings) -> NodeSettings:
    """The same node in the live realm, whose key lies outside the data folder, like the one there if there is one."""
    key = settings.data_dir.parent / "keys" / "master.key"
    if settings.key_file.exists():
        key.parent.mkdir(exist_ok=True)
        copy2(settings.key_file, key)
    return NodeSettings(**{**settings.model_dump(), "realm": Realm.LIVE, "master_key_file": key})


StartNode = Callable[..., Any]


@pytest.fixture
def start_node(settings: NodeSettings, bundle: Bundle) -> StartNode:
    """`async with start_node(extend, realm=…) as running:` a node with other settings or routes than usual."""

    @asynccontextmanager
    async def start(extend: Callable[[FastAPI], None] | None = None, **changed: Any) -> AsyncIterator[RunningNode]:
        clock = FakeClock()
        used = NodeSettings(**{**settings.model_dump(), **changed})
        lay_out(used.database)
        app = create_app(used, clock=clock, bundle=bundle)
        if extend is not None:
            extend(app)
        async with app.router.lifespan_context(app):
            nobody = httpx.AsyncClient(transport=httpx.ASGITransport(app))
            running = RunningNode(app, app.state.node, clock, nobody, Person("", "", ""))
            role = Role.TRAINEE if used.realm is Realm.PRACTICE else Role.OPERATOR
            running.operator = running.person("operator1", role)
            running.client = await running.sign_in(running.operator)
            yield running
            await running.client.aclose()

    return start


@pytest.fixture
async def node(start_node: StartNode) -> AsyncIterator[RunningNode]:
    """A node of the demo realm with two halls, and an operator signed in at window 1 of the first."""
    async with start_node() as running:
        yield running
