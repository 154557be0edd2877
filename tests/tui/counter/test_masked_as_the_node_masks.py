"""The station masks what it holds by the very rules of the node."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.citizens import masking as node
from backend.guide.item import Choice, DataClass, Fact, FactKind
from backend.guide.text import Text
from tui.counter.masked import is_personal, masked_address, masked_name, masked_number, masked_value

WORDS = Text(zh="词", en="word")
ANY_TEXT = st.text(max_size=40) | st.from_regex(r"[\w县区镇乡街道村社区0-9]{1,20}", fullmatch=True)


def a_fact(kind: FactKind, code: str, card: str | None) -> Fact:
    choices = (Choice(value="a", label=WORDS),) if kind is FactKind.CHOICE else ()
    return Fact(code=code, label=WORDS, kind=kind, card=card, choices=choices)


@given(
    kind=st.sampled_from(list(FactKind)),
    code=st.sampled_from(["x", "X-1:name", "agent_name", "registered_address", "bank_account", "card_number", "phone"]),
    card=st.sampled_from([None, "name", "id_number", "address"]),
    value=ANY_TEXT | st.booleans() | st.integers() | st.lists(st.lists(st.text(max_size=3), max_size=2), max_size=3),
)
def test_both_mask_alike(
    kind: FactKind, code: str, card: str | None, value: str | bool | int | list[list[str]]
) -> None:
    fact = a_fact(kind, code, card)
    assert masked_value(fact, value) == node.mask_value(fact, value)


@given(ANY_TEXT)
def test_names_numbers_and_addresses_too(text: str) -> None:
    assert masked_name(text) == node.mask_name(text)
    assert masked_number(text) == node.mask_id_number(text)
    assert masked_address(text) == node.mask_address(text)


@pytest.mark.parametrize("data_class", list(DataClass))
def test_both_hold_the_same_classes_personal(data_class: DataClass) -> None:
    fact = Fact(code="x", label=WORDS, kind=FactKind.TEXT, data_class=data_class)
    assert is_personal(fact) == node.is_personal(fact)
