"""A catalogue cut into parts is joined to the same bytes, and what did not change is not sent again."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.guide.parts import NotWhole, digest_of, joined, name_of, named, parts_of

ENTRIES = st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.text('ab字{}",:', max_size=40)), max_size=30)


def written(entries: list[tuple[str, str]]) -> bytes:
    """As a bundle is: items one a line, what else there is behind them."""
    lines = [f'{{"code":"{code}","name":{text!r}}}' for code, text in entries]
    behind = ",".join(f'{{"code":"{code}"}}' for code, _text in entries)
    return ('{"version":"v","items":[\n' + ",\n".join(lines) + f'\n],"briefs":[{behind}]}}').encode()


@given(st.binary(max_size=400))
@example(b"")
@example(b"\n\n")
@example(b'},{"code":"},{"code":"')
def test_parts_of_any_bytes_make_these_bytes(content: bytes) -> None:
    parts = parts_of(content)
    assert b"".join(parts) == content
    assert joined(map(name_of, parts), named(parts), digest_of(content)) == content


@given(ENTRIES, ENTRIES)
def test_who_holds_one_catalogue_needs_of_another_what_differs(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    held, wanted = named(parts_of(written(old))), parts_of(written(new))
    lacking = named(part for part in wanted if name_of(part) not in held)
    assert joined(map(name_of, wanted), {**held, **lacking}, digest_of(written(new))) == written(new)
    assert not lacking.keys() & held.keys()


@pytest.mark.parametrize("place", [0, 150, 299])
def test_an_entry_changed_added_or_taken_away_moves_no_other_boundary(place: int) -> None:
    entries = [(f"{number:03}", "words " * 400) for number in range(300)]
    held = named(parts_of(written(entries)))
    for changed in (
        [*entries[:place], (entries[place][0], "other words"), *entries[place + 1 :]],
        [*entries[:place], ("X", "new"), *entries[place:]],
        [*entries[:place], *entries[place + 1 :]],
    ):
        assert len(named(parts_of(written(changed))).keys() - held.keys()) <= 4


def test_a_part_that_is_missing_or_another_one_is_noticed() -> None:
    content = written([("A", "x"), ("B", "y")])
    names, parts = [name_of(part) for part in parts_of(content)], named(parts_of(content))
    with pytest.raises(NotWhole):
        joined(names, {name: parts[name] for name in names[1:]}, digest_of(content))
    with pytest.raises(NotWhole):
        joined(names, {**parts, names[1]: b"something else"}, digest_of(content))
