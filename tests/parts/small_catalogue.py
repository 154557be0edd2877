"""A whole catalogue of one item, small enough to read: to plant mistakes in, to publish and to change."""

from pathlib import Path

__all__ = ["ITEM", "edit", "write_catalogue"]

DEPARTMENTS = """\
RS:
  name: {zh: 人社局, en: Bureau}
  category: {zh: 人社, en: Social security}
  counterpart: {zh: 人社所, en: Office}
GA:
  name: {zh: 公安局, en: Police}
  category: {zh: 公安, en: Police matters}
  counterpart: {zh: 派出所, en: Station}
"""
SYSTEMS = """\
RS-JM:
  name: {zh: 养老系统, en: Pensions}
  department: RS
  protocol: rest-json
  latency: realtime
  grade: A
  answers: callback
"""
DOCUMENTS = "proof: {name: {zh: 证明, en: Proof}}\n"
EVENTS = "LE01: {name: {zh: 退休, en: Retirement}, items: [RS-001]}\n"
INDEX = "RS-001: {name: {zh: 参保, en: Enrolment}, department: RS, system: RS-JM, frequency: high}\n"
FACTS = """\
name: {label: {zh: 姓名, en: Name}, kind: text, card: name}
age: {label: {zh: 年龄, en: Age}, kind: integer, data_class: D1, computed: age}
birth: {label: {zh: 出生, en: Born}, kind: date, card: birth}
id_number: {label: {zh: 号码, en: Number}, kind: id_number, card: id_number}
listed:
  label: {zh: 在名单, en: Listed}
  kind: yes_no
  data_class: D1
  shared: [{system: RS-JM, datum: listed, values: {yes: true, no: false}}]
"""
ITEM = """\
code: RS-001
name: {zh: 参保, en: Enrolment}
department: RS
system: RS-JM
item_type: public_service
case_type: promised
statutory_days: 10
promised_days: 3
level: county
intake_level: township
approval_pattern: serial
frequency: high
legal_basis: []
facts:
  tier:
    label: {zh: 档次, en: Tier}
    kind: choice
    data_class: D1
    choices:
      - {value: low, label: {zh: 低, en: Low}}
      - {value: high, label: {zh: 高, en: High}}
requirements:
  - {code: adult, name: {zh: 成年, en: Adult}, must: {fact: age, at_least: 16}, reason: {zh: 未成年, en: A minor}}
situations:
  - {fact: tier, question: {zh: 哪一档, en: Which tier}}
fields:
  - {fact: name, guide_line: {zh: 申请人, en: Applicant}}
  - {fact: tier, guide_line: {zh: 登记, en: Registered}}
materials:
  - code: proof
    name: {zh: 证明, en: Proof}
    source: authority
    why: {zh: 要证明, en: It is needed}
    when: {fact: tier, is: high}
    waivers: [{fact: listed}, {document: proof}]
    keeps_as: proof
stages:
  - {code: first, name: {zh: 初审, en: First}, department: RS, system: RS-JM, days: 1}
  - {code: last, name: {zh: 终审, en: Last}, department: RS, system: RS-JM, days: 2, after: [first], kind: decision}
result: {code: receipt, name: {zh: 回执, en: Receipt}}
"""
FILES = {
    "departments": DEPARTMENTS,
    "systems": SYSTEMS,
    "documents": DOCUMENTS,
    "life_events": EVENTS,
    "index": INDEX,
    "shared/facts": FACTS,
    "items/RS-001": ITEM,
}


def write_catalogue(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, words: str, others: str, file: str = "items/RS-001") -> Path:
    """The catalogue with these words replaced, once."""
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert words in text, "nothing is edited"
    path.write_text(text.replace(words, others, 1), encoding="utf-8")
    return folder
