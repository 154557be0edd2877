"""How long a dispatcher waits."""

from dataclasses import dataclass
from datetime import timedelta

__all__ = ["Pace"]


@dataclass(frozen=True)
class Pace:
    """How long to wait between asking a department for an answer (``first``, doubling to ``longest``), and how
    often to look for due rows nobody announced (``idle``).

    ``settle``: how long a department of grade B may still be taking in what it was sent, after the line broke. It is
    not asked "have you got it?" before: its "no" would be a "not yet", and the resend a second application.
    """

    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)
    idle: timedelta = timedelta(seconds=1)
    settle: timedelta = timedelta(seconds=30)

    def next_question(self, attempts: int) -> timedelta:
        wait: timedelta = min(self.first * 2 ** min(attempts, 20), self.longest)
        return wait
