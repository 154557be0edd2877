"""The demo hall in a pseudo-terminal: the real counter, worked by what its screen shows."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.catalogue import DATA
from backend.catalogue.compiled import keep_compiled
from backend.guide.bundle import Bundle
from tests.bench.wire import Wire
from tui.tour import Snapshot, Terminal

__all__ = ["Demo", "Operator", "Stuck", "open_demo"]

SIZE = (120, 36)
PATIENCE = 60.0  # seconds
LOOK = 0.6  # seconds
CASE_NUMBER = re.compile(r"\d{6} \d{6} \d{2} \d{6} \d{3} [0-9A-Z]")


class Stuck(Exception):
    """The screen wants something this operator does not know."""


@dataclass(frozen=True)
class Demo:
    terminal: Wire
    data: Path
    node_url: str
    county_url: str


@contextmanager
def open_demo(data: Path, *, bundle: Bundle | None = None) -> Iterator[Demo]:
    """`onewindow demo` in English on a terminal of its own, ready for the first card.

    `bundle`: what the node is to offer; left where it keeps its compiled catalogue.
    """
    if bundle is not None:
        keep_compiled(DATA, data / "node" / "cache", bundle)
    command = [sys.executable, "-m", "tui.cli", "demo", "--data", str(data), "--language", "en", "--speed", "8"]
    with Wire(command, columns=SIZE[0], lines=SIZE[1]) as terminal:
        terminal.until("24/24", PATIENCE)
        node_url = json.loads((data / "node" / "node.json").read_text())["url"]
        yield Demo(terminal, data, node_url, _county_url(data))
        terminal.press("ctrl+q")
        terminal.wait(PATIENCE)


def _county_url(data: Path) -> str:
    """The port of the county that keeps its data there."""
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    found = re.search(rf"tui\.cli county --data {re.escape(str(data))}\S* --port (\d+)", processes)
    if found is None:
        raise Stuck("no county of this demo is running")
    return f"http://127.0.0.1:{found[1]}"


class Operator:
    """Presses what the screen asks for, and counts. `typed` holds the label of every field typed by hand, `papers` how
    many papers were taken in hand, a key each."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.keys = 0
        self.typed: list[str] = []
        self.papers = 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self._terminal.press(*keys)

    def lay_card(self, place: int) -> None:
        """Put the card of this demo person on the reader: no key in a real hall, so none is counted."""
        self._terminal.press("ctrl+d")
        self._terminal.until("Qin Shiying", PATIENCE)  # the list is there
        self._quiet()
        self._terminal.press(*["down"] * place, "enter")
        self._terminal.until(lambda screen: _step(screen) == "Items" and "999*" in "\n".join(screen.lines), PATIENCE)

    def choose(self, code: str, initials: str) -> None:
        """Type no more of the initials than it takes to have the item on top."""
        for letter in initials:
            self.press(letter)
            if _current(self._quiet()).startswith(code):
                break
        else:
            raise Stuck(f"{initials} does not find {code}")
        self.press("enter")
        self._terminal.until(lambda screen: _step(screen) != "Items", PATIENCE)

    def go_on_to_review(self) -> None:
        """Answer, confirm and fill whatever the screen leads to, and take every paper."""
        for _ in range(60):
            screen = self._quiet()
            match _step(screen):
                case "Ask" | "Form":
                    self._entry(screen)
                case "Papers":
                    self._paper(screen)
                case "Review":
                    return
                case other:
                    raise Stuck(f"at {other}")
        raise Stuck("no end of questions")

    def hand_over(self) -> None:
        self.press("f12")
        self._terminal.until(lambda screen: bool(CASE_NUMBER.search("\n".join(screen.lines))), PATIENCE)
        self._terminal.until_quiet(LOOK, PATIENCE)  # no key is taken for a receipt nobody can have seen yet

    def _entry(self, screen: Snapshot) -> None:
        lines = _middle(screen)
        place = next((at for at, line in enumerate(lines) if line.startswith("▶")), None)
        if place is None:
            self.press("enter")
            return
        block = " ".join(lines[place : place + 4])
        if "keeps it" in block:
            self.press("enter")
        elif re.search(r"\b1 \S", " ".join(lines[place + 1 : place + 4])):
            self.press("2" if "yuan" in block else "1")
        elif "for example 13" in block:
            self.typed.append(lines[place].lstrip("▶ ").split("  ")[0])
            self.press(*"13900005518", "enter")
        else:
            raise Stuck(f"at {lines[place]}")

    def _paper(self, screen: Snapshot) -> None:
        lines = _middle(screen)
        at = next(place for place, line in enumerate(lines) if line.startswith("▶"))
        wants = re.search(r"\b1 (signed|original|taken|in hand|copies|seen)", " ".join(lines[at : at + 8]))
        self.papers += bool(wants)
        self.press("1" if wants else "enter")

    def _quiet(self) -> Snapshot:
        return self._terminal.until_quiet(0.35, PATIENCE)


def _step(screen: Snapshot) -> str:
    """The step in brackets in the bar."""
    found = re.search(r"\[(Who|Items|Ask|Form|Papers|Review|Hand over)", screen.lines[1])
    return found[1] if found else ""


def _middle(screen: Snapshot) -> list[str]:
    return [line.split("│")[1].strip() for line in screen.lines if line.count("│") >= 2]


def _current(screen: Snapshot) -> str:
    """The line of the middle the cursor is at."""
    return next((line.lstrip("▶ ") for line in _middle(screen) if line.startswith("▶")), "")
