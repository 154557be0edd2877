"""A tenth of the storm of `make chaos`, in every run of the suite."""

from pathlib import Path
from random import SystemRandom

import pytest

from tests.chaos.day import live_through
from tests.chaos.report import table


@pytest.mark.real
@pytest.mark.timeout(240)  # a slow machine starts the node slowly, and here it starts often
def test_nothing_promised_is_lost_or_done_twice_while_node_and_county_are_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = live_through(tmp_path, cases=50, seed=SystemRandom().randrange(10**6), longest_storm=25.0)
    with capsys.disabled():
        print(f"\n{table(outcome)}")
    assert not outcome.violations, table(outcome)
    assert len(outcome.promises) == outcome.visits
    assert sum(outcome.kills.values()) >= 3
