"""Every problem the node can tell has words for the operator, in both languages, with its parameters in them."""

from collections.abc import Iterator
from string import Formatter

import pytest

from backend.api.problem_table import KNOWN_PROBLEMS
from backend.contract import Problem
from tui.client import NotUnderstood, Unreachable, told, told_trouble
from tui.client.drafts import DraftTrouble
from tui.client.errors import refusal
from tui.locale import set_language
from tui.locale.problems import REMEDIES, SENTENCES


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    yield
    set_language("zh_CN")


def problem(code: str, **params: str | int) -> Problem:
    known = KNOWN_PROBLEMS[code]
    return Problem(
        type=f"/problems/{code}", title=known.title, status=known.status, detail="d", remedy="r", params=params
    )


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_no_problem_is_without_words_and_none_is_made_up() -> None:
    assert set(SENTENCES) == set(REMEDIES) == set(KNOWN_PROBLEMS)
    for code, known in KNOWN_PROBLEMS.items():
        assert names(SENTENCES[code]) == names(known.detail)


@pytest.mark.parametrize("code", sorted(KNOWN_PROBLEMS))
def test_a_problem_is_told_in_the_language_spoken(code: str) -> None:
    params: dict[str, str | int] = {name: f"<{name}>" for name in names(KNOWN_PROBLEMS[code].detail)}
    error = refusal(problem(code, **params))
    set_language("en")
    english = told(error)
    set_language("zh_CN")
    chinese = told(error)
    assert english != chinese
    for value in params.values():
        assert str(value) in english
        assert str(value) in chinese


def test_codes_in_the_parameters_are_said_in_words() -> None:
    set_language("en")
    sentence = told(refusal(problem("decision_differs", item="RS-001", own="provisional")))
    assert "RS-001" in sentence
    assert "Accept provisionally" in sentence
    set_language("zh_CN")
    assert "容缺受理" in told(refusal(problem("decision_differs", item="RS-001", own="provisional")))


def test_a_problem_of_a_newer_node_is_told_as_the_node_told_it() -> None:
    newer = Problem(type="/problems/moon", title="t", status=418, detail="The moon is full.", remedy="Wait.")
    assert told(refusal(newer)) == "The moon is full. Wait."


@pytest.mark.parametrize("error", [Unreachable(sent=True), Unreachable(sent=False), NotUnderstood("x")])
def test_what_is_no_answer_has_words_too(error: Unreachable | NotUnderstood) -> None:
    set_language("en")
    english = told(error)
    set_language("zh_CN")
    assert told(error) not in ("", english)


@pytest.mark.parametrize("trouble", list(DraftTrouble))
def test_a_draft_that_cannot_be_written_is_told(trouble: DraftTrouble) -> None:
    set_language("en")
    english = told_trouble(trouble)
    set_language("zh_CN")
    assert told_trouble(trouble) not in ("", english)
