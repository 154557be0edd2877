"""One visit walked through the real screens without a person: the demo hall in a pseudo-terminal, keys pressed, a
picture of each screen left behind. Exit status 0 only if the case was accepted, answered, handed out and closed, and
the supervision chain of the hall verified.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tui.demo.inspection import ChainFault, verified_chain
from tui.locale import _, set_language
from tui.tour import NeverSeen, Snapshot, Terminal, TourError, save_picture

__all__ = ["walk"]

CASE_NUMBER = re.compile(r"\d{6} \d{6} \d{2} \d{6} \d{3} [0-9A-Z]")
RESULT_NUMBER = re.compile(r"JM\d{10,}")
LOOK = 0.5
"""Seconds of rest before the next key: a key is not taken for what nobody can have seen yet."""
LONGEST_WAIT = 300.0
"""Seconds for one step, as long as something moves on the screen: a busy machine is slow, not broken."""
LONGEST_STILL = 90.0
"""Seconds without any change on the screen; its clock alone moves every minute."""


def walk(pictures: Path, *, size: tuple[int, int], language: str) -> int:
    """Walk, tell each step on standard output, answer the exit status."""
    pictures.mkdir(parents=True, exist_ok=True)
    set_language(language)
    with tempfile.TemporaryDirectory(prefix="onewindow-tour-") as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "tui.cli", "demo", "--data", folder, "--language", language, "--speed", "4"]
        try:
            with Terminal(command, columns=size[0], lines=size[1]) as terminal:
                _Tour(terminal, pictures).visit()
                terminal.press("ctrl+q")
                terminal.wait(LONGEST_WAIT)
        except NeverSeen as error:
            return _failed("\n".join([str(error), *(line.rstrip() for line in error.lines if line.strip())]))
        except TourError as error:
            return _failed(str(error))
        return _verify_chain(data)


class _Tour:
    """The steps of the visit, in the order an operator takes them."""

    def __init__(self, terminal: Terminal, pictures: Path) -> None:
        self._terminal = terminal
        self._pictures = pictures
        self._count = 0

    def visit(self) -> None:
        self._identify()
        self._choose()
        self._fill()
        self._hand_over()
        self._follow()

    def _identify(self) -> None:
        self._see("identify", lambda screen: _shows(screen, _("Lay the ID card on the reader."), "24/24"))
        self._terminal.press("ctrl+d")
        self._see("demo-people", "82")
        self._terminal.press("enter")

    def _choose(self) -> None:
        self._see("choose", _("What for? Name, popular name, pinyin, initials, code:"))
        self._terminal.type("cxjmyl")
        self._see("search", "RS-001")
        self._terminal.press("enter")

    def _fill(self) -> None:
        self._see("form", _("for example {example}").format(example="13800000000"))
        self._terminal.press("ctrl+l")
        self._see("slip", _("Only you can tell what is written there:"))
        self._terminal.press("escape")
        self._wait(_("for example {example}").format(example="13800000000"))
        self._terminal.type("13900005518")
        self._terminal.press("enter")
        self._wait("1 200")
        self._terminal.press("2")
        self._see("form-confirm", "13/14")
        self._terminal.press("enter")

    def _hand_over(self) -> None:
        self._see("papers", _("to be signed"))
        self._terminal.press("1", "enter")
        self._see("review", _("What will be sent, and to whom"))
        self._terminal.press("f12")
        self._see("receipt", lambda screen: bool(CASE_NUMBER.search("\n".join(screen.lines))))

    def _follow(self) -> None:
        """The departments answer; the screen shows it without being asked."""
        self._terminal.press("1")
        self._see("answered", lambda screen: bool(RESULT_NUMBER.search("\n".join(screen.lines))))
        self._terminal.press("1")
        self._see("handed-out", _("handed out"))
        self._terminal.press("1")
        self._see("closed", _("closed"))

    def _see(self, name: str, wanted: str | Callable[[Snapshot], bool]) -> None:
        try:
            self._wait(wanted)
        except NeverSeen as error:
            raise NeverSeen(name, LONGEST_WAIT, error.lines) from None
        self._count += 1
        path = self._pictures / f"{self._count:02}-{name}.png"
        save_picture(self._terminal.until_quiet(LOOK), path)
        _say(f"{path.name}")

    def _wait(self, wanted: str | Callable[[Snapshot], bool]) -> None:
        end, before = monotonic() + LONGEST_WAIT, self._terminal.screen_lines()
        while True:
            try:
                self._terminal.until(wanted, LONGEST_STILL)
            except NeverSeen as error:
                if error.lines == before or monotonic() > end or self._terminal.exit_code is not None:
                    raise
                before = error.lines
            else:
                return


def _shows(screen: Snapshot, *wanted: str) -> bool:
    text = "\n".join(screen.lines)
    return all(part in text for part in wanted)


def _verify_chain(data: Path) -> int:
    """As an inspector would, with the program's own commands, after the hall has closed."""
    try:
        for line in verified_chain(data):
            _say(line)
    except ChainFault as error:
        return _failed(str(error))
    _say(_("Accepted, answered, handed out, closed; the chain is intact."))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _failed(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1
