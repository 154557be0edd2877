"""Child processes that are started again when they die, and end when we do."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["NOT_STARTED", "Child", "Family"]

NOT_STARTED = 3
"""The status of a part that could not start, and said why."""
LOOK_EVERY = 0.3  # seconds
REST = 0.5


@dataclass
class Child:
    """One part: a Python module with its arguments; its output goes to ``log``."""

    name: str
    module: str
    arguments: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    refusals: int = field(default=0, init=False)
    """How often it ended with a sentence for its keeper: why it cannot start."""

    def start(self) -> None:
        """Anew, when it has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tui.demo.with_parent", self.module, *self.arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C in the terminal is for the screen
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        if self.process is None:
            return
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(6)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Family:
    """Starts its children in order, watches them from a thread, ends them in reverse order."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="demo-family", daemon=True)

    def __enter__(self) -> "Family":
        for child in self._children:
            child.start()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._watcher.join()
        for child in reversed(self._children):
            child.end()

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_EVERY):
            for child in self._children:
                if child.has_ended():
                    child.refusals += child.process is not None and child.process.returncode == NOT_STARTED
                    time.sleep(REST)
                    child.start()
