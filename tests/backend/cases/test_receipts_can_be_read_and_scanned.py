"""The papers a citizen takes away: the same bytes for the same case, the number on them, nothing cut off."""

import json
from datetime import UTC, date, datetime
from typing import Any, Literal
from xml.etree import ElementTree

import pypdfium2
import pytest
import typst
from barcode.charsets import code128
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.cases.numbers import CaseNumber
from backend.cases.receipt import ResultSlip, slip_paper, typeset, visit_paper
from backend.cases.receipt.barcode import barcode_svg
from backend.cases.receipt.typeset import TEMPLATES
from backend.cases.remedies import with_appeal
from backend.contract import CaseReceipt, DateStep, Deadline, PaperOwed, ReasonTold, Receipt, Telling, grouped
from backend.typesetting import FontMissing
from tests.backend.cases.conftest import NAME, OLD, Desk

NUMBER = str(CaseNumber("999999101000", "01", date(2026, 11, 23), 7))
NOW = datetime(2026, 11, 23, 1, 32, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def case(decision: str, **more: Any) -> CaseReceipt:
    deadlines = [
        Deadline(clock=clock, days=days, due_on=date(2026, 11, 26), known=True, steps=[])
        for clock, days in (("promised", 3), ("statutory", 10), ("notice", 5))
    ]
    base: dict[str, Any] = {
        "case": "c", "number": NUMBER, "item": "TT-001", "item_name": "城乡居民基本养老保险参保登记",
        "item_name_en": "Enrolment in the residents' pension", "state": "accepted", "decision": decision,
        "accepted_at": NOW, "promised_on": date(2026, 11, 26), "statutory_on": None,
        "received_papers": ["户口簿"], "received_papers_en": ["Household booklet"], "result_expected": "参保登记表",
        "result_expected_en": "Enrolment record", "deadlines": deadlines,
    }  # fmt: skip
    return CaseReceipt(**{**base, **more})


def receipt(*cases: CaseReceipt) -> Receipt:
    return Receipt(
        visit="v", cases=list(cases), hall_name="示范镇便民服务中心", hall_name_en="Demonstration hall", window="1",
        operator="王敏", issued_at=NOW, ask_at="12345", complain_at="12345", applicant="李*",
    )  # fmt: skip


NOTICE = case(
    "notify",
    reasons=[ReasonTold(lack="paper", code="p", text=Telling(zh="缺户口簿 #[x] $a$ *b*", en="Booklet missing"))],
)
DECLINED = case("decline", remedies=[Telling(zh="满十六周岁后再来", en="Come back at 16")])
OWED = PaperOwed(material="card", name="银行卡", name_en="Bank card", due_on=date(2026, 11, 30))
EVERY_KIND = receipt(case("accept"), case("provisional", owed_papers=[OWED]), NOTICE, DECLINED)


def bars(svg: str) -> str:
    """The modules of a barcode picture, 1 for a bar, as a scanner sees them."""
    root = ElementTree.fromstring(svg)
    boxes = [box.attrib for box in root.iter(f"{SVG}rect") if "x" in box.attrib]
    dark = [(float(box["x"][:-2]), float(box["width"][:-2])) for box in boxes if "fill:black" in box["style"]]
    unit, start = 0.25, dark[0][0]
    picture = ["0"] * round((dark[-1][0] + dark[-1][1] - start) / unit)
    for x, width in dark:
        first = round((x - start) / unit)
        picture[first : first + round(width / unit)] = "1" * round(width / unit)
    return "".join(picture)


def scanned(svg: str) -> str:
    """Decodes Code 128, sets B and C, checksum included (ISO/IEC 15417)."""
    modules = bars(svg)
    symbols = [code128.CODES.index(modules[place : place + 11]) for place in range(0, len(modules) - 13, 11)]
    assert modules.endswith(code128.STOP + "11") or modules[-13:] == code128.STOP
    start, *data, check = symbols
    assert check == (start + sum(place * symbol for place, symbol in enumerate(data, 1))) % 103
    text, in_c = "", start == 105
    for symbol in data:
        if in_c and symbol < 100:
            text += f"{symbol:02}"
        elif symbol in (99, 100):
            in_c = symbol == 99
        else:
            text += chr(symbol + 32)
    return text


@settings(max_examples=60)
@example(NUMBER)
@example(str(CaseNumber("000000000000", "00", date(2020, 1, 1), 1)))
@given(
    st.builds(
        CaseNumber,
        division=st.text("0123456789", min_size=12, max_size=12),
        window=st.text("0123456789", min_size=2, max_size=2),
        day=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
        serial=st.integers(1, 999),
    ).map(str)
)
def test_a_scanner_reads_the_case_number_from_the_barcode(number: str) -> None:
    if not number.endswith("*"):
        assert scanned(barcode_svg(number)) == number


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_holds_every_case_number_and_is_the_same_every_time(language: Literal["zh", "en"]) -> None:
    paper = visit_paper(EVERY_KIND, language)
    first, second = typeset("visit", paper, language), typeset("visit", paper, language)
    assert first == second
    assert first.startswith(b"%PDF-")
    inputs = {"language": language, "paper": json.dumps(paper, ensure_ascii=False)}
    found = typst.query(str(TEMPLATES / "visit.typ"), "<case-number>", root=str(TEMPLATES), sys_inputs=inputs)
    assert [entry["value"] for entry in json.loads(found)] == [NUMBER] * 4


def test_a_result_slip_is_typeset() -> None:
    slip = ResultSlip(EVERY_KIND, NUMBER, "参保", "Enrolment", "登记表", "Record", "CB-1", ("同意",))
    assert typeset("result", slip_paper(slip, "zh"), "zh").startswith(b"%PDF-")


def test_text_from_outside_is_never_taken_for_commands() -> None:
    hostile = case("accept", item_name='#import "x" #panic("a") $x$ `y` \\ "quoted" </svg>')
    assert typeset("visit", visit_paper(receipt(hostile), "zh"), "zh").startswith(b"%PDF-")


def test_a_missing_font_is_told_plainly() -> None:
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    with pytest.raises(FontMissing, match="Noto Sans CJK SC"):
        typeset("visit", visit_paper(EVERY_KIND, "zh"), "zh", fonts=bare)


def printed(told: Receipt) -> str:
    """What can be read on the paper."""
    document = pypdfium2.PdfDocument(typeset("visit", visit_paper(told, "zh"), "zh"))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return "".join(text.split())


def test_the_paper_says_everything_there_is_to_say() -> None:
    text = printed(EVERY_KIND)
    said = (
        "李*",
        grouped(NUMBER),
        "银行卡2026-11-30前",
        "缺户口簿#[x]$a$*b*",
        "满十六周岁后再来",
        "2026-11-26",
        "12345",
    )
    for words in said:
        assert words.replace(" ", "") in text


def test_two_items_stand_on_one_page_and_every_page_says_where_to_ask_and_to_complain() -> None:
    sheet = {"hours": "工作日 9:00–12:00，13:30–17:30", "telephone": "0700-1234567"}
    for cases, pages in ((2, 1), (3, 2)):
        told = receipt(*[case("accept")] * cases).model_copy(update=sheet)
        document = pypdfium2.PdfDocument(typeset("visit", visit_paper(told, "zh"), "zh"))
        assert len(document) == pages
        for page in document:
            text = "".join(page.get_textpage().get_text_bounded().split())
            assert all(words in text for words in ("咨询：12345", "投诉：12345", "电话：0700-1234567"))


def test_the_promised_day_says_which_days_were_not_counted() -> None:
    steps = [
        DateStep(code="weekend", day=date(2026, 9, 26), params={"to": "2026-09-27"}),
        DateStep(code="holiday", day=date(2026, 10, 1), params={"to": "2026-10-07", "name": "国庆节"}),
        DateStep(code="make_up", day=date(2026, 10, 10), params={"to": "2026-10-10", "name": "国庆节", "days": 1}),
        DateStep(code="unknown_year", day=date(2027, 1, 1)),
    ]
    promised = Deadline(clock="promised", days=9, due_on=date(2026, 10, 9), known=True, steps=steps)
    text = printed(receipt(case("accept", deadlines=[promised])))
    assert "2026-09-26至2026-09-27为周末，不计" in text
    assert "2026-10-01至2026-10-07为国庆节放假，不计" in text
    assert "调休上班，计入" in text


def test_a_refusal_says_where_and_until_when_it_can_be_contested() -> None:
    text = printed(receipt(case("decline", remedies=with_appeal(DECLINED.remedies))))
    assert "六十日内" in text
    assert "行政复议" in text
    assert "六个月内" in text


def test_how_to_appeal_is_said_once() -> None:
    whole = Telling(
        zh="可以自收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼。", en="Review, or the court."
    )
    half = Telling(zh="也可以申请行政复议。", en="There is administrative review too.")
    assert with_appeal([half, whole]) == [half, whole]
    told = [*with_appeal([half])]
    assert told[0] == half and "六个月" in told[1].zh
    assert with_appeal(told) == told


def test_a_notice_says_to_bring_what_is_missing_and_nothing_of_appeal() -> None:
    text = printed(receipt(NOTICE))
    assert "备齐后凭本单上的编号" in text
    assert "行政复议" not in text


async def test_a_receipt_is_printed_over_http_without_a_number_or_a_name_in_full(desk: Desk) -> None:
    visit, body = await desk.prepared("TT-001")
    await desk.submit(visit, body)
    for language in ("zh", "en"):
        reply = await desk.client.get(f"/visits/{visit}/receipt.pdf?language={language}")
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/pdf")
    assert [one["obj"] for one in desk.running.entries("receipt.print")] == [visit, visit]
    kept = (await desk.client.get(f"/visits/{visit}/receipt")).text
    assert NAME not in kept
    assert OLD not in kept
    assert (await desk.client.get(f"/visits/{visit}/receipt.pdf?language=xx")).status_code == 422


async def test_a_result_is_printed_only_once_there_is_one(desk: Desk) -> None:
    (case_id,) = await desk.accepted("TT-003")
    reply = await desk.client.get(f"/cases/{case_id}/result.pdf")
    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/action_not_open")
    assert desk.running.entries("result.print") == []
    desk.answer(desk.order(case_id, "record").id, result_number="N-1")
    assert (await desk.client.get(f"/cases/{case_id}/result.pdf")).content.startswith(b"%PDF-")
    (printed,) = desk.running.entries("result.print")
    assert (printed["obj"], printed["prev_case"] is None) == (case_id, False)
