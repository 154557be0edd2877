"""`python -m tests.chaos`: hundreds of visits while node and county are killed; exit 1 if a promise is broken."""

import argparse
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

from tests.chaos.day import live_through
from tests.chaos.faulty import FAULTS
from tests.chaos.report import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--cases", type=int, default=500, help="cases to hand over (default: 500)")
    parser.add_argument("--seed", type=int, default=None, help="of the plans and of the moments; timing stays real")
    parser.add_argument("--keep", type=Path, default=None, help="folder for data and logs; kept afterwards")
    parser.add_argument("--fault", choices=sorted(FAULTS), default=None, help="break a promise on purpose: exit 1")
    given = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="onewindow-chaos-") as temporary:
        outcome = live_through(given.keep or Path(temporary), cases=given.cases, seed=seed, fault=given.fault)
    print(table(outcome))
    return 1 if outcome.violations or len(outcome.promises) < outcome.visits else 0


if __name__ == "__main__":
    sys.exit(main())
