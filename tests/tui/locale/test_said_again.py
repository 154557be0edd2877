"""A notice on the screen follows the language, with what was put into it."""

from collections.abc import Callable, Iterator

import pytest

from tui.locale import Language, _, said_again, sentences, set_language
from tui.locale.problems import remedy, sentence


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    yield
    set_language("zh_CN")


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    set_language("zh_CN")
    chinese = say()
    set_language("en")
    return chinese, say()


SAYINGS: list[Callable[[], str]] = [
    lambda: _("Being sent …"),
    lambda: _("A visit of this person was begun at {time}.").format(time="10:30"),
    lambda: _("{name}: a department has answered. {digit} opens the case.").format(name="城乡居民养老", digit=1),
    lambda: sentences(sentence("file_too_large", {"limit_mb": 20}, ""), remedy("file_too_large", {}, "")),
]


@pytest.mark.parametrize("say", SAYINGS)
def test_what_was_said_is_said_again_in_the_other_language(say: Callable[[], str]) -> None:
    chinese, english = in_both(say)
    assert chinese != english
    assert said_again(chinese, "zh_CN") == english
    set_language("zh_CN")
    assert said_again(english, "en") == chinese


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_what_is_no_sentence_of_ours_stays_as_it_is(spoken: Language) -> None:
    set_language("en" if spoken == "zh_CN" else "zh_CN")
    for text in ("", "啊", "{", "x" * 5000, "(a(b", "1. 2. 3."):
        assert said_again(text, spoken) == text
