"""A condition reads as a person would say it, in both languages."""

import pytest

from backend.catalogue.said import in_words
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test
from backend.guide.declared import Fact, FactKind
from backend.guide.text import Text

FACTS = {
    "here": Fact(code="here", label=Text(zh="户籍在本地", en="Registered here"), kind=FactKind.YES_NO),
    "age": Fact(code="age", label=Text(zh="年龄", en="Age"), kind=FactKind.INTEGER, unit=Text(zh="周岁", en="years")),
    "born": Fact(code="born", label=Text(zh="出生日期", en="Born"), kind=FactKind.DATE),
    "group": Fact.model_validate(
        {
            "code": "group",
            "label": {"zh": "类别", "en": "Group"},
            "kind": "choice",
            "choices": [
                {"value": "a", "label": {"zh": "低保", "en": "Dibao"}},
                {"value": "b", "label": {"zh": "特困", "en": "Tekun"}},
            ],
        }
    ),
}
HERE = Test(fact="here", **{"is": True})
AGED = Test(fact="age", at_least=60)
POOR = Test(fact="group", **{"in": ("a", "b")})


@pytest.mark.parametrize(
    ("condition", "chinese", "english"),
    [
        (HERE, "户籍在本地：是", "Registered here: yes"),
        (Not(**{"not": HERE}), "户籍在本地：否", "Registered here: no"),
        (POOR, "类别：低保／特困", "Group: Dibao / Tekun"),
        (Not(**{"not": POOR}), "类别：不是低保／特困", "Group: not Dibao / Tekun"),
        (AGED, "年龄不少于 60 周岁", "Age 60 years or more"),
        (Not(**{"not": AGED}), "年龄少于 60 周岁", "Age under 60 years"),
        (Test(fact="born", below="2000-01-01"), "出生日期早于 2000-01-01", "Born before 2000-01-01"),
        (
            AllOf(all=(HERE, AGED)),
            "户籍在本地：是，并且年龄不少于 60 周岁",
            "Registered here: yes and Age 60 years or more",
        ),
        (
            AllOf(all=(HERE, AnyOf(any=(AGED, POOR)))),
            "户籍在本地：是，并且（年龄不少于 60 周岁，或者类别：低保／特困）",
            "Registered here: yes and (Age 60 years or more or Group: Dibao / Tekun)",
        ),
        (
            Not(**{"not": AllOf(all=(HERE, AGED))}),
            "户籍在本地：否，或者年龄少于 60 周岁",
            "Registered here: no or Age under 60 years",
        ),
    ],
)
def test_a_condition_is_said(condition: Condition, chinese: str, english: str) -> None:
    assert in_words(condition, FACTS, "zh") == chinese
    assert in_words(condition, FACTS, "en") == english
