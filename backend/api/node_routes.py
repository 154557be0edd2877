"""What anybody may ask a node: whether it is well, and what it offers."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter, Depends, Request

from backend.access import Action, declared
from backend.contract import Health

__all__ = ["program_version", "router"]

router = APIRouter(tags=["node"])


def program_version() -> str:
    try:
        return version("onewindow")
    except PackageNotFoundError:
        return "0+source"  # run from a checkout that is not installed


@router.get("/health", dependencies=[Depends(declared(Action.SEE_HEALTH))])
async def get_health() -> Health:
    """Whether the node is well. It answers only while it accepts requests: being here is being well."""
    return Health(status="ok", version=program_version())


@router.get("/openapi.json", include_in_schema=False, dependencies=[Depends(declared(Action.SEE_API))])
async def get_openapi(request: Request) -> dict[str, Any]:
    described: dict[str, Any] = request.app.openapi()
    return described
