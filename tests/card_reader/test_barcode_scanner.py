import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import BurstDetector

FAST, SLOW = 0.004, 0.12


def play(detector: BurstDetector, keys: str, gap: float, start: float = 10.0) -> tuple[list[str], str]:
    """Feed keys at an even pace, flushing at `due` as a screen would; returns scans and what was typed."""
    scans, typed, at = [], "", start
    for key in keys:
        if detector.due is not None and at > detector.due + 0.001:
            typed += detector.flush(detector.due + 0.001).released
        outcome = detector.feed(key, at)
        typed += outcome.released
        scans += [outcome.scan.text] if outcome.scan else []
        at += gap
    return scans, typed + detector.flush(at + 1).released


def test_a_burst_that_ends_with_enter_is_a_scan_and_nothing_is_typed():
    assert play(BurstDetector(), "TW2026030200017\r", FAST) == (["TW2026030200017"], "")


def test_a_person_who_types_gets_every_key_and_enter():
    assert play(BurstDetector(), "TW2026\r", SLOW) == ([], "TW2026\r")


def test_a_burst_too_short_is_typing():
    assert play(BurstDetector(), "12345\r", FAST) == ([], "12345\r")
    assert play(BurstDetector(), "123456\r", FAST) == (["123456"], "")


def test_a_burst_without_enter_is_typing():
    assert play(BurstDetector(), "1234567890", FAST) == ([], "1234567890")


def test_a_slow_enter_after_a_burst_does_not_make_a_scan():
    detector = BurstDetector()
    play(detector, "", FAST)
    for at, key in enumerate("123456789"):
        detector.feed(key, at * FAST)
    late = detector.feed("\r", 1.0)
    assert (late.scan, late.released) == (None, "123456789\r")


@pytest.mark.parametrize(("gap", "scans"), [(0.0349, ["ABCDEF"]), (0.0351, [])])
def test_the_longest_pause_inside_a_scan_is_35_milliseconds(gap, scans):
    detector, found, at = BurstDetector(), [], 0.0
    for key in "ABCDEF\n":
        outcome = detector.feed(key, at)
        found += [outcome.scan.text] if outcome.scan else []
        at += gap
    assert found == scans


def test_keys_typed_before_a_scan_stay_typed():
    detector = BurstDetector()
    assert detector.feed("a", 0.0).released == ""
    assert detector.feed("b", 0.2).released == "a"
    released, scan = "", None
    for at, key in enumerate("12345678\r", start=1):
        outcome = detector.feed(key, 1 + at * FAST)
        released += outcome.released
        scan = outcome.scan or scan
    assert (released, scan and scan.text) == ("b", "12345678")


def test_two_scans_in_a_row_are_two():
    assert play(BurstDetector(), "AAAAAA\rBBBBBB\r", FAST) == (["AAAAAA", "BBBBBB"], "")


def test_with_a_prefix_only_its_bursts_are_scans():
    assert play(BurstDetector(prefix="\x02"), "\x02TW20260302\r", FAST) == (["TW20260302"], "")
    assert play(BurstDetector(prefix="\x02"), "TW20260302\r", FAST) == ([], "TW20260302\r")


def test_with_a_prefix_a_typist_is_not_kept_waiting():
    detector = BurstDetector(prefix="\x02")
    assert detector.feed("a", 0.0).released == "a"
    assert detector.due is None


def test_held_keys_are_due_after_the_longest_pause():
    detector = BurstDetector(max_gap=0.05)
    assert detector.due is None
    detector.feed("a", 2.0)
    assert detector.due == pytest.approx(2.05)
    assert detector.flush(2.04).released == ""
    assert detector.flush(2.06).released == "a"
    assert detector.due is None


def test_a_burst_without_end_is_let_go():
    detector = BurstDetector(max_length=100)
    released = "".join(detector.feed("x", at * FAST).released for at in range(101))
    assert released == "x" * 101


def test_what_was_scanned_is_not_shown():
    detector = BurstDetector()
    shown = ""
    for at, key in enumerate("999999199001011238\r"):
        outcome = detector.feed(key, at * FAST)
        shown += repr(outcome)
    assert outcome.scan is not None
    assert outcome.scan.text == "999999199001011238"
    assert "1990" not in shown + repr(outcome.scan)


@given(st.lists(st.tuples(st.characters(), st.floats(0, 0.2)), max_size=80), st.sampled_from(["", "\x02", "ab"]))
def test_no_key_is_ever_lost_doubled_or_out_of_order(keys, prefix):
    detector, at, out = BurstDetector(prefix=prefix), 0.0, ""
    for key, gap in keys:
        at += gap
        outcome = detector.feed(key, at)
        out += outcome.released
        if outcome.scan is not None:
            out += prefix + outcome.scan.text + key
    out += detector.flush(at + 1).released
    assert out == "".join(key for key, _ in keys)
