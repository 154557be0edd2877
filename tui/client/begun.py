"""What was begun about a case and has not reached the node: kept at this station, sealed, as drafts of visits are."""

from typing import Any

from tui.client.drafts import DraftBox

__all__ = ["BegunBox"]


class BegunBox:
    """By case. What is found is in memory once `load` has run; `keep` never waits for the disk."""

    def __init__(self, box: DraftBox) -> None:
        self._box = box
        self._bodies: dict[str, dict[str, Any]] = {}

    def load(self) -> None:
        """Read what was kept before; blocks."""
        self._bodies = {draft.visit: draft.body for draft in self._box.load()}

    def find(self, case: str) -> dict[str, Any] | None:
        return self._bodies.get(case)

    def keep(self, case: str, body: dict[str, Any]) -> None:
        self._bodies[case] = body
        self._box.save(case, body)

    def drop(self, case: str) -> None:
        if self._bodies.pop(case, None) is not None:
            self._box.drop(case)

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._box.close()
