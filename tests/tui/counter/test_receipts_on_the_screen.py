"""The four receipts as the operator reads them out: everything on them, in the language of the screen."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.contract import CaseReceipt, DateStep, Deadline, PaperOwed, ReasonTold, Receipt, Telling
from tui.counter.printed.receipt_text import receipt_text
from tui.locale import set_language

NUMBER = "999999101000012611220018"
NOW = datetime(2026, 11, 23, 1, 32, tzinfo=UTC)


def due(clock: str, days: int, day: date) -> Deadline:
    weekend = DateStep(code="weekend", day=date(2026, 11, 28), params={"to": "2026-11-29"})
    return Deadline(clock=clock, days=days, due_on=day, known=True, steps=[weekend])


def receipt(decision: str, **changes: Any) -> Receipt:
    told: dict[str, Any] = {
        "case": "c", "number": NUMBER, "item": "RS-001", "item_name": "养老保险参保登记", "item_name_en": "Enrolment",
        "state": "accepted", "decision": decision, "accepted_at": NOW, "promised_on": date(2026, 12, 1),
        "statutory_on": None, "received_papers": ["登记表", "户口簿"],
        "received_papers_en": ["Form", "Booklet"], "result_expected": "参保登记表",
        "result_expected_en": "Enrolment record",
        "deadlines": [due("promised", 6, date(2026, 12, 1)), due("statutory", 10, date(2026, 12, 7))],
    }  # fmt: skip
    return Receipt(
        visit="v", cases=[CaseReceipt(**(told | changes))], hall_name="示范镇便民服务中心", hall_name_en="Sample hall",
        window="03", operator="王敏", issued_at=NOW, ask_at="12345", complain_at="12388", applicant="李*",
    )  # fmt: skip


LACK = ReasonTold(lack="paper", code="p", text=Telling(zh="缺户口簿", en="The booklet is missing"))
LACK_TOO = ReasonTold(lack="field", code="f", text=Telling(zh="缺电话", en="No telephone number"))
INSTEAD = Telling(zh="可以办理：老年证", en="You can apply for: a senior card")


@pytest.fixture(params=["en", "zh_CN"])
def spoken(request: pytest.FixtureRequest) -> str:
    set_language(request.param)
    language: str = request.param
    return language


def test_an_english_receipt_has_english_names_of_hall_papers_and_result() -> None:
    text = receipt_text(receipt("accept"))
    for said in ("Sample hall", "Form, Booklet", "Enrolment record", "李*"):
        assert said in text
    assert "户口簿" not in text


def test_a_chinese_receipt_has_no_english_name() -> None:
    set_language("zh_CN")
    text = receipt_text(receipt("accept"))
    assert "登记表、户口簿" in text
    assert "Booklet" not in text


def test_an_acceptance_gives_the_promised_day_and_which_days_were_not_counted(spoken: str) -> None:
    text = receipt_text(receipt("accept"))
    assert "2026-12-01" in text
    assert "2026-12-07" in text
    assert text.count("11-29") == 1


def test_a_provisional_acceptance_lists_what_is_owed_and_by_when(spoken: str) -> None:
    owed = [PaperOwed(material="m", name="银行卡", name_en="Bank card", due_on=date(2026, 11, 30))]
    text = receipt_text(receipt("provisional", owed_papers=owed))
    assert ("Bank card" if spoken == "en" else "银行卡") in text
    assert "2026-11-30" in text


@pytest.mark.parametrize("decision", ["notify", "decline"])
def test_who_is_not_accepted_is_told_everything_at_once_and_what_can_be_done(spoken: str, decision: str) -> None:
    notice = [due("notice", 5, date(2026, 11, 30))] if decision == "notify" else []
    text = receipt_text(receipt(decision, reasons=[LACK, LACK_TOO], remedies=[INSTEAD], deadlines=notice))
    for told in (LACK.text, LACK_TOO.text, INSTEAD):
        assert (told.en if spoken == "en" else told.zh) in text
    assert "2026-12-01" not in text
    assert "2026-11-30" not in text, "until when the hall has to tell it all is no day for the citizen"
    assert (("case number:" if spoken == "en" else "报上办件编号") in text) is (decision == "notify")
    assert not any(period in text for period in ("60", "sixty", "六十日")), "only the node knows whether to say it"


def test_a_receipt_says_when_the_hall_is_open_and_its_telephone_if_that_is_known(spoken: str) -> None:
    text = receipt_text(receipt("accept").model_copy(update={"hours": "九点到五点", "hours_en": "nine to five"}))
    assert ("nine to five" if spoken == "en" else "九点到五点") in text
    assert "Telephone" not in text and "电话" not in text
    assert "0700-77" in receipt_text(receipt("accept").model_copy(update={"telephone": "0700-77"}))


@pytest.mark.parametrize("decision", ["accept", "provisional", "notify", "decline"])
def test_every_receipt_names_its_case_and_where_to_complain(spoken: str, decision: str) -> None:
    text = receipt_text(receipt(decision, reasons=[LACK]))
    assert "999999 101000 01 261122" in text
    assert "12388" in text
    assert "12345" in text
