"""Each connector against the simulated county's own implementation of its protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.cases.ports import Applicant, ApplicationPayload, SentDocument, Supplement
from backend.contract import Realm
from backend.county.app import create_county
from backend.county.settings import CountySettings
from backend.dispatch.connectors.file_drop import FileDropConnector
from backend.dispatch.connectors.port import (
    Connector,
    Grade,
    NotAskable,
    NotSent,
    Rejected,
    SharedQuery,
    Standing,
    Unclear,
)
from backend.dispatch.connectors.rest_json import RestJsonConnector
from backend.dispatch.connectors.soap_xml import SoapXmlConnector
from backend.dispatch.departments import WrongAddress, connect
from backend.settings import HallSettings, NodeSettings
from backend.storage import new_id
from tests.backend.dispatch.conftest import HALL, START
from tests.parts.catalogue import shipped

SECRET = "a secret both sides were given"


@dataclass
class Wire:
    connectors: dict[str, Connector]
    http: httpx.AsyncClient

    async def switch(self, system: str, **switches: Any) -> None:
        (await self.http.post(f"/control/{system}", json=switches)).raise_for_status()

    async def supplements(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.http.get("/control/supplements")).json()
        return found

    async def person(self, key: int = 0) -> dict[str, Any]:
        people: list[dict[str, Any]] = (await self.http.get("/control/people")).json()
        return people[key]["card"]


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    async with _wire(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def _wire(folder: Path) -> AsyncIterator[Wire]:
    county = create_county(CountySettings(data=folder, secret=SECRET, speed=float("inf")))
    async with county.router.lifespan_context(county):
        transport = httpx.ASGITransport(county)
        connectors = _connectors(folder, transport)
        async with httpx.AsyncClient(transport=transport, base_url="http://county") as http:
            yield Wire(connectors, http)
        for connector in connectors.values():
            await connector.aclose()


def _connectors(folder: Path, transport: httpx.AsyncBaseTransport) -> dict[str, Connector]:
    import hashlib
    import hmac

    def token(system: str) -> str:
        return hmac.new(SECRET.encode(), f"token:{system}".encode(), hashlib.sha256).hexdigest()

    def soap(system: str, grade: Grade) -> SoapXmlConnector:
        return SoapXmlConnector(system, f"http://county/soap/{system}", token(system), grade, transport=transport)

    made: list[Connector] = [
        RestJsonConnector("RS-JM", "http://county/rest/RS-JM", token("RS-JM"), transport=transport),
        soap("GA-RK", Grade.B),
        RestJsonConnector("NY-ZJ", "http://county/rest/NY-ZJ", token("NY-ZJ"), transport=transport),
        soap("WJ-SY", Grade.B),
        soap("TY-YF", Grade.C),
        FileDropConnector("NY-BT", folder / "drop" / "NY-BT"),
    ]
    return {connector.system: connector for connector in made}


PROCEDURES = {
    "NY-ZJ": ("NY-001", "site_visit", "site_survey"),
    "WJ-SY": ("WJ-004", "notice", "public_notice"),
    "NY-BT": ("NY-011", "notice", "public_notice"),
}
"""A stage with a special procedure for each of REST, SOAP and file drop."""

ITEMS = {"RS-JM": "RS-001", "GA-RK": "GA-021", "TY-YF": "TY-002", "NY-BT": "NY-011"}


def payload(card: dict[str, Any], system: str, **changes: Any) -> ApplicationPayload:
    fields: dict[str, Any] = {
        "name": card["name"], "phone": "13900005518", "tier": "200", "contribution_method": "bank",
        "purpose": "=cmd()", "household_members": [["甲", "子"]], "in_school": False, "subsidised_area": "3.5",
        "present_address": "测试村1组", "payment_account": "6222020000000000000", "veteran_kind": "veteran",
    }  # fmt: skip
    values: dict[str, Any] = {
        "dispatch_id": new_id(), "case_number": "999999101000012611230013", "hall": HALL, "item": ITEMS.get(system),
        "item_name": "测试事项", "stage": "review", "accepted_at": START,
        "applicant": Applicant(name=card["name"], id_number=card["number"], document_kind="resident"),
        "fields": fields, "documents": [SentDocument(material="form", name="申请表", state="in_hand")],
    }  # fmt: skip
    return ApplicationPayload(**(values | changes))


async def decided(connector: Connector, sent: ApplicationPayload, reference: str | None) -> Any:
    for _ in range(60):
        standing = await connector.standing(sent.dispatch_id, reference)
        if standing.answer is not None:
            return standing.answer
        await asyncio.sleep(0.05)
    raise AssertionError(f"{connector.system} never answered")


@pytest.mark.parametrize("system", list(ITEMS))
async def test_an_application_is_taken_and_answered(wire: Wire, system: str) -> None:
    connector, card = wire.connectors[system], await wire.person()
    sent = payload(card, system)
    try:
        reference = await connector.submit(sent)
        answer = await decided(connector, sent, reference)
    except Rejected as error:
        raise AssertionError(list(error.faults)) from None
    assert answer.dispatch_id == sent.dispatch_id
    await connector.settled(answer)


@pytest.mark.parametrize("system", list(ITEMS))
async def test_papers_brought_later_reach_the_department_the_newest_list_counts(wire: Wire, system: str) -> None:
    connector, sent = wire.connectors[system], payload(await wire.person(), system)
    reference = await connector.submit(sent)
    newest = supplement(sent, "booklet", START + timedelta(days=1))
    for told in (newest, supplement(sent, "form"), newest):
        await connector.supplement(told, reference)
        await _until_filed(wire, sent.dispatch_id)
    [filed] = [entry for entry in await wire.supplements() if entry["dispatch_id"] == sent.dispatch_id]
    assert filed["system"] == system
    assert [(paper["material"], paper["digest"]) for paper in filed["documents"]] == [("booklet", "0" * 64)]


def supplement(sent: ApplicationPayload, material: str, as_of: datetime = START) -> Supplement:
    paper = SentDocument(material=material, name="户口簿", state="in_hand", digest="0" * 64)
    return Supplement(dispatch_id=sent.dispatch_id, case_number=sent.case_number, as_of=as_of, documents=[paper])


async def _until_filed(wire: Wire, dispatch_id: str) -> None:
    for _ in range(100):
        if any(entry["dispatch_id"] == dispatch_id for entry in await wire.supplements()):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("never filed")


@pytest.mark.parametrize("system", ["RS-JM", "GA-RK", "TY-YF"])
async def test_papers_of_an_application_a_department_does_not_know_are_refused(wire: Wire, system: str) -> None:
    with pytest.raises(Rejected):
        await wire.connectors[system].supplement(supplement(payload(await wire.person(), system), "booklet"), "R-0")


async def test_a_department_without_a_folder_for_papers_does_not_hold_its_line_up(tmp_path: Path) -> None:
    sent = payload({"name": "测试甲", "number": "999999199001011238"}, "NY-BT")
    with pytest.raises(Rejected):
        await FileDropConnector("NY-BT", tmp_path).supplement(supplement(sent, "booklet"), None)


@pytest.mark.parametrize("system", list(PROCEDURES))
async def test_a_special_procedure_is_told_before_the_answer_and_with_it(wire: Wire, system: str) -> None:
    connector, card = wire.connectors[system], await wire.person()
    item, stage, kind = PROCEDURES[system]
    await wire.switch(system, answer_after_ms=1500)
    sent = payload(card, system, item=item, stage=stage)
    await connector.submit(sent)
    begun = await _until(connector, sent, lambda standing: bool(standing.procedures))
    [procedure] = begun.procedures
    assert begun.answer is None
    assert (procedure.kind, procedure.dispatch_id, procedure.ended_on) == (kind, sent.dispatch_id, None)
    assert procedure.expected_end is not None and procedure.expected_end > procedure.began_on and procedure.words
    decided = await _until(connector, sent, lambda standing: standing.answer is not None)
    [ended] = decided.procedures
    assert (ended.procedure_id, ended.began_on) == (procedure.procedure_id, procedure.began_on)
    assert ended.ended_on is not None and decided.answer is not None
    await connector.settled(decided.answer)


async def _until(connector: Connector, sent: ApplicationPayload, holds: Callable[[Standing], bool]) -> Standing:
    for _ in range(200):
        standing = await connector.standing(sent.dispatch_id, None)
        if holds(standing):
            return standing
        await asyncio.sleep(0.02)
    raise AssertionError(f"{connector.system} never said so")


@pytest.mark.parametrize("system", list(ITEMS))
async def test_rubbish_is_rejected_with_the_field_named(wire: Wire, system: str) -> None:
    connector, card = wire.connectors[system], await wire.person()
    wrong = Applicant(name=card["name"], id_number="999999199001011236", document_kind="resident")
    sent = payload(card, system, applicant=wrong)
    with pytest.raises(Rejected) as refused:
        await connector.submit(sent)
        await decided(connector, sent, None)
    assert any("id_number" in fault.field for fault in refused.value.faults)
    assert wrong.id_number not in str(refused.value)


@pytest.mark.parametrize("system", ["RS-JM", "NY-BT"])
async def test_grade_a_takes_a_repetition_as_one(wire: Wire, system: str) -> None:
    connector = wire.connectors[system]
    sent = payload(await wire.person(), system)
    first = await connector.submit(sent)
    await decided(connector, sent, first)
    assert await connector.submit(sent) == first
    await asyncio.sleep(0.5)
    effects = (await wire.http.get("/control/effects")).json()
    assert [effect["applications"] for effect in effects if effect["dispatch_id"] == sent.dispatch_id] == [1]


async def test_grade_b_says_whether_it_has_it(wire: Wire) -> None:
    connector = wire.connectors["GA-RK"]
    sent = payload(await wire.person(), "GA-RK")
    assert not (await connector.standing(sent.dispatch_id, None)).known
    await connector.submit(sent)
    assert (await connector.standing(sent.dispatch_id, None)).known


async def test_grade_c_cannot_be_asked_by_our_id(wire: Wire) -> None:
    with pytest.raises(NotAskable):
        await wire.connectors["TY-YF"].standing(new_id(), None)


@pytest.mark.parametrize("system", ["RS-JM", "GA-RK"])
async def test_a_department_that_is_down_got_nothing(wire: Wire, system: str) -> None:
    await wire.switch(system, down=True)
    with pytest.raises(NotSent):
        await wire.connectors[system].submit(payload(await wire.person(), system))


async def test_a_port_nobody_listens_on_got_nothing() -> None:
    connector = RestJsonConnector("RS-JM", "http://127.0.0.1:9", "token")
    with pytest.raises(NotSent):
        await connector.standing(new_id(), None)
    await connector.aclose()


async def test_a_folder_that_is_not_there_got_nothing(tmp_path: Path) -> None:
    connector = FileDropConnector("NY-BT", tmp_path / "nowhere")
    with pytest.raises(NotSent):
        await connector.submit(payload({"name": "测试甲", "number": "999999199001011238"}, "NY-BT"))


@pytest.mark.parametrize(
    ("system", "datum"),
    [("RS-JM", "residents_pension"), ("GA-RK", "registered_address"), ("NY-BT", "monitored_household")],
)
async def test_shared_data_is_looked_up_in_every_flavour(wire: Wire, system: str, datum: str) -> None:
    card = await wire.person()
    query = SharedQuery(new_id(), "visit: RS-001", card["number"], (datum,))
    for _ in range(200):  # a list written before this person came is written anew in a moment
        if await _tells(wire.connectors[system], query, datum):
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{system} never told {datum}")


async def _tells(connector: Connector, query: SharedQuery, datum: str) -> bool:
    try:
        return datum in (await connector.look_up(query)).data
    except NotSent:
        return False


@pytest.mark.parametrize(
    "body", [b"", b"<", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe", b"{}" * 999]
)
async def test_no_reply_can_break_a_connector(body: bytes) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=body))
    for connector in (
        RestJsonConnector("RS-JM", "http://county", "t", transport=transport),
        SoapXmlConnector("GA-RK", "http://county", "t", Grade.B, transport=transport),
    ):
        with pytest.raises(Unclear):
            await connector.standing(new_id(), None)
        with pytest.raises(Unclear):
            await connector.look_up(SharedQuery(new_id(), "test", "999999199001011238", ("x",)))


def test_every_system_of_the_catalogue_gets_its_line(tmp_path: Path) -> None:
    secret = tmp_path / "county.secret"
    secret.write_text(SECRET)
    hall = HallSettings(code=HALL, name="镇", name_en="Town")
    county = {"county_url": "http://county", "county_secret_file": secret}
    settings = NodeSettings(realm=Realm.DEMO, data_dir=tmp_path, halls=[hall], county_drop_dir=tmp_path, **county)
    connectors, keys = connect(settings, shipped().systems.values())
    assert len({connector.system for connector in connectors}) == 24
    assert not keys.is_signed("RS-JM", b"{}", "00")
    with pytest.raises(WrongAddress, match="file-drop-csv"):
        connect(NodeSettings(realm=Realm.DEMO, data_dir=tmp_path, halls=[hall], **county), shipped().systems.values())
