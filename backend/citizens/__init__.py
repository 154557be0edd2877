"""Citizens: what a hall may know of them, where from, and who looked."""

from backend.citizens.drafts import forget_old_drafts
from backend.citizens.errors import CitizenError, SystemUnavailable
from backend.citizens.name_index import index_earlier_citizens
from backend.citizens.person_routes import router as person_router
from backend.citizens.ports import CitizensNode, OpenCase, OpenCaseSource, SharedAnswer, SharedDataSource
from backend.citizens.routes import router

__all__ = [
    "CitizenError",
    "CitizensNode",
    "OpenCase",
    "OpenCaseSource",
    "SharedAnswer",
    "SharedDataSource",
    "SystemUnavailable",
    "forget_old_drafts",
    "index_earlier_citizens",
    "person_router",
    "router",
]
