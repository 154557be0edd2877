import pytest

from card_reader import Fault, ReaderDown, ReadFailed, operator_text


@pytest.mark.parametrize("code", list(Fault))
def test_every_fault_says_what_happened_and_what_to_do_in_both_languages(code):
    chinese, english = operator_text(code, "zh"), operator_text(code, "en")
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
    assert english.isascii()
    assert chinese.endswith("。")
    assert english.endswith(".")
    assert len(english.split()) >= 8


def test_no_two_faults_share_an_english_sentence_but_plain_read_errors():
    sentences = {code: operator_text(code, "en") for code in Fault}
    assert len(set(sentences.values())) == len(Fault)


@pytest.mark.parametrize("language", ["zh", "zh_CN", "zh-Hans", "ZH"])
def test_every_spelling_of_chinese_gets_chinese(language):
    assert operator_text("port_missing", language) == operator_text(Fault.PORT_MISSING, "zh")


def test_an_unknown_language_gets_english():
    assert operator_text("port_missing", "fr") == operator_text("port_missing", "en")


def test_an_unknown_code_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no_such_code"):
        operator_text("no_such_code")


def test_events_carry_their_sentence():
    assert ReadFailed("r", Fault.READ_INTERRUPTED, True).operator_text == operator_text("read_interrupted", "zh")
    assert ReaderDown("r", Fault.PORT_BUSY).operator_text == operator_text("port_busy", "zh")
