"""Durable hand-over to department systems, and their answers back."""

from backend.dispatch.assembly import Dispatch, assemble
from backend.dispatch.departments import CallbackKeys, WrongAddress
from backend.dispatch.engine import Dispatcher
from backend.dispatch.inbox import Inbox
from backend.dispatch.routes import router
from backend.dispatch.shared_data import SharedData

__all__ = ["CallbackKeys", "Dispatch", "Dispatcher", "Inbox", "SharedData", "WrongAddress", "assemble", "router"]
