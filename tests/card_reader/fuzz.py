"""Mutated frames and card answers, and what the reading code makes of them. Synthetic people only.

What came out is counted. `nothing`: nobody was read. `whole card`: one was, as it is. `warned`: it was read with a
warning. `garbled unnoticed`: letters changed where no checksum of the protocol is left to show it. `wrong identity`:
one person's number with another's data, or a number that is nobody's without a warning. `crash`: any exception but
the promised ones. `slow`: over a second of computing.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from card_reader import IdentityRead, ReadOk, SamOptions
from card_reader.errors import ProtocolError
from card_reader.pcsc.apdu import Response
from card_reader.pcsc.decoding import decode_records
from card_reader.pcsc.reading import read_card
from card_reader.pcsc.status import AttemptFailed
from card_reader.sam import frames
from card_reader.sam.actions import Ask, Silence
from card_reader.sam.frames import Answer, FrameDecoder
from card_reader.sam.machine import SamMachine
from card_reader.virtual import CardHolder, Dialect, SocialSecurityChip, SocialSecurityHolder
from card_reader.virtual.chip import Chip, Presence

AT = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE = (("999999199001011238", "测试甲"), ("99999919600229124X", "测试乙"))
ADDRESSES = (("测试省测试市1号", None), ("测试省2号", "测试省新址3号"))
_PASS = (frames.STATUS, frames.FIND, frames.SELECT, frames.READ, frames.NEWEST_ADDRESS)
Mutation = Callable[[random.Random, bytearray, bytes], bytes]


def fuzz_frames(count: int, seed: int) -> Counter[str]:
    """`count` passes of the serial line, one answer of each mutated."""
    dice, counted = random.Random(seed), Counter[str]()
    passes = [_answers(holder) for holder in _holders()]
    just_laid_down = [_answers(_holders()[0], fresh=True)[at] for at in range(len(_PASS))]
    for _ in range(count):
        mine, others = dice.sample(passes, 2)
        at = dice.choice((1, 2, 3, 3, 3, 4))
        reseal = dice.random() < 0.3
        mutation = dice.choice(_STRUCTURAL if reseal else _ALL)
        if mutation in _FOREIGN:
            at = _PASS.index(frames.READ)
        answers = [*mine[:at], _mutated(dice, mutation, mine[at], others[at], reseal=reseal), *mine[at + 1 :]]
        if mutation in _FOREIGN:
            answers[at + 1 :] = just_laid_down[at + 1 :]
        counted["mutations"] += 1
        _observe(counted, lambda answers=answers: _hear(answers, dice))
    return counted


def fuzz_cards(count: int, seed: int) -> Counter[str]:
    """`count` conversations with a social security card, one answer of each mutated, or one card for another."""
    dice, counted = random.Random(seed), Counter[str]()
    holders = (SocialSecurityHolder(number=PEOPLE[0][0], name=PEOPLE[0][1]), _second_insured())
    dialects = ((), (Dialect.GET_RESPONSE, Dialect.EXACT_LENGTH), (Dialect.OLD_SELECT,))
    chips = [[SocialSecurityChip(holder.memory(*habits)) for holder in holders] for habits in dialects]
    for _ in range(count):
        mine, other = dice.sample(dice.choice(chips), 2)
        counted["mutations"] += 1
        _observe(counted, lambda mine=mine, other=other: _converse(mine, other, dice))
    return counted


def _observe(counted: Counter[str], reading: Callable[[], IdentityRead | None]) -> None:
    begun = time.thread_time()
    try:
        counted[_judge(reading())] += 1
    except Exception:
        counted["crash"] += 1
    counted["slow"] += time.thread_time() - begun > 1


def _judge(read: IdentityRead | None) -> str:
    if read is None:
        return "nothing"
    if _whole(read):
        return "whole card" if not read.warnings else "warned"
    if read.warnings:
        return "warned"
    numbers = [number for number, _ in PEOPLE]
    if read.number not in numbers:
        return "wrong identity"
    stranger = 1 - numbers.index(read.number)
    mixed = read.name == PEOPLE[stranger][1] or {read.address, read.newest_address} & ({*ADDRESSES[stranger]} - {None})
    return "wrong identity" if mixed else "garbled unnoticed"


def _whole(read: IdentityRead) -> bool:
    if (read.number, read.name) not in PEOPLE:
        return False
    card = read.social_security_card
    if card is not None:
        return card.identification_code in (
            None,
            f"999900D1560000059999000{PEOPLE.index((read.number, read.name)) + 1}",
        )
    return (read.address, read.newest_address) == ADDRESSES[PEOPLE.index((read.number, read.name))]


def _holders() -> list[CardHolder]:
    common = {
        "ethnicity": "01",
        "issuing_authority": "测试市公安局",
        "valid_from": "2020-01-02",
        "valid_to": "long_term",
    }
    return [
        CardHolder(number=number, name=name, address=address, newest_address=newest, **common)
        for (number, name), (address, newest) in zip(PEOPLE, ADDRESSES, strict=True)
    ]


def _second_insured() -> SocialSecurityHolder:
    return SocialSecurityHolder(
        number=PEOPLE[1][0], name=PEOPLE[1][1], sex="2", ethnicity="53", identification_code="999900D15600000599990002"
    )


def _answers(holder: CardHolder, *, fresh: bool = False) -> list[bytes]:
    """What a chip says in one pass; `fresh`: to each request as if the card had just been laid down."""
    chip, answers = Chip(Presence.HALT), []
    for request in _PASS:
        if fresh or not answers:
            chip.lay(holder.card())
        answers.append(chip.answer(request))
    return answers


def _hear(answers: list[bytes], dice: random.Random) -> IdentityRead | None:
    """One pass; every read in it is looked at, the first one counts."""
    machine = SamMachine("fuzzed", SamOptions())
    machine.opened()
    for answer in answers:
        if not isinstance(machine.action, Ask):
            return None
        for event in _heard(machine, answer, dice):
            if isinstance(event, ReadOk):
                return event.read
    return None


def _heard(machine: SamMachine, stream: bytes, dice: random.Random) -> tuple[object, ...]:
    decoder = FrameDecoder()
    cut = dice.randrange(len(stream) + 1)
    outcomes = decoder.feed(stream[:cut]) or decoder.feed(stream[cut:])
    if not outcomes:
        return machine.unanswered(Silence.TIMEOUT)
    if isinstance(outcomes[0], bytearray):
        return machine.answered(Answer.from_body(outcomes[0]), AT)
    return machine.unanswered(Silence.GARBLED)


def _mutated(dice: random.Random, mutation: Mutation, answer: bytes, other: bytes, *, reseal: bool) -> bytes:
    """`reseal` mends length and checksum afterwards, which an accident does not."""
    mutated = bytearray(mutation(dice, bytearray(answer), other))
    if reseal and len(mutated) > 8:
        mutated[5:7] = (len(mutated) - 7).to_bytes(2, "big") if dice.random() < 0.5 else mutated[5:7]
        mutated[-1] = frames.checksum(mutated[5:-1])
    return bytes(mutated)


def _flip(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    answer[dice.randrange(len(answer))] ^= 1 << dice.randrange(8)
    return answer


def _burst(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    start = dice.randrange(len(answer))
    length = min(dice.randrange(1, 12), len(answer) - start)
    answer[start : start + length] = dice.randbytes(length)
    return answer


def _truncate(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    return answer[: dice.randrange(len(answer))]


def _insert(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    at = dice.randrange(len(answer) + 1)
    return answer[:at] + dice.randbytes(dice.randrange(1, 20)) + answer[at:]


def _lose(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    at = dice.randrange(len(answer))
    return answer[:at] + answer[at + dice.randrange(1, 20) :]


def _splice(dice: random.Random, answer: bytearray, other: bytes) -> bytes:
    return answer[: dice.randrange(len(answer))] + other[dice.choice((0, dice.randrange(len(other)))) :]


def _repeat(_: random.Random, answer: bytearray, __: bytes) -> bytes:
    return answer + answer


def _replace(_: random.Random, __: bytearray, other: bytes) -> bytes:
    return other


def _noise(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    return dice.randbytes(dice.randrange(1, 40)) + answer


def _header(dice: random.Random, answer: bytearray, _: bytes) -> bytes:
    answer[dice.randrange(5, min(14, len(answer)))] = dice.randrange(256)
    return answer


_FOREIGN = (_splice, _replace)
"""Another card's answer in the place of this one's: the one was late, or the other is there now, just laid down."""
_STRUCTURAL: tuple[Mutation, ...] = (_truncate, _splice, _repeat, _replace)
_ALL: tuple[Mutation, ...] = (*_STRUCTURAL, _header, _flip, _burst, _insert, _lose, _noise)


def _converse(mine: SocialSecurityChip, other: SocialSecurityChip, dice: random.Random) -> IdentityRead | None:
    mine.reset()
    other.reset()
    at, swaps = dice.randrange(30), dice.random() < 0.2
    card, count, conversation = mine, 0, read_card()
    try:
        command = next(conversation)
        while True:
            if swaps and count == at:
                card = other
            answer = card.answer(command.to_bytes())
            if not swaps and count == at:
                answer = _mutated_answer(dice, answer)
            count += 1
            command = conversation.send(Response.from_bytes(answer))
    except StopIteration as end:
        outcome = decode_or_none(end.value)
        return outcome if isinstance(outcome, IdentityRead) else None
    except (AttemptFailed, ProtocolError):
        return None


def decode_or_none(records: object) -> object:
    try:
        return decode_records(records, read_at=AT)
    except AttemptFailed:
        return None


def _mutated_answer(dice: random.Random, answer: bytes) -> bytes:
    kind = dice.randrange(7)
    if kind == 0:
        return _flip(dice, bytearray(answer), b"")
    if kind == 1:
        return _truncate(dice, bytearray(answer), b"")
    if kind == 2:
        return dice.randbytes(dice.randrange(300))
    if kind == 3:  # other status words
        return answer[:-2] + dice.choice((b"\x61\x05", b"\x6c\x12", b"\x69\x82", b"\x6a\x83", dice.randbytes(2)))
    if kind == 4:  # another tag or length
        head = bytes((dice.choice((answer[0], dice.randrange(256))), dice.randrange(256)))
        return head + answer[2:]
    if kind == 5:
        return answer[:-2] + answer
    return _insert(dice, bytearray(answer), b"")
