"""A value has exactly one byte form, and only that form is read back."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.supervision import NotCanonical
from backend.supervision.canonical import canonical, parsed, timestamp

keys = st.text("abcxyz019_", min_size=1, max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_every_value_comes_back_from_its_bytes(value: Any) -> None:
    assert parsed(canonical(value)) == value


@given(st.dictionaries(keys, values, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_makes_no_difference(value: dict[str, Any], random: Any) -> None:
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(value)


def test_escapes_are_those_of_the_standard() -> None:
    # RFC 8785, 3.2.2.2: two-character escapes, else lower-case hex, everything above ASCII as it is
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/ \b\t\f\r\u007f"
    assert canonical(text).decode() == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/ \\b\\t\\f\\r\u007f"'


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), {"A": 1}, {"": 1}, {1: 1}, {"键": 1}, b"x", {1, 2}, "\ud800"]
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical({"v": value})


def test_a_value_nested_without_end_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1} ',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e0}',
        b'{"a":-0}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b"[NaN]",
        b"\xef\xbb\xbf{}",
        b"\xff",
        b"",
        b"[" * 100_000,
    ],
)
def test_bytes_in_any_other_form_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parsed(data)


@given(values)
def test_the_form_is_ordinary_json(value: Any) -> None:
    assert json.loads(canonical(value)) == value


def test_times_are_written_in_utc_to_the_millisecond() -> None:
    moment = datetime(2026, 1, 1, 7, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert timestamp(moment) == "2025-12-31T23:59:59.999Z"
    assert timestamp(datetime(987, 1, 1, tzinfo=UTC)) == "0987-01-01T00:00:00.000Z"
    with pytest.raises(NotCanonical):
        timestamp(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is wrong
