"""A node that breaks one promise on purpose, to see the storm find it: `python -m tests.chaos.faulty FAULT node …`.

The product has no such switch: what is replaced is replaced here, in this process, before the command runs.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, Final

__all__ = ["FAULTS"]

LATE: Final = 0.25  # seconds between a promise and its commit


def _unkept() -> None:
    """Says "accepted" a moment before it is durable."""
    from backend.storage import sqlite

    attempt = sqlite._attempt

    def promised_first(pending: Any, connection: Any) -> None:
        attempt(pending, connection)
        pending.settle()
        pending.settle = lambda: None
        time.sleep(LATE)

    sqlite._attempt = promised_first


def _unrecorded() -> None:
    """Accepts cases without telling the supervision chain."""
    from backend.cases import moves

    record = moves.record

    def silent(session: Any, entry: Any, **options: Any) -> int:
        return 0 if entry.act == "case.accept" else record(session, entry, **options)

    moves.record = silent


def _renamed() -> None:
    """Gives every try of a dispatch an id of its own, so that no department can know it again."""
    from backend.dispatch import engine
    from backend.storage import new_id

    begin = engine.Dispatcher.__init__

    def renaming(self: engine.Dispatcher, **parts: Any) -> None:
        payload_for = parts["payload_for"]

        def renamed(*which: Any) -> Any:
            return payload_for(*which).model_copy(update={"dispatch_id": new_id()})

        begin(self, **{**parts, "payload_for": renamed})

    engine.Dispatcher.__init__ = renaming  # type: ignore[method-assign]  # the fault


FAULTS: Final[dict[str, Callable[[], None]]] = {
    "unkept": _unkept,
    "unrecorded": _unrecorded,
    "renamed": _renamed,
}


if __name__ == "__main__":
    import runpy

    FAULTS[sys.argv[1]]()
    sys.argv[1:] = sys.argv[2:]
    runpy.run_module("tui.cli", run_name="__main__", alter_sys=True)
