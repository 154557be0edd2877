"""Reading a social security card as pure code: a conversation that yields commands and is sent the answers.

Every reading is atomic. It counts only when one conversation ran to its end and the card named itself by the same
identification code at its beginning and its end. Whatever goes wrong voids all of it.
"""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from card_reader.errors import ProtocolError
from card_reader.pcsc import files, status
from card_reader.pcsc.apdu import Command, Exchange, Response, exchange
from card_reader.pcsc.files import File, Tag
from card_reader.pcsc.status import AttemptFailed
from card_reader.wiping import Octets, wipe

_SELECTIONS: Final = (0x02, 0x00)

USUAL: Final[tuple[Command, ...]] = (
    files.select_environment(),
    files.select_file(File.ISSUER, p1=_SELECTIONS[0]),
    *map(files.read_record, files.ISSUER_TAGS),
    files.select_file(File.HOLDER, p1=_SELECTIONS[0]),
    *map(files.read_record, files.HOLDER_TAGS),
    files.select_file(File.ISSUER, p1=_SELECTIONS[0]),
    files.read_record(Tag.IDENTIFICATION_CODE),
)
"""What `read_card` asks of a card that answers everything with `OK`."""


@dataclass(frozen=True, slots=True, repr=False)
class CardRecords:
    """Values by tag. A record the card does not have is absent; a `closed` one asks for a key this program lacks."""

    values: Mapping[Tag, Octets]
    closed: frozenset[Tag]
    cut_short: frozenset[Tag]
    """Records that announced more than they brought."""

    def wipe(self) -> None:
        """Forget the values, once they were decoded."""
        for value in self.values.values():
            wipe(value)

    def __repr__(self) -> str:
        return f"<CardRecords {len(self.values)} read, {len(self.closed)} closed>"


Conversation = Generator[Command, Response, CardRecords]


def read_card() -> Conversation:
    """Raises AttemptFailed, also for answers that break the protocol. A conversation broken off leaves nothing."""
    reading = _Reading()
    try:
        return (yield from reading.run())
    except BaseException as broken:
        reading.records.wipe()
        if isinstance(broken, ProtocolError):
            raise AttemptFailed(status.GARBLED) from None
        raise


class _Reading:
    """The state of one conversation."""

    def __init__(self) -> None:
        self._selection: tuple[int, ...] = _SELECTIONS
        self._values: dict[Tag, Octets] = {}
        self._closed: set[Tag] = set()
        self._cut_short: set[Tag] = set()

    def run(self) -> Conversation:
        yield from self._enter_environment()
        yield from self._read_file(File.ISSUER, files.ISSUER_TAGS)
        yield from self._read_file(File.HOLDER, files.HOLDER_TAGS)
        yield from self._verify_same_card()
        return self.records

    @property
    def records(self) -> CardRecords:
        return CardRecords(self._values, frozenset(self._closed), frozenset(self._cut_short))

    def _enter_environment(self) -> Generator[Command, Response, None]:
        answer = yield from exchange(files.select_environment())
        if answer.status != status.OK:
            raise AttemptFailed(status.environment_setback(answer.status))

    def _read_file(self, file: File, tags: Iterable[Tag]) -> Generator[Command, Response, None]:
        selected = yield from self._select(file)
        if selected.status == status.NEEDS_KEY:
            self._closed.update(tags)
        elif selected.status == status.OK:
            for tag in tags:
                yield from self._read_record(tag)
        elif selected.status != status.FILE_MISSING:
            raise AttemptFailed(status.setback(selected.status))

    def _select(self, file: File) -> Exchange:
        """By the form this card takes; once one was taken, the other is not tried again."""
        for p1 in self._selection:
            answer = yield from exchange(files.select_file(file, p1=p1))
            if answer.status not in status.OTHER_SELECTION:
                self._selection = (p1,)
                return answer
        return answer

    def _read_record(self, tag: Tag) -> Generator[Command, Response, None]:
        answer = yield from exchange(files.read_record(tag))
        if answer.status == status.NEEDS_KEY:
            self._closed.add(tag)
        elif answer.status == status.OK:
            value, whole = files.record_value(tag, answer.data)
            self._values[tag] = value
            wipe(answer.data)
            if not whole:
                self._cut_short.add(tag)
        elif answer.status not in (status.RECORD_MISSING, status.FILE_MISSING):
            raise AttemptFailed(status.setback(answer.status))

    def _verify_same_card(self) -> Generator[Command, Response, None]:
        """A connection can go on with another card without a word: the card has to name itself again."""
        code = self._values.get(Tag.IDENTIFICATION_CODE)
        if code is None:
            if Tag.NUMBER in self._values or Tag.NAME in self._values:
                raise AttemptFailed(status.UNREADABLE)
            return
        if (yield from self._select(File.ISSUER)).status != status.OK:
            raise AttemptFailed(status.CARD_CHANGED)
        answer = yield from exchange(files.read_record(Tag.IDENTIFICATION_CODE))
        if answer.status != status.OK or files.record_value(Tag.IDENTIFICATION_CODE, answer.data)[0] != code:
            raise AttemptFailed(status.CARD_CHANGED)
