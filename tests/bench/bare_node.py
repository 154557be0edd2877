"""The floor of a hand-over: the same web stack and store, one POST, the same rows, nothing else.

`python -m tests.bench.bare_node FOLDER PORT`; the folder holds `node.db` as it was before the hand-over (a copy), its
master key, and `floor.pickle`: what the hand-over wrote and answered.
"""

import asyncio
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlmodel import Session

from backend.contract import Receipt, Submission
from backend.storage import KeyRing, Store
from tests.bench.written_rows import Written

__all__ = ["create_bare_app"]

HALL = "999999101000"


def create_bare_app(folder: Path) -> FastAPI:
    written, receipt = _floor(folder)
    serial = count(1_000_000)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keys = KeyRing.open(folder / "master.key", home=HALL)
        app.state.store = store = await asyncio.to_thread(Store.open, f"sqlite:///{folder / 'node.db'}", keys=keys)
        yield
        await asyncio.to_thread(store.close)

    app = FastAPI(lifespan=lifespan)

    @app.get("/health")
    async def health() -> bool:
        return True

    @app.post("/submission", status_code=201)
    async def submission(body: Submission) -> Receipt:
        number = next(serial)

        def unit(session: Session) -> None:
            written.write_anew(session.connection(), number)

        store: Store = app.state.store
        await store.run(unit)
        return receipt.model_copy(update={"visit": body.items[0].case})

    return app


def _floor(folder: Path) -> tuple[Written, Receipt]:
    written, receipt = pickle.loads((folder / "floor.pickle").read_bytes())  # written by the bench itself
    return written, receipt


if __name__ == "__main__":
    uvicorn.run(
        create_bare_app(Path(sys.argv[1])), port=int(sys.argv[2]), log_config=None, access_log=False,
        server_header=False, proxy_headers=False,
    )  # fmt: skip
