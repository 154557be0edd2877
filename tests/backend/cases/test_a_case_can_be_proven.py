"""From the number on a receipt to what the supervision chain holds of the case, beside the node at work."""

import json
from pathlib import Path

import pytest
from sqlmodel import col, or_, select

from backend.case_numbers import BadCaseNumber, find_case
from backend.cases.numbers import checked
from backend.exporting import export_logs
from backend.supervision import ChainEntry, prove_case, verify_proof
from tests.backend.cases.conftest import Desk


async def test_a_proof_holds_what_was_recorded_of_a_case_and_of_no_other(desk: Desk, tmp_path: Path) -> None:
    case, other = await desk.accepted("TT-003", "TT-001")
    number = (await desk.view(case))["brief"]["number"]
    desk.answer(desk.order(case, "record").id)
    await desk.act(case, "close")  # refused: it was not handed out
    await desk.act(case, "hand_out")
    settings = desk.node.settings
    found = find_case(settings, f" {number[:6]} {number[6:].lower()}")
    assert found == case
    [export, _] = export_logs(settings, tmp_path / "export")
    prove_case(export, found).keep(tmp_path / "proof")
    assert verify_proof(tmp_path / "proof", export / "head").exit_code == 0
    of_case = or_(col(ChainEntry.case_id) == case, col(ChainEntry.obj) == case)
    recorded = select(ChainEntry.leaf).where(of_case).order_by(col(ChainEntry.seq))
    leaves = desk.node.store.read_now(lambda session: session.exec(recorded).all())
    proven = prove_case(export, case)
    assert [entry.leaf for entry in proven.entries] == list(leaves)
    acts = [json.loads(leaf)["act"] for leaf in leaves]
    assert {"case.accept", "act_on_case", "case.hand_out"} <= set(acts)
    assert not {other} & {json.loads(leaf)["obj"] for leaf in leaves}


async def test_a_number_of_no_case_is_told_from_one_that_cannot_be_one(desk: Desk) -> None:
    assert find_case(desk.node.settings, checked("999999101000" + "01" + "261123" + "999")) is None
    with pytest.raises(BadCaseNumber):
        find_case(desk.node.settings, "999999101000012611239990")
