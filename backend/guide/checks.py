"""Checks of single values by their kind. A check answers a problem code, or nothing when the value is right.

Typing is forgiven: full-width characters become half-width, blanks and hyphens inside numbers vanish (`normalise`).
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from backend.guide.declared import Fact, FactKind
from backend.guide.facts import Value
from backend.guide.text import Text

__all__ = ["birth_in", "find_problem", "normalise", "problem_text"]

_PHONE = re.compile(r"1\d{10}")
_MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?")
_YES = frozenset({"true", "yes", "y", "1", "是", "有"})
_NO = frozenset({"false", "no", "n", "0", "否", "无", "没有"})

_PROBLEMS = {
    "phone": Text(zh="手机号码应为 1 开头的 11 位数字。", en="A mobile number has 11 digits and begins with 1."),
    "date": Text(zh="日期写成 年-月-日，如 2026-11-22。", en="Write a date as year-month-day, such as 2026-11-22."),
    "money": Text(zh="金额只写数字，最多两位小数。", en="Write an amount as digits with at most two decimals."),
    "integer": Text(zh="这里只填整数。", en="Only a whole number goes here."),
    "too_small": Text(zh="不能小于 {least}。", en="Not less than {least}."),
    "too_large": Text(zh="不能大于 {most}。", en="Not more than {most}."),
    "bank_card": Text(zh="银行卡号校验不对，请对着卡再核一遍。", en="The card number fails its check digit."),
    "id_number": Text(zh="身份证号码应为 18 位。", en="An ID number has 18 characters."),
    "id_number_check": Text(zh="身份证号码校验位不对，请核对。", en="The ID number fails its check character."),
    "id_number_birth": Text(zh="身份证号码里的出生日期不存在。", en="The ID number contains an impossible birth date."),
    "choice": Text(zh="请从列出的选项里选。", en="Choose one of the options listed."),
    "yes_no": Text(zh="请选“是”或“否”。", en="Choose yes or no."),
    "too_long": Text(zh="最多 {longest} 个字。", en="At most {longest} characters."),
    "pattern": Text(zh="格式不对。", en="This does not have the expected form."),
    "table": Text(zh="表格的列数不对。", en="A row of this table has the wrong number of cells."),
}


def problem_text(code: str, fact: Fact) -> Text:
    """The sentence for a problem code of ``fact``, with an example of a right value where the fact gives one."""
    limits = {"least": fact.least, "most": fact.most, "longest": fact.longest}
    text = _PROBLEMS[code]
    zh, en = text.zh.format(**limits), text.en.format(**limits)
    if code == "pattern" and fact.example is not None:
        zh, en = f"{zh}例如：{fact.example.zh}", f"{en} For example: {fact.example.en}"
    return Text(zh=zh, en=en)


def find_problem(fact: Fact, value: Value) -> str | None:
    """The code of what is wrong with ``value`` as a value of ``fact``."""
    match fact.kind:
        case FactKind.YES_NO:
            return None if isinstance(value, bool) else "yes_no"
        case FactKind.INTEGER:
            return _integer_problem(fact, value)
        case FactKind.TABLE:
            return _table_problem(fact, value)
        case _:
            return _text_problem(fact, value) if isinstance(value, str) else "pattern"


def _integer_problem(fact: Fact, value: Value) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "integer"
    return _range_problem(fact, value)


def _range_problem(fact: Fact, number: int | Decimal) -> str | None:
    if fact.least is not None and number < fact.least:
        return "too_small"
    if fact.most is not None and number > fact.most:
        return "too_large"
    return None


def _table_problem(fact: Fact, value: Value) -> str | None:
    if not isinstance(value, list):
        return "table"
    width = len(fact.columns)
    return "table" if any(width and len(row) != width for row in value) else None


def _text_problem(fact: Fact, text: str) -> str | None:
    match fact.kind:
        case FactKind.CHOICE:
            return None if any(choice.value == text for choice in fact.choices) else "choice"
        case FactKind.PHONE:
            return None if _PHONE.fullmatch(text) else "phone"
        case FactKind.DATE:
            return None if _as_date(text) else "date"
        case FactKind.MONEY:
            return _money_problem(fact, text)
        case FactKind.BANK_CARD:
            return None if 12 <= len(text) <= 24 and luhn.is_valid(text) else "bank_card"
        case FactKind.ID_NUMBER:
            return _id_number_problem(text)
        case _:
            return _free_text_problem(fact, text)


def _free_text_problem(fact: Fact, text: str) -> str | None:
    if len(text) > fact.longest:
        return "too_long"
    if fact.pattern is not None and not re.fullmatch(fact.pattern, text):
        return "pattern"
    return None


def _money_problem(fact: Fact, text: str) -> str | None:
    if not (text.isascii() and _MONEY.fullmatch(text)):
        return "money"
    return _range_problem(fact, Decimal(text))


def _id_number_problem(text: str) -> str | None:
    """GB 11643: 17 digits and an ISO 7064 MOD 11-2 check character. Area codes are not checked: they get renamed."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "id_number"
    if not mod_11_2.is_valid(text):
        return "id_number_check"
    return None if birth_in(text) else "id_number_birth"


def birth_in(id_number: str) -> date | None:
    """The birth date an 18-character ID number carries, if it is one."""
    digits = id_number[6:14]
    return _as_date(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}") if len(id_number) == 18 else None


def _as_date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def normalise(fact: Fact, typed: str) -> Value:
    """What was typed as a value of ``fact``, with the slips of a Chinese keyboard forgiven.

    What cannot be understood is handed back as cleaned text; `find_problem` then says what is wrong with it.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    match fact.kind:
        case FactKind.YES_NO:
            return _as_yes_no(text)
        case FactKind.INTEGER:
            return _as_integer(text)
        case FactKind.MONEY:
            return _as_money(text)
        case FactKind.DATE:
            return _as_date_text(text)
        case FactKind.PHONE | FactKind.BANK_CARD:
            return _without_gaps(text)
        case FactKind.ID_NUMBER:
            return re.sub("[a-z]+", lambda letters: letters[0].upper(), _without_gaps(text))
        case _:
            return re.sub(r"\s+", " ", text)


def _without_gaps(text: str) -> str:
    """Normalised again, since what stood apart may combine."""
    return unicodedata.normalize("NFKC", re.sub(r"[\s-]", "", text))


def _as_yes_no(text: str) -> Value:
    word = text.lower()
    if word in _YES:
        return True
    return False if word in _NO else text


def _as_integer(text: str) -> Value:
    digits = re.sub(r"[\s,]", "", text)
    return int(digits) if re.fullmatch(r"-?[0-9]{1,12}", digits) else text


def _as_money(text: str) -> Value:
    digits = re.sub(r"[\s,¥元]", "", text)
    try:
        return f"{Decimal(digits):.2f}" if _MONEY.fullmatch(digits) and digits.isascii() else text
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        return text


def _as_date_text(text: str) -> Value:
    parts = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", text)
    if parts:
        year, month, day = parts.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"[0-9]{8}", text) else text
