"""A hundred thousand mutated frames and card answers: no crash, nothing slow, nobody mistaken for another.

The benchmark suite runs ten times as many from the same generator.
"""

import pytest

from tests.card_reader.fuzz import fuzz_cards, fuzz_frames


@pytest.mark.parametrize(("fuzz", "count"), [(fuzz_frames, 70_000), (fuzz_cards, 30_000)])
def test_mutated_bytes_do_no_harm(fuzz, count):
    counted = fuzz(count, seed=20260302)
    assert counted["mutations"] == count
    assert (counted["crash"], counted["slow"], counted["wrong identity"]) == (0, 0, 0)
    assert counted["whole card"] > count / 10, "some mutations are harmless, or nothing was tested"
    assert counted["nothing"] > count / 10
    assert counted["garbled unnoticed"] < count / 500
