import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from backend.county import CountySettings, create_county

SECRET = "a secret for tests"


@dataclass
class Node:
    """Stands for the node's inbox: keeps what is called back, fails as often as told, checks signatures."""

    failures: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    badly_signed: int = 0
    rubbish: int = 0
    procedures: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/api/v1/inbox/{system}")
        async def inbox(system: str, request: Request) -> Response:
            body = await request.body()
            key = hmac.new(SECRET.encode(), f"callback:{system}".encode(), hashlib.sha256).hexdigest()
            signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
            if not hmac.compare_digest(signature, request.headers["x-signature"]):
                self.badly_signed += 1
                return Response(status_code=401)
            if self.failures:
                self.failures -= 1
                return Response(status_code=503)
            return self._keep(system, body)

        @app.post("/api/v1/inbox/{system}/procedures")
        async def procedures(system: str, request: Request) -> Response:
            if self.failures:
                self.failures -= 1
                return Response(status_code=503)
            self.procedures.append({"system": system, "answered": len(self.calls), **await request.json()})
            return Response(status_code=204)

        return app

    def _keep(self, system: str, body: bytes) -> Response:
        try:
            self.calls.append({"system": system, **json.loads(body)})
        except ValueError:
            self.rubbish += 1
            return Response(status_code=422)
        return Response(status_code=204)


@dataclass
class CountyClient:
    """A county with everything a connector needs to talk to it."""

    http: httpx.AsyncClient
    node: Node
    data: Path

    def headers(self, system: str) -> dict[str, str]:
        token = hmac.new(SECRET.encode(), f"token:{system}".encode(), hashlib.sha256).hexdigest()
        return {"Authorization": f"Bearer {token}"}

    async def post(self, system: str, body: dict[str, Any], key: str | None = None) -> httpx.Response:
        headers = self.headers(system) | {"Idempotency-Key": key or str(body.get("dispatch_id"))}
        return await self.http.post(f"/rest/{system}/applications", json=body, headers=headers)

    async def standing(self, system: str, dispatch_id: str) -> dict[str, Any]:
        reply = await self.http.get(f"/rest/{system}/applications/{dispatch_id}", headers=self.headers(system))
        return dict(reply.json())

    async def query(self, system: str, id_number: str, *data: str) -> httpx.Response:
        body = {"query_id": str(uuid.uuid4()), "purpose": "RS-001", "id_number": id_number, "data": list(data)}
        return await self.http.post(f"/rest/{system}/share/query", json=body, headers=self.headers(system))

    async def control(self, system: str, **switches: Any) -> None:
        (await self.http.post(f"/control/{system}", json=switches)).raise_for_status()

    async def effects(self) -> dict[tuple[str, str], int]:
        rows = (await self.http.get("/control/effects")).json()
        return {(row["system"], row["dispatch_id"]): row["applications"] for row in rows}


def _application(item: str = "RS-001", **changes: Any) -> dict[str, Any]:
    """A good application of Xiang Guoqiang, an ordinary villager."""
    return {
        "dispatch_id": str(uuid.uuid4()),
        "case_number": "999999101000032611220015",
        "hall": "999999101000",
        "item": item,
        "item_name": "城乡居民基本养老保险参保登记",
        "stage": "county_confirm",
        "accepted_at": "2026-01-05T09:30:00+08:00",
        "applicant": {"name": "向国强", "id_number": "999999198103071210", "document_kind": "resident"},
        "fields": {"tier": "500", "phone": "13800000000", "by_bank": True, "years": 3},
        "documents": [{"material": "form", "name": "参保登记表", "state": "in_hand", "digest": None}],
        **changes,
    }


async def _until(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What ``condition`` answers once it is true."""
    for _ in range(int(seconds / 0.01)):
        if found := condition():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("did not come about in time")


@asynccontextmanager
async def _serving(data: Path, speed: float = float("inf"), **settings: Any) -> AsyncIterator[CountyClient]:
    node = settings.pop("node", None) or Node()
    app = create_county(
        CountySettings(data=data, secret=SECRET, speed=speed, callback="http://node", **settings),
        callback_transport=httpx.ASGITransport(node.app()),
    )
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://county") as http:
            yield CountyClient(http, node, data)


@pytest.fixture
async def county(tmp_path: Path) -> AsyncIterator[CountyClient]:
    """A county without any waiting."""
    async with _serving(tmp_path / "county") as client:
        yield client


@pytest.fixture
def application() -> Callable[..., dict[str, Any]]:
    """Makes a good application, with the changes asked for."""
    return _application


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits for something to become true."""
    return _until


@pytest.fixture
def serving() -> Callable[..., Any]:
    """Serves a county over a folder: the same folder again is the same county after a restart."""
    return _serving


@pytest.fixture
def node() -> Node:
    return Node()
