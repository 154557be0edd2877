"""Virtual readers that speak the wire protocols on real lines: for practice, demo and tests."""

from card_reader.virtual.cards import CardHolder, VirtualCard
from card_reader.virtual.chip import Presence
from card_reader.virtual.control import ControlServer, VirtualReaderControl
from card_reader.virtual.faults import FaultKind, ReaderFault, Step
from card_reader.virtual.sam_reader import INSTANT, LIFELIKE, LineTiming, VirtualSamReader

__all__ = [
    "INSTANT",
    "LIFELIKE",
    "CardHolder",
    "ControlServer",
    "FaultKind",
    "LineTiming",
    "Presence",
    "ReaderFault",
    "Step",
    "VirtualCard",
    "VirtualReaderControl",
    "VirtualSamReader",
]
