"""The security module of a virtual reader and the card in its field, as pure code: request in, answer out."""

from enum import Enum, StrEnum, auto

from card_reader.sam.frames import Request, seal_answer
from card_reader.virtual.cards import VirtualCard
from card_reader.virtual.faults import STEPS, Step

_SAM_NUMBER = bytes.fromhex("05000100E6D63401010000009F860100")
_SPEEDS = range(5)


class Presence(StrEnum):
    """What find says about a card that was read and still lies there: both kinds of reader exist."""

    HALT = "halt"
    """No card, until it is lifted and laid down again."""
    STICKY = "sticky"
    """Found, every time."""


class _CardState(Enum):
    IDLE = auto()
    FOUND = auto()
    SELECTED = auto()
    READ = auto()


class Chip:
    """Answers requests in the order a real reader insists on: find, select, read."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._state = _CardState.IDLE
        self._card: VirtualCard | None = None
        self._told_empty = True

    @property
    def told_empty(self) -> bool:
        """Whether the host was told since the last card was laid down that none is found."""
        return self._told_empty

    @property
    def has_card(self) -> bool:
        return self._card is not None

    def lay(self, card: VirtualCard | None) -> None:
        """Put a card into the field in place of whatever lay there; None empties it."""
        self._told_empty = self._told_empty and card is None
        self._card = card
        self._state = _CardState.IDLE

    def answer(self, request: Request) -> bytes:
        match STEPS.get((request.command, request.parameter)):
            case Step.RESET:
                self._state = _CardState.IDLE
                return seal_answer(0x90)
            case Step.STATUS:
                return seal_answer(0x90)
            case Step.SAM_ID:
                return seal_answer(0x90, _SAM_NUMBER)
            case Step.FIND:
                return self._find()
            case Step.SELECT:
                return self._select()
            case Step.READ:
                return self._read()
            case Step.NEWEST_ADDRESS:
                return self._newest_address()
        return seal_answer(0x90 if _is_setting(request) else 0x21)

    def _find(self) -> bytes:
        halted = self._state is _CardState.READ and self._presence is Presence.HALT
        if self._card is None or halted:
            self._told_empty = True
            return seal_answer(0x80)
        self._state = _CardState.FOUND
        return seal_answer(0x9F, bytes(4))

    def _select(self) -> bytes:
        if self._card is None or self._state is not _CardState.FOUND:
            return seal_answer(0x81)
        self._state = _CardState.SELECTED
        return seal_answer(0x90, bytes(8))

    def _read(self) -> bytes:
        if self._card is None or self._state is not _CardState.SELECTED:
            return seal_answer(0x41)
        self._state = _CardState.READ
        lengths = len(self._card.text).to_bytes(2, "big") + len(self._card.photo).to_bytes(2, "big")
        return seal_answer(0x90, lengths + self._card.text + self._card.photo)

    def _newest_address(self) -> bytes:
        if self._card is None or self._state is not _CardState.READ:
            return seal_answer(0x41)
        if self._card.newest_address is None:
            return seal_answer(0x91)
        return seal_answer(0x90, self._card.newest_address)


def _is_setting(request: Request) -> bool:
    """Speed and frame-size commands are taken and change nothing here."""
    speed = request.command == 0x60 and request.parameter in _SPEEDS
    return speed or (request.command, request.parameter, len(request.data)) == (0x61, 0xFF, 1)
