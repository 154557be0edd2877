"""The columns a hall's list may have: headings as lists of implementation (实施清单) write them, and values."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.guide.item import ApprovalPattern, CaseType, Frequency, ItemType, Level

__all__ = ["COLUMNS", "Column", "WrongValue", "heading_of", "plain"]

Value = str | int | tuple[str, ...] | None
Reader = Callable[[str], Value]


class WrongValue(ValueError):
    """A cell cannot be read; `kind` names the sentence, `allowed` the words there are."""

    def __init__(self, kind: str, allowed: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.allowed = allowed


@dataclass(frozen=True)
class Column:
    """`key` is the item's key the cell goes to; one only shown in exports has no reader."""

    key: str
    zh: str
    en: str
    read: Reader | None
    also: tuple[str, ...] = ()
    """Other headings it is known by."""

    def heading(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def plain(text: str) -> str:
    """Full-width letters and digits as usual ones, blanks off: what people type is not what they mean."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _text(cell: str) -> str:
    return cell


def _code(cell: str) -> str:
    code = plain(cell).upper().replace("_", "-").replace("—", "-")
    if re.fullmatch(r"[A-Z]{2}-\d{3,6}", code) is None:
        raise WrongValue("not_a_code")
    return code


def _days(cell: str) -> int | None:
    """“20”, “20个工作日”; nothing, “无” or “/” where the law sets no limit."""
    cell = plain(cell)
    if cell in ("", "无", "/", "-", "none", "没有规定"):
        return None
    found = re.fullmatch(r"(\d{1,4})(?:\.0)?\s*(?:个?工作日|日|天|working days|days|d)?", cell.lower())
    if found is None:
        raise WrongValue("not_days")
    return int(found[1])


def _promised(cell: str) -> int:
    days = 0 if cell in ("即办", "当场", "当日办结") else _days(cell)
    if days is None:
        raise WrongValue("not_days")
    return days


def _names(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in re.split(r"[、,;/|，；／｜]", cell) if name.strip()))


def _word(kinds: type[StrEnum], words: Mapping[str, StrEnum]) -> Reader:
    def read(cell: str) -> str:
        word = plain(cell)
        lowered = word.lower().replace(" ", "_")
        found = words.get(word) or next((kind for kind in kinds if lowered == kind.value), None)
        if found is None:
            raise WrongValue("unknown_word", "、".join(words))
        return found.value

    return read


_TYPES: Final = {
    "行政许可": ItemType.LICENCE, "行政给付": ItemType.PAYMENT, "行政确认": ItemType.CONFIRMATION,
    "行政奖励": ItemType.REWARD, "行政裁决": ItemType.ADJUDICATION, "其他行政权力": ItemType.OTHER_POWER,
    "公共服务": ItemType.PUBLIC_SERVICE, "其他权力": ItemType.OTHER_POWER,
}  # fmt: skip
_CASES: Final = {
    "即办件": CaseType.INSTANT, "承诺件": CaseType.PROMISED, "即办": CaseType.INSTANT, "承诺": CaseType.PROMISED,
}  # fmt: skip
_LEVELS: Final = {
    "村级": Level.VILLAGE, "乡级": Level.TOWNSHIP, "县级": Level.COUNTY, "村": Level.VILLAGE, "社区": Level.VILLAGE,
    "村(社区)": Level.VILLAGE, "乡镇": Level.TOWNSHIP, "乡镇级": Level.TOWNSHIP, "乡镇(街道)": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP, "县": Level.COUNTY, "区县级": Level.COUNTY,
}  # fmt: skip
_PATTERNS: Final = {
    "即办": ApprovalPattern.INSTANT, "单环节": ApprovalPattern.SINGLE, "串联": ApprovalPattern.SERIAL,
    "并联": ApprovalPattern.PARALLEL, "联席": ApprovalPattern.JOINT, "串联审批": ApprovalPattern.SERIAL,
    "并联审批": ApprovalPattern.PARALLEL, "联合审批": ApprovalPattern.JOINT, "即办件": ApprovalPattern.INSTANT,
}  # fmt: skip
_OFTEN: Final = {"高": Frequency.HIGH, "中": Frequency.MEDIUM, "低": Frequency.LOW, "高频": Frequency.HIGH}

COLUMNS: Final[tuple[Column, ...]] = (
    Column("code", "事项编码", "code", _code, ("编码", "代码", "事项代码", "实施编码", "基本编码")),
    Column("name", "事项名称", "name", _text, ("名称", "事项", "实施事项名称", "name (zh)")),
    Column("name_en", "英文名称", "name in English", _text, ("英文", "name (en)", "name_en")),
    Column("department", "实施部门", "department", _text, ("部门", "实施主体", "实施机构", "主管部门", "责任部门")),
    Column("system", "办理系统", "system", _text, ("系统", "业务系统", "业务办理系统", "部门系统")),
    Column("item_type", "事项类型", "type", _word(ItemType, _TYPES), ("item_type", "权力类型", "类型")),
    Column("case_type", "办件类型", "kind of case", _word(CaseType, _CASES), ("case_type",)),
    Column("statutory_days", "法定办结时限", "days by law", _days, ("法定时限", "法定期限", "statutory_days")),
    Column("promised_days", "承诺办结时限", "days promised", _promised, ("承诺时限", "承诺期限", "promised_days")),
    Column("level", "行使层级", "decided at", _word(Level, _LEVELS), ("办理层级", "决定层级", "level")),
    Column("intake_level", "受理层级", "accepted at", _word(Level, _LEVELS), ("intake_level", "收件层级")),
    Column("approval_pattern", "审批方式", "approval", _word(ApprovalPattern, _PATTERNS), ("approval_pattern",)),
    Column("frequency", "办件量", "frequency", _word(Frequency, _OFTEN), ("频次", "频度")),
    Column("popular_names", "俗称", "popular names", _names, ("别名", "通俗名称", "popular_names")),
    Column("papers_before", "材料数", "papers", None, ("申请材料数", "papers_before")),
    Column("papers_after", "免交后材料数", "papers after sharing", None, ("实交材料数", "papers_after")),
    Column("described", "已写全", "described", None),
)

_HEADINGS: Final = {
    plain(heading).lower(): column for column in COLUMNS for heading in (column.key, column.zh, column.en, *column.also)
}


def heading_of(cell: str) -> Column | None:
    """The column a heading names; remarks in brackets and blanks do not matter."""
    words = plain(cell).lower()
    return _HEADINGS.get(words) or _HEADINGS.get(re.sub(r"\s*[(（].*[)）]", "", words).replace(" ", ""))
