"""Virtual readers that speak the wire protocols on real lines: for practice, demo and tests."""

from card_reader.virtual.cards import CardHolder, VirtualCard
from card_reader.virtual.chip import Presence
from card_reader.virtual.control import ControlServer, VirtualReaderControl
from card_reader.virtual.faults import FaultKind, ReaderFault, Step
from card_reader.virtual.pcscd import NoPcscd, PrivatePcscd
from card_reader.virtual.sam_reader import INSTANT, LIFELIKE, LineTiming, VirtualSamReader
from card_reader.virtual.ssc_chip import (
    T0_ATR,
    T1_ATR,
    Dialect,
    SocialSecurityChip,
    SocialSecurityHolder,
    SocialSecurityMemory,
)
from card_reader.virtual.vpcd import CardFault, CardFaultKind, InsertedCard, VirtualSlot

__all__ = [
    "INSTANT",
    "LIFELIKE",
    "T0_ATR",
    "T1_ATR",
    "CardFault",
    "CardFaultKind",
    "CardHolder",
    "ControlServer",
    "Dialect",
    "FaultKind",
    "InsertedCard",
    "LineTiming",
    "NoPcscd",
    "Presence",
    "PrivatePcscd",
    "ReaderFault",
    "SocialSecurityChip",
    "SocialSecurityHolder",
    "SocialSecurityMemory",
    "Step",
    "VirtualCard",
    "VirtualReaderControl",
    "VirtualSamReader",
    "VirtualSlot",
]
