"""The conversation with a social security card, without a reader: every answer a card can give."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from card_reader import CardWarning, DocumentKind, Fault, IdentityRead, Sex, SocialSecurityCard, Source
from card_reader.errors import ProtocolError
from card_reader.pcsc.apdu import Command, Instruction, Response, exchange
from card_reader.pcsc.decoding import characters, decode_records, digits
from card_reader.pcsc.reading import USUAL, CardRecords, read_card
from card_reader.pcsc.status import AttemptFailed
from card_reader.virtual import Dialect, SocialSecurityChip, SocialSecurityHolder

CODE_FIRST, CODE_AGAIN = "00B2010000", "00A4020002EF05"
VECTORS = {
    "00A404000F7378312E73682EC9E7BBE1B1A3D5CF": "6F11840F7378312E73682EC9E7BBE1B1A3D5CF",
    "00A4020002EF05": "",
    "00B2010000": "0110999900D15600000599990001FFFFFFFF",
    "00B2030000": "0304322E3030",
    "00B2050000": "050420240102",
    "00B2060000": "060420340101",
    "00B2070000": "07095A3939303030303137",
    "00A4020002EF06": "",
    "00B2080000": "0812393939393939313939303031303131323338",
    "00B2090000": "091EB2E2CAD4BCD7" + "00" * 24,
    "00B24E0000": "4E14" + "00" * 20,
    "00B20A0000": "0A0131",
    "00B20B0000": "0B0101",
    "00B20C0000": "0C03999999",
    "00B20D0000": "0D0419900101",
}
Card = Callable[[bytes], bytes]


def published(command: bytes) -> bytes:
    return bytes.fromhex(VECTORS[command.hex().upper()] + "9000")


def converse(card: Card) -> CardRecords:
    conversation = read_card()
    try:
        command = next(conversation)
        while True:
            command = conversation.send(Response.from_bytes(card(command.to_bytes())))
    except StopIteration as end:
        return end.value


def chip(holder: SocialSecurityHolder, *dialects: Dialect) -> SocialSecurityChip:
    made = SocialSecurityChip(holder.memory(*dialects))
    made.reset()
    return made


@pytest.fixture
def read(read_at) -> Callable[[Card], IdentityRead | SocialSecurityCard]:
    return lambda card: decode_records(converse(card), read_at=read_at)


def failure(card: Card) -> Fault:
    with pytest.raises(AttemptFailed) as caught:
        converse(card)
    return caught.value.setback.fault


def test_the_published_card_is_read(read):
    identity = read(published)
    assert (identity.source, identity.doc_type) == (Source.SSC, DocumentKind.SSC)
    assert (identity.number, identity.name, identity.sex) == ("999999199001011238", "测试甲", Sex.MALE)
    assert (identity.ethnicity_name, identity.birthplace) == ("汉", "999999")
    assert [day.isoformat() for day in (identity.birth_date, identity.valid_from, identity.valid_to)] == [
        "1990-01-01",
        "2024-01-02",
        "2034-01-01",
    ]
    card = identity.social_security_card
    assert (card.version, card.issuing_area, card.card_number) == ("2.00", "999900", "Z99000017")
    assert card.identification_code == "999900D15600000599990001"
    assert (card.needs_authentication, identity.warnings) == (False, ())


def test_the_commands_are_the_published_ones():
    sent: list[str] = []
    converse(lambda command: sent.append(command.hex().upper()) or published(command))
    assert sent[:2] == list(VECTORS)[:2]
    assert set(sent) == set(VECTORS)
    assert sent[-2:] == ["00A4020002EF05", "00B2010000"]
    assert len(sent) == 17
    assert sent == [command.to_bytes().hex().upper() for command in USUAL], "what is asked ahead is what will be asked"


@pytest.mark.parametrize("version", ["1.00", "2.00", "2.01"])
@pytest.mark.parametrize(
    "dialects", [(), (Dialect.GET_RESPONSE,), (Dialect.EXACT_LENGTH,), (Dialect.OLD_SELECT,), tuple(Dialect)]
)
def test_every_version_and_dialect_gives_the_same_person(read, second_insured, version, dialects):
    identity = read(chip(replace(second_insured, version=version), *dialects).answer)
    assert (identity.name, identity.number, identity.sex) == ("测试乙", "99999919600229124X", Sex.FEMALE)
    assert (identity.card_version, identity.warnings) == (version, ())


def test_a_virtual_chip_answers_as_published(first_insured):
    answering = chip(first_insured)
    for command, answer in VECTORS.items():
        if command != "00A4020002EF06":
            assert answering.answer(bytes.fromhex(command)).hex().upper().removesuffix("9000") in (answer, "6A83")
        else:
            assert answering.answer(bytes.fromhex(command)) == b"\x90\x00"
    assert answering.answer(bytes.fromhex("00B20F0000")) == b"\x6a\x83"
    answering.answer(bytes.fromhex("00A4020002EF05"))
    assert answering.answer(bytes.fromhex("00B2010020")) == b"\x6c\x12"
    fetching = chip(first_insured, Dialect.GET_RESPONSE)
    assert fetching.answer(bytes.fromhex(next(iter(VECTORS)))) == b"\x61\x13"
    assert fetching.answer(bytes.fromhex("00C0000013")).endswith(b"\x90\x00")


@pytest.mark.parametrize("extension", ["", "·阿", "·阿依古丽买买提"])
def test_a_name_that_goes_on_in_the_extension_is_joined_as_bytes(read, first_insured, extension):
    """The extension begins in the middle of a character when the name has one byte of another kind."""
    for name in ("测试甲乙丙丁戊己庚辛壬癸子丑寅" + extension, "a测试甲乙丙丁戊己庚辛壬癸子丑寅" + extension):
        identity = read(chip(replace(first_insured, name=name)).answer)
        assert (identity.name, identity.warnings) == (name, ())


@pytest.mark.parametrize("tag", [0x4E, 0x0A, 0x0B, 0x0C, 0x0D, 0x03, 0x05, 0x06, 0x07])
def test_a_record_the_card_lacks_is_none(read, first_insured, tag):
    def card(command: bytes) -> bytes:
        return b"\x6a\x83" if command[1:3] == bytes((0xB2, tag)) else answering.answer(command)

    answering = chip(first_insured)
    identity = read(card)
    assert (identity.name, identity.number, identity.warnings) == ("测试甲", "999999199001011238", ())


@pytest.mark.parametrize("tag", [0x08, 0x09, 0x01])
def test_a_card_that_does_not_say_who_holds_it_is_unreadable(read, first_insured, tag):
    answering = chip(first_insured)

    def card(command: bytes) -> bytes:
        return b"\x6a\x83" if command[1:3] == bytes((0xB2, tag)) else answering.answer(command)

    with pytest.raises(AttemptFailed) as caught:
        read(card)
    assert caught.value.setback.fault is Fault.UNREADABLE_CARD


def test_a_third_generation_card_tells_of_itself_only(read, first_insured):
    card = read(chip(replace(first_insured, version="3.00")).answer)
    assert isinstance(card, SocialSecurityCard)
    assert (card.needs_authentication, card.version, card.card_number) == (True, "3.00", "Z99000017")


@pytest.mark.parametrize("closed", [0x01, 0x03, 0x05, 0x06, 0x07])
def test_a_third_generation_card_may_close_any_record(read, first_insured, closed):
    answering = chip(replace(first_insured, version="3.00"))

    def card(command: bytes) -> bytes:
        return b"\x69\x82" if command[1:3] == bytes((0xB2, closed)) else answering.answer(command)

    assert read(card).needs_authentication


def test_a_card_whose_files_are_closed_altogether_is_told_as_such(read, first_insured):
    answering = chip(first_insured)

    def card(command: bytes) -> bytes:
        return b"\x69\x82" if command[1:3] == b"\xa4\x02" else answering.answer(command)

    assert read(card).needs_authentication


ENVIRONMENT_ANSWERS = {
    "6A82": Fault.NOT_SOCIAL_SECURITY_CARD,
    "6D00": Fault.NOT_SOCIAL_SECURITY_CARD,
    "6E00": Fault.NOT_SOCIAL_SECURITY_CARD,
    "6A81": Fault.CARD_LOCKED,
    "9303": Fault.CARD_LOCKED,
    "6983": Fault.CARD_LOCKED,
    "6984": Fault.CARD_LOCKED,
    "6985": Fault.CARD_PROCEDURE,
    "6F00": Fault.CARD_FAULTY,
    "6581": Fault.CARD_FAULTY,
    "6A83": Fault.UNKNOWN_STATUS,
    "0000": Fault.UNKNOWN_STATUS,
}


@pytest.mark.parametrize(("status", "fault"), ENVIRONMENT_ANSWERS.items())
def test_a_refused_environment_says_why(status, fault):
    assert failure(lambda _: bytes.fromhex(status)) is fault


@pytest.mark.parametrize("at", range(1, 17))
@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("6985", Fault.CARD_PROCEDURE),
        ("6986", Fault.CARD_PROCEDURE),
        ("6F00", Fault.CARD_FAULTY),
        ("6983", Fault.CARD_LOCKED),
    ],
)
def test_trouble_at_any_command_voids_all(at, status, fault):
    count = iter(range(17))

    def card(command: bytes) -> bytes:
        return bytes.fromhex(status) if next(count) == at else published(command)

    assert failure(card) in ((fault, Fault.CARD_CHANGED) if at >= 15 else (fault,))


@pytest.mark.parametrize("at", range(17))
@pytest.mark.parametrize("answer", [b"", b"\x90", bytes(5000)], ids=["nothing", "one byte", "far too much"])
def test_an_answer_no_card_can_give_voids_all(at, answer):
    count = iter(range(17))
    with pytest.raises((AttemptFailed, ProtocolError)):
        converse(lambda command: answer if next(count) == at else published(command))


def test_the_answer_to_another_record_voids_all():
    def card(command: bytes) -> bytes:
        return published(bytes.fromhex("00B20D0000") if command[2] == 0x0A else command)

    assert failure(card) is Fault.GARBLED_ANSWER


def test_a_record_cut_short_is_taken_with_a_warning(read):
    def card(command: bytes) -> bytes:
        return bytes.fromhex("091EB2E2CAD49000") if command[2] == 0x09 else published(command)

    assert read(card).warnings == (CardWarning.UNREADABLE_TEXT,)


@pytest.mark.parametrize("status", [0x6113, 0x6C13])
def test_a_card_that_never_comes_to_an_end_is_left(status):
    assert failure(lambda _: status.to_bytes(2, "big")) is Fault.GARBLED_ANSWER


def test_parts_of_a_long_answer_are_put_together():
    talk = exchange(Command(Instruction.READ_RECORD, 1, 0, expected=0))
    assert next(talk).to_bytes() == bytes.fromhex("00B2010000")
    assert talk.send(Response(b"ab", 0x6102)).to_bytes() == bytes.fromhex("00C0000002")
    assert talk.send(Response(b"cd", 0x6101)).to_bytes() == bytes.fromhex("00C0000001")
    with pytest.raises(StopIteration) as end:
        talk.send(Response(b"e", 0x9000))
    assert (end.value.value.data, end.value.value.status) == (b"abcde", 0x9000)


def test_no_command_can_present_a_pin():
    with pytest.raises(ValueError, match="32"):
        Command(0x20, 0, 0x81, b"123456")
    assert {int(instruction) for instruction in Instruction} == {0xA4, 0xB2, 0xC0}


@pytest.mark.parametrize(
    ("field", "warning"),
    [
        ({"number": "999999199001011236"}, CardWarning.NUMBER_CHECKSUM),
        ({"birth_date": "19900102"}, CardWarning.BIRTH_DIFFERS_FROM_NUMBER),
        ({"birth_date": "19901399"}, CardWarning.UNREADABLE_DATE),
        ({"sex": "2"}, CardWarning.SEX_DIFFERS_FROM_NUMBER),
        ({"sex": "7"}, CardWarning.UNKNOWN_SEX),
        ({"ethnicity": "88"}, CardWarning.UNKNOWN_ETHNICITY),
        ({"valid_to": "20210101"}, CardWarning.EXPIRED),
        ({"name": "测\x1b[2J"}, CardWarning.UNREADABLE_TEXT),
        ({"name": "测\ue123"}, CardWarning.RARE_CHARACTER),
    ],
)
def test_what_does_not_fit_is_a_warning(read, first_insured, field, warning):
    holder = replace(first_insured, **({"birth_date": "19900101"} | field))
    identity = read(chip(holder).answer)
    assert warning in identity.warnings
    assert "\x1b" not in identity.name


@pytest.mark.parametrize(
    ("raw", "text"),
    [("999900FFFF", "999900"), ("FF", ""), ("", ""), ("0A", "0A")],
    ids=["padded", "blank", "none", "odd"],
)
def test_packed_digits_lose_their_padding(raw, text):
    assert digits(bytes.fromhex(raw)) == text


def test_characters_lose_their_padding_and_never_fail():
    assert characters("测试".encode("gb18030") + bytes(9)) == "测试"
    assert characters("𠮷".encode("gb18030") + b"  ") == "𠮷"
    assert characters(b"\xb2") == "\ufffd"


# -- one card exchanged for another


class Swapper:
    """Puts the next card in before the commands with the given numbers. A fresh card has nothing selected."""

    def __init__(
        self, cards: list[SocialSecurityChip], before: tuple[int, ...], *, keeps_selection: bool = False
    ) -> None:
        self._cards = iter(cards)
        self._card = next(self._cards)
        self._before = before
        self._keeps_selection = keeps_selection
        self._count = 0

    def answer(self, command: bytes) -> bytes:
        if self._count in self._before:
            former, self._card = self._card, next(self._cards)
            self._card.reset()
            if self._keeps_selection:
                self._card._in_environment, self._card._file = former._in_environment, former._file
        self._count += 1
        return self._card.answer(command)


def people(first: SocialSecurityHolder, second: SocialSecurityHolder) -> set[tuple[object, ...]]:
    return {(holder.name, holder.number, holder.birthplace, holder.card_number) for holder in (first, second)}


def person(identity: IdentityRead) -> tuple[object, ...]:
    return (identity.name, identity.number, identity.birthplace, identity.social_security_card.card_number)


def outcomes(read: Callable[[Card], object], swappers: Iterator[Swapper]) -> Iterator[object]:
    for swapper in swappers:
        try:
            yield read(swapper.answer)
        except AttemptFailed:
            yield None


DIALECTS = [(), (Dialect.GET_RESPONSE, Dialect.EXACT_LENGTH), (Dialect.OLD_SELECT,), tuple(Dialect)]


@pytest.mark.parametrize("dialects", DIALECTS, ids=["plain", "T=0", "old", "all"])
@pytest.mark.parametrize("keeps_selection", [False, True], ids=["fresh", "already selected"])
def test_a_card_exchanged_at_any_command_is_never_mixed_with_the_other(
    read, first_insured, second_insured, dialects, keeps_selection
):
    first, second = chip(first_insured, *dialects), chip(second_insured, *dialects)
    swaps = (
        Swapper([first, second], (at,), keeps_selection=keeps_selection)
        for at in range(40)
        if not first.reset()  # each reading begins with a card just put in
    )
    seen = [outcome for outcome in outcomes(read, swaps) if outcome is not None]
    assert {person(identity) for identity in seen} <= people(first_insured, second_insured)
    assert {identity.name for identity in seen} == {"测试甲", "测试乙"}


@pytest.mark.parametrize("dialects", DIALECTS, ids=["plain", "T=0", "old", "all"])
def test_a_card_exchanged_twice_is_never_mixed_with_the_other(read, first_insured, second_insured, dialects):
    """Away and back between any two commands: the identification code alone would not notice."""
    first, second = chip(first_insured, *dialects), chip(second_insured, *dialects)
    swaps = (
        Swapper([first, second, first], (at, back))
        for at in range(36)
        for back in range(at + 1, 37)
        if not first.reset()
    )
    seen = [outcome for outcome in outcomes(read, swaps) if outcome is not None]
    assert {person(identity) for identity in seen} <= people(first_insured, second_insured)
    assert seen


def test_commands_show_no_content(first_insured):
    records = converse(chip(first_insured).answer)
    shown = repr([records, chip(first_insured), first_insured, first_insured.memory(), Response(b"\xb2\xe2", 0x9000)])
    assert "9999" not in shown
    assert "b2" not in shown.lower()
