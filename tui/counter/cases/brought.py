"""What a citizen brings later: kept at this window until the node has it, whatever ends the dialog it is noted in."""

from dataclasses import asdict, dataclass, field

from backend.contract import CaseView
from backend.contract.visits import Scalar
from tui.client import Station

__all__ = ["Begun", "Brought"]

_SENT = frozenset({"supplement", "supplement_in_part", "resubmit", "resubmit_owing"})


@dataclass
class Brought:
    """Papers brought now, by material, and values said anew, by fact. `words`: why it is sent with neither; `typing`:
    what stands in the field of a fact and was not taken over."""

    papers: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Scalar] = field(default_factory=dict, repr=False)
    words: str | None = None
    typing: dict[str, str] = field(default_factory=dict, repr=False)


class Begun:
    """What was begun for one case. Once something was sent for it, here or at another window, that is over."""

    def __init__(self, station: Station, view: CaseView) -> None:
        self._box = station.begun
        self._case = view.brief.id
        self._round = sum(event.act in _SENT for event in view.history)

    def brought(self) -> Brought:
        body = self._box.find(self._case)
        if body is None or body["round"] != self._round:
            return Brought()
        return Brought(**body["brought"])

    def keep(self, brought: Brought) -> None:
        self._box.keep(self._case, {"round": self._round, "brought": asdict(brought)})
