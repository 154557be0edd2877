from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from string import Formatter

import pytest

from tui.locale import (
    N_,
    UnknownLanguage,
    _,
    catalogue,
    extract,
    language,
    ngettext,
    other_language,
    problems,
    set_language,
)


@pytest.fixture(autouse=True)
def back_to_chinese() -> Iterator[None]:
    yield
    set_language("zh_CN")


def test_chinese_is_spoken_unless_somebody_switches() -> None:
    assert (language(), other_language(), _("Help")) == ("zh_CN", "en", "说明")
    set_language("en")
    assert (language(), other_language(), _("Help")) == ("en", "zh_CN", "Help")


def test_marking_does_not_translate_and_the_empty_text_stays_empty() -> None:
    assert N_("Help") == "Help"
    assert _("") == ""


def test_an_unknown_language_is_refused_and_changes_nothing() -> None:
    with pytest.raises(UnknownLanguage, match="zh_CN, en"):
        set_language("fr")
    assert language() == "zh_CN"


def test_english_counts_and_unknown_texts_come_back() -> None:
    set_language("en")
    assert [ngettext("{n} paper", "{n} papers", n) for n in (1, 2)] == ["{n} paper", "{n} papers"]
    set_language("zh_CN")
    assert _("a text no catalogue has") == "a text no catalogue has"


def test_the_compiled_catalogue_is_kept_and_never_stale(tmp_path: Path) -> None:
    first = catalogue.load("zh_CN", tmp_path)
    (kept,) = tmp_path.iterdir()
    assert catalogue.load("zh_CN", tmp_path).gettext("Help") == first.gettext("Help") == "说明"
    kept.rename(kept.with_name("zh_CN-other.mo"))
    catalogue.load("zh_CN", tmp_path)
    assert kept.exists()


def test_a_broken_or_forbidden_cache_costs_time_only(tmp_path: Path) -> None:
    catalogue.load("zh_CN", tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"not a catalogue")
    assert catalogue.load("zh_CN", tmp_path).gettext("Help") == "说明"
    file = tmp_path / "file"
    file.write_text("")
    assert isinstance(catalogue.load("zh_CN", file / "below"), NullTranslations)


def test_a_problem_is_told_in_the_language_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(problems.SENTENCES, "thing_full", "{shown} of {total}")
    assert problems.sentence("thing_full", {"shown": 3, "total": 9}, "fallback") == "3 / 9"
    set_language("en")
    assert problems.sentence("thing_full", {"shown": 3, "total": 9}, "fallback") == "3 of 9"


@pytest.mark.parametrize("params", [{}, {"shown": 1}])
def test_a_problem_without_words_or_with_other_parameters_falls_back(
    monkeypatch: pytest.MonkeyPatch, params: dict[str, object]
) -> None:
    monkeypatch.setitem(problems.SENTENCES, "thing_full", "{shown} of {total}")
    assert problems.sentence("thing_full", params, "The thing is full.") == "The thing is full."
    assert problems.sentence("never_heard_of", {}, "Something else.") == "Something else."
    assert problems.remedy("never_heard_of", {}, "Try again.") == "Try again."


def test_every_problem_template_parses() -> None:
    for template in (*problems.SENTENCES.values(), *problems.REMEDIES.values()):
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(template))


SOURCE = """
from tui.locale import N_, _, ngettext
TITLE = N_("Title")
def words(n: int) -> list[str]:
    return [_("Hello {name}"), ngettext("{n} paper", "{n} papers", n), _("open")]
"""
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Title"
msgstr "标题"

#, fuzzy
msgid "Hello {name}"
msgstr "您好 {nmae}"

msgid "{n} paper"
msgid_plural "{n} papers"
msgstr[0] "{n} 份材料"

msgid "gone"
msgstr "没了"
"""


@pytest.fixture
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source folder and a catalogue with one flaw of each kind."""
    source, po = tmp_path / "tui", tmp_path / "zh.po"
    source.mkdir()
    (source / "screen.py").write_text(SOURCE)
    po.write_text(PO)
    monkeypatch.setattr(extract, "po_path", lambda language: po)
    return source


def test_the_check_names_what_is_missing_fuzzy_gone_or_differs_and_where(small_house: Path) -> None:
    flaws = [str(flaw) for flaw in extract.check("zh_CN", extract.extract(small_house))]
    assert flaws == [
        "onewindow.po: no longer in the source: 'gone'",
        "tui/screen.py:5: marked fuzzy: 'Hello {name}'",
        "tui/screen.py:5: not translated: 'open'",
        "tui/screen.py:5: placeholders differ in '您好 {nmae}': 'Hello {name}'",
    ]


def test_the_check_finds_the_text_of_a_key_that_nobody_marked(small_house: Path) -> None:
    (small_house / "keys.py").write_text(
        'A = [Binding("a", "x", "Add"), Binding("b", "y", N_("Title")), Binding("c", "z", description="Close"),\n'
        '     Binding("1", "digit(1)", show=False)]\n'
    )
    assert [str(flaw) for flaw in extract.unmarked(small_house)] == [
        "tui/keys.py:1: not marked with N_: 'Add'",
        "tui/keys.py:1: not marked with N_: 'Close'",
    ]


def test_an_update_keeps_translations_adds_new_texts_and_guesses_nothing(small_house: Path) -> None:
    template = extract.extract(small_house)
    extract.update("zh_CN", template)
    written = extract.read("zh_CN")
    strings = {message.id: message.string for message in written if message.id}
    assert strings == {
        "Title": "标题",
        "Hello {name}": "您好 {nmae}",
        ("{n} paper", "{n} papers"): ("{n} 份材料",),
        "open": "",
    }
    assert "gone" in written.obsolete
    extract.update("zh_CN", template)
    assert {message.id: message.string for message in extract.read("zh_CN") if message.id} == strings


def test_a_placeholder_that_does_not_parse_never_matches() -> None:
    assert extract.placeholders("{a} {b}") == extract.placeholders("{b} and {a}")
    assert extract.placeholders("{a") != extract.placeholders("{a}")


def test_texts_of_the_shared_widgets_are_all_in_chinese() -> None:
    ours = ("tui/widgets/", "tui/locale/")
    flaws = [flaw for flaw in extract.check("zh_CN", extract.extract()) if flaw.place.startswith(ours)]
    assert flaws == []
