"""Items taken from card to receipt to result by `onewindow demo --all-items`: over every protocol departments speak."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.real, pytest.mark.timeout(180)]

REST, SOAP, FILES = "RS-001", "GA-021", "NY-011"
OF_ORGANISATIONS = "QY-001"


def _taken(report: Path, *options: str) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "tui.cli", "demo", "--all-items", "--report", str(report), *options]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "完好" in ran.stdout
    with report.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_item_of_each_protocol_and_one_of_an_organisation_is_accepted_answered_and_handed_out(
    tmp_path: Path,
) -> None:
    rows = _taken(tmp_path / "items.csv", "--only", f"{REST},{SOAP},{FILES},{OF_ORGANISATIONS}")
    assert [row["code"] for row in rows] == [REST, SOAP, FILES, OF_ORGANISATIONS]
    for row in rows:
        assert row["outcome"] == "closed"
        assert 8 < int(row["keys"]) < 80
        assert f"{row['papers before']}/{row['papers after']}" == row["published"]


def test_of_somebody_no_system_knows_more_is_asked_and_the_item_is_done_all_the_same(tmp_path: Path) -> None:
    [row] = _taken(tmp_path / "unknown.csv", "--only", FILES, "--unknown")
    assert row["outcome"] == "closed"
    assert row["papers after"] == row["papers before"]
    assert int(row["fields typed"]) > 1
