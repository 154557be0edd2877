"""Departments approve as a rule, return contradictions, refuse clear cases."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.county.numbers import credit_code
from backend.county.office import judge, load_rulings
from backend.county.register import load_register
from backend.county.systems import load_systems

PEOPLE = {person.name: person for person in load_register().people.values()}
SYSTEMS = load_systems()


FORM = {
    "tier": "500", "issuing_bank": "rural", "insured_as": "adult", "trade_name_wanted": "半山小吃店",
    "scope": "餐饮服务",
    "house_site": "梨树垭村3组", "plot_area": 120, "living_together": [["田大贵", "本人"]],
}  # fmt: skip


def applicant(name: str) -> dict[str, str]:
    person = PEOPLE[name]
    return {"name": name, "id_number": person.number, "document_kind": person.kind}


@pytest.mark.parametrize(
    ("system", "item", "name", "outcome"),
    [
        ("RS-JM", "RS-001", "向国强", "approved"),
        ("RS-JM", "RS-001", "田大贵", "approved"),
        ("RS-JM", "RS-001", "郑浩", "approved"),
        ("RS-JM", "RS-001", "向阳", "refused"),
        ("RS-JM", "RS-001", "李雪琴", "refused"),
        ("RS-JM", "RS-001", "黄建军", "returned"),
        ("RS-JM", "RS-001", "谭春梅", "returned"),
        ("RS-SK", "RS-028", "向阳", "approved"),
        ("RS-SK", "RS-028", "吴长安", "returned"),
        ("MZ-FL", "MZ-013", "覃世英", "approved"),
        ("MZ-FL", "MZ-013", "孙老根", "returned"),
        ("MZ-FL", "MZ-013", "冯德厚", "refused"),
        ("MZ-FL", "MZ-017", "冯德厚", "approved"),
        ("MZ-SJ", "MZ-001", "田大贵", "returned"),
        ("ZJ-BZ", "ZJ-001", "何家兴", "approved"),
        ("ZJ-BZ", "ZJ-001", "李雪琴", "refused"),
        ("YB-JB", "YB-001", "李雪琴", "refused"),
        ("SC-DJ", "SC-001", "周丽娟", "approved"),
        ("SC-DJ", "SC-001", "陈志豪", "approved"),
        ("RS-JM", "RS-001", "向䶮", "returned"),
        ("NY-ZJ", "NY-001", "郑守田", "approved"),
    ],
)
async def test_the_people_of_the_stories_get_their_answers(
    county: Any, application: Any, system: str, item: str, name: str, outcome: str
) -> None:
    body = application(item, applicant=applicant(name), fields=FORM)
    assert (await county.post(system, body)).status_code == 202
    answer = (await county.standing(system, body["dispatch_id"]))["answer"]
    assert answer["outcome"] == outcome
    assert (answer["result_number"] is None) == (outcome != "approved")
    assert answer["words"]


async def test_a_department_that_only_assists_gives_an_opinion_and_no_result(county: Any, application: Any) -> None:
    body = application("ZJ-001", applicant=applicant("何家兴"), fields={})
    await county.post("MZ-SJ", body)
    answer = (await county.standing("MZ-SJ", body["dispatch_id"]))["answer"]
    assert (answer["outcome"], answer["result_number"]) == ("approved", None)


async def test_a_review_before_the_decision_brings_no_result_number(county: Any, application: Any) -> None:
    body = application(stage="township", fields={})  # and may be sent a part of the form
    await county.post("RS-JM", body)
    answer = (await county.standing("RS-JM", body["dispatch_id"]))["answer"]
    assert (answer["outcome"], answer["result_number"]) == ("approved", None)


async def test_a_stranger_is_judged_by_the_papers(county: Any, application: Any) -> None:
    stranger = {"name": "测试甲", "id_number": "999999199001011238", "document_kind": "resident"}
    body = application(applicant=stranger)
    await county.post("RS-JM", body)
    assert (await county.standing("RS-JM", body["dispatch_id"]))["answer"]["outcome"] == "approved"


@given(
    system=st.sampled_from(sorted(SYSTEMS)),
    known=st.dictionaries(st.sampled_from(["age", "homes", "in_school", "social_card"]), st.integers(-5, 200)),
)
def test_every_system_has_a_verdict_on_every_item_it_takes(system: str, known: dict[str, Any]) -> None:
    for item in SYSTEMS[system].takes:
        verdict = judge(SYSTEMS[system], item, "county", known, load_rulings())
        assert verdict.outcome in ("approved", "returned", "refused")
        assert verdict.words


def test_rulings_speak_of_items_and_data_that_exist() -> None:
    data = {name: datum for system in SYSTEMS.values() for name, datum in system.all_shared().items()}
    computed = {"age", "name_differs", "contracted_area_recorded"}
    items = {item for system in SYSTEMS.values() for item in system.takes}
    for ruling in load_rulings():
        assert ruling.items | ruling.unless_items <= items
        for name, test in ruling.when.items():
            assert name in computed or name in data
            if name in data and data[name].choices and isinstance(test, tuple):
                assert set(test) <= set(data[name].choices)


@given(st.integers(1, 10**7))
def test_credit_codes_pass_their_own_check(serial: int) -> None:
    stdnum = pytest.importorskip("stdnum.cn.uscc")
    assert stdnum.is_valid(credit_code("110101", serial))
