"""The visit as the counter knows it: what is known, asked, taken and open. Nothing here knows a screen."""

from tui.counter.visit.visit import HUMAN, Visit

__all__ = ["HUMAN", "Visit"]
