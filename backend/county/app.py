"""The county as one web application and one set of folders."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from backend.county import control, rest, soap
from backend.county.filedrop import FileDrop
from backend.county.founding import found_earlier
from backend.county.keys import read_or_make_secret
from backend.county.ledger import Ledger
from backend.county.messenger import Messenger
from backend.county.reception import County, now_utc, open_desks
from backend.county.register import load_register
from backend.county.residents import settle_earlier
from backend.county.settings import CountySettings
from backend.county.systems import Protocol

__all__ = ["create_county", "run"]

DEFAULT_PORT = 8470


def create_county(settings: CountySettings, *, callback_transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The application. Its lifespan opens the ledger, resumes what is scheduled, and closes cleanly.

    ``callback_transport`` lets tests call back into an application without a port.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings.data.mkdir(parents=True, exist_ok=True)
        ledger = Ledger(settings.data / "county.db")
        ledger.open()
        secret = settings.secret or read_or_make_secret(settings.data)
        async with httpx.AsyncClient(timeout=5.0, trust_env=False, transport=callback_transport) as client:
            register = load_register().copy()
            settle_earlier(register, ledger)
            found_earlier(register, ledger)
            county = County({}, ledger, register, secret)
            messenger = Messenger(county, client, now_utc, settings.speed)
            county.desks = open_desks(ledger, register, settings.speed, messenger.wake, now_utc)
            await _set_base(messenger, settings.callback)
            app.state.county, app.state.messenger = county, messenger
            async with _running(messenger.run(), *_file_drops(county, settings)):
                yield
        ledger.close()

    app = FastAPI(title="Simulated county", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(rest.router)
    app.include_router(soap.router)
    app.include_router(control.router)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "up"}

    return app


def run(
    port: int = DEFAULT_PORT,
    data: Path = Path(".data/county"),
    drop: Path | None = None,
    speed: float = 1.0,
    callback: str | None = None,
    secret: str | None = None,
    host: str = "127.0.0.1",
    serve: Callable[[uvicorn.Server], object] = uvicorn.Server.run,
) -> None:
    """Serve a county until interrupted."""
    settings = CountySettings(data=data, drop=drop, secret=secret, speed=speed, callback=callback)
    county = create_county(settings)
    gc.freeze()  # what there is now stays: later rounds of the collector need not look it through
    gc.enable()
    config = uvicorn.Config(county, host=host, port=port, access_log=False, timeout_graceful_shutdown=2)
    with suppress(KeyboardInterrupt):
        serve(uvicorn.Server(config))


def _file_drops(county: County, settings: CountySettings) -> Iterator[Coroutine[Any, Any, None]]:
    for id_, desk in county.desks.items():
        if desk.system.protocol is Protocol.FILE:
            yield FileDrop(desk, settings.drop_folder / id_, county.ledger).run()


async def _set_base(messenger: Messenger, given: str | None) -> None:
    messenger.open()
    if given is not None:
        await messenger.set_base(given)


@asynccontextmanager
async def _running(*loops: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
