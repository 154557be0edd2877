"""Departments that answer what is no answer: nothing is believed, nothing breaks, and nobody else is held up."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.county.nonsense import Nonsense as Kind
from backend.county.nonsense import spoilt
from backend.dispatch.connectors.file_drop import FileDropConnector
from backend.dispatch.connectors.http import on_the_wire
from backend.dispatch.connectors.port import (
    AnswerWay,
    Connector,
    FieldFault,
    Grade,
    Nonsense,
    NotSent,
    Rejected,
    SharedQuery,
    Unclear,
)
from backend.dispatch.connectors.rest_json import AnswerBody, RestJsonConnector
from backend.dispatch.connectors.soap_xml import SoapXmlConnector
from backend.dispatch.rejection import rejection_answer
from backend.storage import new_id
from tests.backend.dispatch.conftest import START, FakeDepartment, MakeDesk, answer_to, payload_for, supplement_for

NUMBER = "999999199001011238"
DECIDED = "2026-11-23T09:00:00+08:00"
TAKEN = b'{"reference": "R-1", "received_at": "2026-11-23T09:00:00+08:00"}'
TAKEN_XML = (
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><d:SubmitApplicationResponse'
    b' xmlns:d="urn:county:department:1"><d:Reference>R-1</d:Reference></d:SubmitApplicationResponse>'
    b"</s:Body></s:Envelope>"
)
SHARED = b'{"as_of": "%s", "found": true, "data": {"x": "1"}}'
SHARED_XML = (
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><d:QuerySharedDataResponse'
    b' xmlns:d="urn:county:department:1"><d:AsOf>%s</d:AsOf><d:Found>true</d:Found>'
    b'<d:Datum name="x"><d:Value>1</d:Value></d:Datum></d:QuerySharedDataResponse></s:Body></s:Envelope>'
)
BELIEVED = frozenset({Kind.TYPE, Kind.ANOTHER})
"""Sound words under a wrong name are still sound; the reply to a hand-over names no application."""
HARD = sorted(set(Kind) - BELIEVED - {Kind.ENDLESS})


def speaking(body: bytes | AsyncIterator[bytes], protocol: str, status: int = 200) -> Connector:
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, content=body))
    if protocol == "rest":
        return RestJsonConnector("RS-JM", "http://county", "t", transport=transport)
    return SoapXmlConnector("GA-RK", "http://county", "t", Grade.B, transport=transport)


def an_application() -> Any:
    return payload_for(None, "", new_id())  # type: ignore[arg-type]  # asks for no session


def a_supplement() -> Any:
    return supplement_for(None, "", new_id(), START)  # type: ignore[arg-type]  # asks for no session


@pytest.mark.parametrize("kind", HARD)
@pytest.mark.parametrize(("protocol", "sound"), [("rest", TAKEN), ("soap", TAKEN_XML)])
async def test_nonsense_is_unclear_never_success(protocol: str, sound: bytes, kind: Kind) -> None:
    connector = speaking(spoilt(sound, kind), protocol)
    with pytest.raises(Unclear):
        await connector.submit(an_application())
    with pytest.raises(Unclear):
        await connector.standing(new_id(), None)
    with pytest.raises(Unclear):
        await connector.look_up(SharedQuery(new_id(), "test", NUMBER, ("x",)))


@pytest.mark.parametrize(("protocol", "sound"), [("rest", TAKEN), ("soap", TAKEN_XML)])
async def test_sound_words_called_a_picture_are_sound(protocol: str, sound: bytes) -> None:
    assert await speaking(spoilt(sound, Kind.TYPE), protocol).submit(an_application()) == "R-1"


@pytest.mark.parametrize("time", ["2026-11-20T09:30:01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", ""])
async def test_what_was_looked_up_counts_only_with_a_time_anybody_could_mean(time: str) -> None:
    asked = SharedQuery(new_id(), "test", NUMBER, ("x",))
    for sound, protocol in ((SHARED, "rest"), (SHARED_XML, "soap")):
        assert (await speaking(sound % DECIDED.encode(), protocol).look_up(asked)).data == {"x": "1"}
        with pytest.raises(Nonsense):
            await speaking(sound % time.encode(), protocol).look_up(asked)


@pytest.mark.parametrize("protocol", ["rest", "soap"])
async def test_a_reply_without_end_is_left(protocol: str) -> None:
    read = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 65_536

    connector = speaking(flood(), protocol)
    with pytest.raises(Unclear):
        await connector.look_up(SharedQuery(new_id(), "test", NUMBER, ("x",)))
    assert read < 20


async def test_a_reply_that_drips_for_ever_is_left_when_its_time_is_over() -> None:
    with pytest.raises(Unclear):
        async with on_the_wire(0.01):
            await asyncio.Event().wait()


async def test_a_reference_nobody_could_mean_is_nonsense() -> None:
    for protocol, sound in (("rest", TAKEN), ("soap", TAKEN_XML)):
        with pytest.raises(Nonsense):
            await speaking(sound.replace(b"R-1", b"R" * 200), protocol).submit(an_application())


def answer_body(**changes: object) -> AnswerBody:
    sound = {"answer_id": "A-1", "dispatch_id": new_id(), "outcome": "returned", "decided_at": DECIDED}
    return AnswerBody.model_validate_json(json.dumps(sound | changes))


def test_words_come_without_what_no_person_can_read_and_not_longer_than_agreed() -> None:
    said = answer_body(words="\x1b[2J材料\u202e不全\x00" + "。" * 900).as_answer().words
    assert said is not None and said.isprintable() and len(said) == 500 and said.endswith("…")


@pytest.mark.parametrize("field", ["answer_id", "result_number", "reference"])
def test_numbers_with_control_characters_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        answer_body(**{field: "A\x001"})


# Files


def drop(folder: Path) -> FileDropConnector:
    for name in ("in", "ack", "out", "share", "procedures"):
        (folder / name).mkdir()
    return FileDropConnector("NY-BT", folder)


def answer_file(folder: Path, dispatch: str, name: str) -> Path:
    path = folder / "out" / name
    lines = [
        "answer_id,dispatch_id,outcome,words,result_number,reference,decided_at",
        f"A-{dispatch},{dispatch},approved,同意,R-1,,{DECIDED}",
    ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("kind", [*HARD, Kind.ENDLESS])
async def test_an_acknowledgement_that_cannot_be_read_is_unclear(tmp_path: Path, kind: Kind) -> None:
    connector, dispatch = drop(tmp_path), new_id()
    ack = tmp_path / "ack" / f"{dispatch}.csv"
    ack.write_bytes(spoilt("status,reference,field,message\r\naccepted,R-1,,\r\n".encode("utf-8-sig"), kind))
    with pytest.raises(Nonsense):
        await connector.standing(dispatch, None)


@pytest.mark.parametrize("kind", [kind for kind in HARD if kind is not Kind.HALF])
async def test_an_answer_file_that_cannot_be_read_holds_up_no_other(tmp_path: Path, kind: Kind) -> None:
    connector, mine, another = drop(tmp_path), new_id(), new_id()
    broken = answer_file(tmp_path, another, "0.csv")
    broken.write_bytes(spoilt(broken.read_bytes(), kind).replace(another.encode(), b"?"))
    answer_file(tmp_path, mine, "1.csv")
    answer = (await connector.standing(mine, None)).answer
    assert answer is not None and answer.words == "同意"
    with pytest.raises(Nonsense):
        await connector.standing(another, None)


@pytest.mark.parametrize("kind", HARD)
async def test_an_acknowledgement_that_cannot_be_read_does_not_keep_an_answer_back(tmp_path: Path, kind: Kind) -> None:
    connector, dispatch = drop(tmp_path), new_id()
    answer_file(tmp_path, dispatch, "0.csv")
    sound = "status,reference,field,message\r\naccepted,R-1,,\r\n".encode("utf-8-sig")
    (tmp_path / "ack" / f"{dispatch}.csv").write_bytes(spoilt(sound, kind))
    assert (await connector.standing(dispatch, None)).answer is not None


LIST = "id_number,subsidised_area,subsidy_account\r\n1,5.2,6299\r\n2,1.5,6300\r\n"


@pytest.mark.parametrize(
    "wrong",
    [
        LIST[:-8],  # within the last line
        LIST[:-3],  # within its last cell
        LIST[:-2],  # nobody knows whether that cell went on
        "",
        LIST.replace("subsidised_area", "area"),
        LIST.replace("1,5.2", "1"),
        LIST.replace("1,5.2", "1,5.2,7"),
    ],
)
async def test_of_a_daily_list_that_was_cut_off_or_mixed_up_nothing_is_believed(tmp_path: Path, wrong: str) -> None:
    connector, path = drop(tmp_path), tmp_path / "share" / "subsidised_area+subsidy_account.csv"
    asked = SharedQuery("q", "NY-011", "2", ("subsidised_area", "subsidy_account"))
    path.write_text(LIST, encoding="utf-8-sig", newline="")
    assert (await connector.look_up(asked)).data == {"subsidised_area": "1.5", "subsidy_account": "6300"}
    path.write_text(wrong, encoding="utf-8-sig", newline="")
    with pytest.raises(Nonsense):
        await connector.look_up(asked)


@pytest.mark.parametrize("odd", [os.mkfifo, Path.mkdir, lambda path: path.write_text("a,b\r\n1,2\r\n")])
async def test_what_is_no_answer_file_at_all_is_named_in_the_log_and_waited_for_by_nobody(
    tmp_path: Path, odd: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    connector, dispatch = drop(tmp_path), new_id()
    odd(tmp_path / "out" / "0.csv")
    async with asyncio.timeout(20):
        with pytest.raises((Nonsense, NotSent)):
            await connector.standing(dispatch, None)
    assert "0.csv of NY-BT is no answer" in caplog.text


async def test_a_folder_that_cannot_be_reached_is_a_department_that_cannot(tmp_path: Path) -> None:
    """As one on another machine that went away; a name too long is refused by every disk."""
    connector = FileDropConnector("NY-BT", tmp_path / ("n" * 300))
    with pytest.raises(NotSent):
        await connector.submit(an_application())
    with pytest.raises(NotSent):
        await connector.supplement(a_supplement(), None)
    with pytest.raises(NotSent):
        await connector.standing(new_id(), None)
    with pytest.raises(NotSent):
        await connector.look_up(SharedQuery(new_id(), "test", NUMBER, ("x",)))


async def test_half_an_answer_file_is_no_answer_until_the_other_half_comes(tmp_path: Path) -> None:
    connector, dispatch = drop(tmp_path), new_id()
    path = answer_file(tmp_path, dispatch, "0.csv")
    whole = path.read_bytes()
    path.write_bytes(spoilt(whole, Kind.HALF))
    assert (await connector.standing(dispatch, None)).answer is None
    path.write_bytes(whole)
    assert (await connector.standing(dispatch, None)).answer is not None


async def test_a_broken_file_on_a_procedure_does_not_keep_an_answer_back(tmp_path: Path) -> None:
    connector, dispatch = drop(tmp_path), new_id()
    (tmp_path / "procedures" / "0.csv").write_bytes(spoilt(b"", Kind.RUBBISH))
    answer_file(tmp_path, dispatch, "0.csv")
    standing = await connector.standing(dispatch, None)
    assert standing.answer is not None
    await connector.settled(standing.answer)
    assert not (tmp_path / "out" / "0.csv").exists()


# What comes of it


async def test_an_answer_about_another_application_moves_neither(make_desk: MakeDesk) -> None:
    department = FakeDepartment(grade=Grade.B, answers=AnswerWay.POLL)
    desk = make_desk(department)
    [mine, another] = await desk.order(count=2)
    await desk.rounds()
    department.decided[mine] = answer_to(another)
    desk.clock.pass_(seconds=11)
    await desk.rounds()
    assert desk.moved == []
    department.decided[mine] = answer_to(mine)
    desk.clock.pass_(seconds=30)
    await desk.rounds(2)
    assert [answer.dispatch_id for answer in desk.moved] == [mine]


async def test_a_department_that_talks_nonsense_counts_as_not_answering_until_it_makes_sense(
    make_desk: MakeDesk,
) -> None:
    department = FakeDepartment(script=[Nonsense("?")] * 3, takes_before_failing=True)
    desk = make_desk(department)
    [dispatch] = await desk.order()
    line = desk.dispatcher.lines.get(department.system)
    assert line is not None
    for _ in range(3):
        await desk.rounds()
        desk.clock.pass_(seconds=30)
    assert line.breaker.is_open and line.breaker.since is not None
    desk.clock.pass_(minutes=2)
    await desk.rounds()
    assert not line.breaker.is_open
    assert (await desk.states())[dispatch] == "sent"
    assert department.effects == {dispatch: 1}


def test_a_refusal_at_the_door_is_put_in_words_a_person_can_read() -> None:
    answer = rejection_answer(new_id(), Rejected([FieldFault("phone", "\x1b[31m不对\x07")] * 60), START)
    assert answer.words == "部门系统未接收该申请"
    assert len(answer.faults) == 60 and answer.faults[0] == ("phone", " [31m不对 ")


async def test_a_department_away_for_an_hour_is_known_since_when_and_gets_everything_once_it_is_back(
    make_desk: MakeDesk,
) -> None:
    department = FakeDepartment(script=[NotSent("down")] * 1000)
    desk = make_desk(department)
    dispatches = await desk.order(count=3)
    line = desk.dispatcher.lines.get(department.system)
    assert line is not None
    for _ in range(60):
        await desk.rounds()
        desk.clock.pass_(minutes=1)
    assert line.breaker.since is not None and line.breaker.since - START < timedelta(minutes=5)
    assert set((await desk.states()).values()) == {"queued"}
    department.script.clear()
    for _ in range(16):
        await desk.rounds()
        desk.clock.pass_(minutes=1)
    assert not line.breaker.is_open
    assert department.effects == dict.fromkeys(dispatches, 1)
