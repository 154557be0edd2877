"""The node follows the plan: the version of the day is served from the day's beginning, without a restart."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from backend import collector
from backend.api.publications import County, find_held, tell_held
from backend.api.tables import PublicationRow
from backend.calendar import local_date

if TYPE_CHECKING:
    from backend.node import Node

__all__ = ["county_of_node", "serve_plan"]


def county_of_node(node: "Node") -> County:
    return County(node.county, tuple(hall.code for hall in node.halls))


async def serve_plan(node: "Node") -> None:
    """Serve what holds now, and tell of it when nobody has yet. Where nothing was published nothing changes."""
    now = node.clock()
    held = await node.store.read(lambda session: _held_now(session, node.county, now))
    if held is None:
        return
    if held.version != node.catalogue.bundle.version:
        await _serve(node, held.version)
    if held.told_at is None:
        await node.store.run(lambda session: tell_held(session, county_of_node(node), held, at=now), can_wait=True)


async def _serve(node: "Node", version: str) -> None:
    await asyncio.to_thread(node.catalogue.serve, version)
    node.dispatch.reach.follow(node.catalogue.bundle.systems.values())
    collector.settle()


def _held_now(session: Session, county: str, now: datetime) -> PublicationRow | None:
    return find_held(session, county, local_date(now))
