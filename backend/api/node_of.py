"""The node a request came to, for the routes of this room."""

from typing import TYPE_CHECKING, cast

from fastapi import Request

if TYPE_CHECKING:
    from backend.node import Node

__all__ = ["node_of"]


def node_of(request: Request) -> "Node":
    return cast("Node", request.app.state.node)
