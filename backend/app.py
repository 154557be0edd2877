"""The node as a web application, and as a process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from backend import cases, citizens, collector, dispatch
from backend.access import check_routes
from backend.api import (
    catalogue_routes,
    chain_routes,
    event_routes,
    hall_routes,
    node_routes,
    publication_routes,
    session_routes,
    staff_routes,
)
from backend.api.body_limit import BodyLimit
from backend.api.description import describe
from backend.api.envelope import Envelope
from backend.api.patience import Patience
from backend.api.problems import install_problem_handlers
from backend.guide.bundle import Bundle
from backend.housekeeping import keep_house, working
from backend.node import Node
from backend.settings import NodeSettings
from backend.start import close_node, open_node

__all__ = ["create_app", "export_chain", "now_utc", "run_node"]

log = logging.getLogger(__name__)

PREFIX: Final = "/api/v1"
# Addresses are looked for in this order, and all of them differ: what a citizen waits for comes first.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    cases.router,
    cases.paper_router,
    citizens.router,
    citizens.person_router,
    node_routes.router,
    session_routes.router,
    staff_routes.router,
    hall_routes.router,
    catalogue_routes.router,
    publication_routes.router,
    chain_routes.router,
    event_routes.router,
    dispatch.router,
)
_TAGS: Final = [
    {"name": "node", "description": "The node itself."},
    {"name": "session", "description": "Signing in and out, locking and unlocking."},
    {"name": "staff", "description": "Accounts and roles."},
    {"name": "hall", "description": "The hall, its catalogue, and what happens in it."},
    {
        "name": "visits",
        "description": "A citizen at a window: what is known, looked up, attached, and not yet handed over.",
    },
    {"name": "cases", "description": "What was handed over, and how it goes on."},
    {"name": "departments", "description": "Where the departments' systems call back."},
]


def now_utc() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: NodeSettings, *, clock: Callable[[], datetime] = now_utc, bundle: Bundle | None = None
) -> FastAPI:
    """The application; its lifespan opens and closes the node. `bundle` takes the place of the catalogue on disk."""
    app = FastAPI(
        title="One Window node",
        version=node_routes.program_version(),
        description="One node serves the windows of one or more halls.",
        openapi_tags=_TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # an address is right, or there is no such thing
        lifespan=_lifespan(settings, clock, bundle),
        generate_unique_id_function=_operation_name,
    )
    app.router.routes.extend(_all_routes())
    install_problem_handlers(app)
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(Patience, seconds=settings.request_seconds)
    app.add_middleware(Envelope)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    check_routes(app)
    return app


@cache
def _all_routes() -> list[BaseRoute]:
    """Of every room, worked out once: the applications of one process serve the same."""
    rooms = APIRouter()
    for router in ROUTERS:
        rooms.include_router(router, prefix=PREFIX, generate_unique_id_function=_operation_name)
    return rooms.routes


def run_node(settings: NodeSettings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). `node.json` in the data folder names address and process."""
    from backend.serving import serve

    serve(create_app(settings), settings)


def export_chain(settings: NodeSettings, directory: Path) -> list[Path]:
    """Write each hall's logs to a folder each, as they are at one moment; the node may be running."""
    from backend.exporting import export_logs

    return export_logs(settings, directory)


async def _warm(node: Node) -> None:
    await asyncio.to_thread(node.dispatch.warm)
    await asyncio.to_thread(node.catalogue.warm)
    collector.settle()


def _operation_name(route: APIRoute) -> str:
    return route.name


def _lifespan(
    settings: NodeSettings, clock: Callable[[], datetime], bundle: Bundle | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        node = await asyncio.to_thread(open_node, settings, clock, bundle)
        try:
            await node.events.open()
            app.state.node = node
            presence = partial(node.access.presence.run, node.store)
            async with working(
                node.events.run, partial(keep_house, node), presence, node.dispatcher.run, partial(_warm, node)
            ):
                yield
        finally:
            node.events.close()
            await asyncio.to_thread(close_node, node)

    return lifespan
