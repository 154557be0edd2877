"""SOAP departments: valid by schema or refused by field; told twice they do it twice, and can be asked."""

import uuid
from typing import Any

import pytest
from lxml import etree

PERSON = "999999198103071210"
NS = {"s": "http://schemas.xmlsoap.org/soap/envelope/", "d": "urn:county:department:1"}

PURPOSE = '<Field code="purpose"><Value>job</Value></Field>'
BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>"""
XXE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><x>&file;</x>"""


def envelope(operation: str, prefix: str = "") -> bytes:
    return f"""{prefix}<soap:Envelope xmlns:soap="{NS["s"]}" xmlns="{NS["d"]}"><soap:Body>{operation}</soap:Body>
    </soap:Envelope>""".encode()


def application(dispatch_id: str, **changes: str) -> str:
    parts = {
        "DispatchId": dispatch_id,
        "CaseNumber": "999999101000032611220015",
        "Hall": "999999101000",
        "Item": "GA-021",
        "ItemName": "无犯罪记录证明",
        "Stage": "county",
        "AcceptedAt": "2026-01-05T09:30:00+08:00",
        "Name": "向国强",
        "IdNumber": PERSON,
        "Fields": '<Field code="purpose"><Value>求职</Value></Field>',
        "Documents": "",
        **changes,
    }
    applicant = (
        f"<Applicant><Name>{parts.pop('Name')}</Name><IdNumber>{parts.pop('IdNumber')}</IdNumber>"
        "<DocumentKind>resident</DocumentKind></Applicant>"
    )
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text is not None)
    return f"<SubmitApplication><Application>{inner}{applicant}</Application></SubmitApplication>"


async def call(county: Any, system: str, operation: str | bytes) -> Any:
    content = operation if isinstance(operation, bytes) else envelope(operation)
    headers = county.headers(system) | {"Content-Type": "text/xml; charset=utf-8"}
    return await county.http.post(f"/soap/{system}", content=content, headers=headers)


async def submit(county: Any, system: str, dispatch_id: str, **changes: str) -> Any:
    return await call(county, system, application(dispatch_id, **changes))


def found(reply: Any, path: str) -> list[str]:
    nodes: Any = etree.fromstring(reply.content).xpath(path, namespaces=NS)
    return [node.text for node in nodes]


def fields_of(reply: Any) -> list[str]:
    assert reply.status_code == 500
    assert found(reply, "//faultcode") == ["soap:Client"]
    return found(reply, "//detail/d:Errors/d:Error/d:Field")


async def ask(county: Any, system: str, dispatch_id: str) -> Any:
    return await call(county, system, f"<QueryApplication><DispatchId>{dispatch_id}</DispatchId></QueryApplication>")


async def test_a_good_application_is_taken_and_decided(county: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    taken = await submit(county, "GA-RK", dispatch_id)
    reference = found(taken, "//d:SubmitApplicationResponse/d:Reference")
    assert reference[0].startswith("GA-RK-")
    standing = await ask(county, "GA-RK", dispatch_id)
    assert found(standing, "//d:State") == ["answered"]
    assert found(standing, "//d:Answer/d:Outcome") == ["approved"]
    assert found(standing, "//d:Answer/d:Reference") == reference
    assert found(standing, "//d:Answer/d:ResultNumber")[0].startswith("云公户")


async def test_every_reply_is_valid_by_the_served_schema(county: Any) -> None:
    served = await county.http.get("/soap/GA-RK?xsd")
    schema = etree.XMLSchema(etree.fromstring(served.content))
    dispatch_id = str(uuid.uuid4())
    shared = (
        f"<QuerySharedData><QueryId>1</QueryId><Purpose>GA-021</Purpose><IdNumber>{PERSON}</IdNumber>"
        "<Datum>household_members</Datum><Datum>marital_status</Datum></QuerySharedData>"
    )
    replies = [
        await submit(county, "GA-RK", dispatch_id),
        await ask(county, "GA-RK", dispatch_id),
        await ask(county, "GA-RK", str(uuid.uuid4())),
        await call(county, "GA-RK", shared),
    ]
    for reply in replies:
        assert reply.status_code == 200
        schema.assertValid(etree.fromstring(reply.content)[0][0])


async def test_told_twice_a_grade_b_department_does_it_twice(county: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    first, second = [found(await submit(county, "GA-RK", dispatch_id), "//d:Reference")[0] for _ in range(2)]
    assert first != second
    assert await county.effects() == {("GA-RK", dispatch_id): 2}


async def test_a_department_can_be_asked_before_it_is_told_again(county: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    assert found(await ask(county, "GA-RK", dispatch_id), "//d:State") == ["unknown"]
    await county.control("GA-RK", lose_replies=1)
    assert found(await submit(county, "GA-RK", dispatch_id), "//faultcode") == ["soap:Server"]
    assert found(await ask(county, "GA-RK", dispatch_id), "//d:State") == ["answered"]


async def test_a_grade_c_department_can_be_asked_by_its_own_reference_only(county: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    taken = await submit(county, "TY-YF", dispatch_id, Item="TY-001", Stage="township_check")
    reply = await ask(county, "TY-YF", dispatch_id)
    assert fields_of(reply) == ["dispatch_id"]
    assert "not supported" in reply.text
    reference = found(taken, "//d:Reference")[0]
    by_reference = f"<QueryApplication><Reference>{reference}</Reference></QueryApplication>"
    standing = await call(county, "TY-YF", by_reference)
    assert found(standing, "//d:Answer/d:DispatchId") == [dispatch_id]


async def test_shared_data_come_as_values_and_rows(county: Any) -> None:
    inquiry = (
        f"<QuerySharedData><QueryId>1</QueryId><Purpose>GA-021</Purpose><IdNumber>{PERSON}</IdNumber>"
        "<Datum>household_members</Datum><Datum>registered_division</Datum></QuerySharedData>"
    )
    reply = await call(county, "GA-RK", inquiry)
    assert found(reply, "//d:Found") == ["true"]
    assert found(reply, "//d:Datum[@name='registered_division']/d:Value") == ["999999101201"]
    assert found(reply, "//d:Datum[@name='household_members']/d:Row[1]/d:Cell") == ["向国强", "户主", "1981", "10"]


async def test_somebody_registered_elsewhere_is_not_found(county: Any) -> None:
    inquiry = (
        "<QuerySharedData><QueryId>1</QueryId><Purpose>GA-021</Purpose><IdNumber>810000199001010019</IdNumber>"
        "<Datum>{}</Datum></QuerySharedData>"
    )
    assert found(await call(county, "GA-RK", inquiry.format("registered_address")), "//d:Found") == ["false"]
    assert found(await call(county, "GA-LK", inquiry.format("residence_permit")), "//d:Value") == ["valid"]


RUBBISH: list[tuple[dict[str, Any], list[str]]] = [
    ({"Hall": "12"}, ["hall"]),
    ({"Hall": None}, ["hall"]),
    ({"Item": "SC-001"}, ["item"]),
    ({"Name": "<b>x</b>"}, ["applicant.name"]),
    ({"Name": "王小明"}, ["applicant.name"]),
    ({"Name": "长" * 121}, ["applicant.name"]),
    ({"IdNumber": PERSON[:17] + "1"}, ["applicant.id_number"]),
    ({"AcceptedAt": "yesterday"}, ["accepted_at"]),
    ({"AcceptedAt": "2026-01-05T09:30:00"}, ["accepted_at"]),
    ({"Surprise": "1"}, ["surprise"]),
    ({"Fields": f'<Field code="reason"><Value>{"长" * 1001}</Value></Field>'}, ["fields.reason"]),
    ({"Fields": "<Field><Value>x</Value></Field>"}, ["fields.?"]),
    ({"Fields": PURPOSE + '<Field code="phone"><Value>12</Value></Field>'}, ["fields.phone"]),
    ({"Fields": ""}, ["fields.purpose"]),
    ({"Fields": '<Field code="a"><Value>1</Value></Field>' * 2}, ["fields.a"]),
    ({"Documents": "<Document><Material>form</Material><State>in_hand</State></Document>"}, ["documents.0.name"]),
    ({"Hall": "1", "Stage": "", "Item": "x"}, ["hall", "item", "stage"]),
]


@pytest.mark.parametrize(("changes", "fields"), RUBBISH, ids=[f"{n}-{f[0]}" for n, (_, f) in enumerate(RUBBISH)])
async def test_rubbish_is_refused_by_field(county: Any, changes: dict[str, Any], fields: list[str]) -> None:
    reply = await submit(county, "GA-RK", str(uuid.uuid4()), **changes)
    assert sorted(fields_of(reply)) == fields
    assert await county.effects() == {}
    assert "王小明" not in reply.text
    assert PERSON[:17] not in reply.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<a>",
        XXE.encode(),
        BILLION_LAUGHS.encode(),
        XXE.encode("utf-16"),
        envelope("<QueryApplication/>", prefix='<!DOCTYPE x [<!ENTITY e "x">]>'),
        b"<a>" * 5000,
        b"<x/>",
        envelope(""),
        envelope("<DeleteEverything/>"),
        envelope("<QueryApplication/><QueryApplication/>"),
        b"\xff\xfe\x00",
    ],
)
async def test_hostile_xml_is_refused(county: Any, content: bytes) -> None:
    reply = await call(county, "GA-RK", content)
    assert fields_of(reply)
    assert "root:" not in reply.text


async def test_a_flood_is_cut_off(county: Any) -> None:
    assert (await call(county, "GA-RK", b"<a>" + b" " * 1_100_000)).status_code == 413


async def test_comments_do_not_cut_values(county: Any) -> None:
    dispatch_id = str(uuid.uuid4())
    reply = await submit(county, "GA-RK", dispatch_id, Name="向<!-- -->国强")
    assert reply.status_code == 200


async def test_a_schema_is_served_for_soap_departments_only(county: Any) -> None:
    assert (await county.http.get("/soap/GA-RK?xsd")).status_code == 200
    assert (await county.http.get("/soap/GA-RK")).status_code == 404
    assert (await county.http.get("/soap/RS-JM?xsd")).status_code == 404


async def test_the_token_is_wanted_here_too(county: Any) -> None:
    reply = await county.http.post("/soap/GA-RK", content=envelope("<QueryApplication/>"))
    assert reply.status_code == 401
    assert found(reply, "//d:Field") == ["Authorization"]


async def test_faults_can_be_switched_on(county: Any) -> None:
    await county.control("GA-RK", down=True)
    assert (await ask(county, "GA-RK", str(uuid.uuid4()))).status_code == 503
    await county.control("GA-RK", down=False, nonsense=True)
    reply = await ask(county, "GA-RK", str(uuid.uuid4()))
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(reply.content)
