"""Accounts are made by one person, roles count once a second has confirmed them, and none is for ever."""

from datetime import timedelta
from typing import Any

import pytest

from backend.access import GrantRefused, NewGrant, confirm_grant, propose_grant, revoke_grant
from backend.access.standing import held_grants
from backend.access.tables import CredentialRow
from backend.contract import Role
from backend.storage import Conflict
from tests.backend.conftest import HALL, RunningNode

COUNTY = HALL.code[:6]


def propose(node: RunningNode, staff: str, role: Role = Role.OPERATOR, *, by: str = "first", **changed: Any) -> str:
    now = node.clock.now
    month = now + timedelta(days=30)
    values: dict[str, Any] = {"staff": staff, "role": role, "scope": HALL.code, "starts_at": now, "ends_at": month}
    return node.node.store.run_now(lambda s: propose_grant(s, NewGrant(**(values | changed)), by=by, at=now))


def confirm(node: RunningNode, grant: str, by: str = "second") -> None:
    node.node.store.run_now(lambda s: confirm_grant(s, COUNTY, grant, by=by, at=node.clock.now))


def held(node: RunningNode, staff: str) -> set[Role]:
    store = node.node.store
    return {one.role for one in store.read_now(lambda s: held_grants(s, COUNTY, staff, node.clock.now))}


def rule_broken(refused: pytest.ExceptionInfo[GrantRefused]) -> object:
    return refused.value.params["rule"]


async def test_a_grant_counts_only_when_a_second_person_confirmed_it(node: RunningNode) -> None:
    staff = node.person("visitor").staff
    grant = propose(node, staff)
    assert held(node, staff) == set()
    for same in ("first", staff):
        with pytest.raises(GrantRefused) as refused:
            confirm(node, grant, by=same)
        assert rule_broken(refused) == "second_person"
    confirm(node, grant)
    assert held(node, staff) == {Role.OPERATOR}


async def test_a_grant_is_confirmed_once(node: RunningNode) -> None:
    grant = propose(node, node.person("visitor").staff)
    confirm(node, grant)
    with pytest.raises(GrantRefused):
        confirm(node, grant, by="third")


@pytest.mark.parametrize("days", [-1, 0, 367, 3650])
async def test_a_grant_ends_and_within_a_year(node: RunningNode, days: int) -> None:
    with pytest.raises(GrantRefused) as refused:
        propose(node, node.operator.staff, ends_at=node.clock.now + timedelta(days=days))
    assert rule_broken(refused) == "end_date"


async def test_nobody_is_both_kinds_of_administrator(node: RunningNode) -> None:
    clerk = node.person("clerk", Role.ADMIN_SYS)
    with pytest.raises(GrantRefused) as refused:
        propose(node, clerk.staff, Role.ADMIN_SEC)
    assert rule_broken(refused) == "admins_are_two_persons"


async def test_an_administrator_does_nothing_else(node: RunningNode) -> None:
    clerk = node.person("clerk", Role.ADMIN_SYS)
    for staff, role in ((node.operator.staff, Role.ADMIN_SEC), (clerk.staff, Role.OPERATOR)):
        with pytest.raises(GrantRefused) as refused:
            propose(node, staff, role)
        assert rule_broken(refused) == "admins_do_nothing_else"


async def test_a_reviewer_belongs_to_a_department(node: RunningNode) -> None:
    with pytest.raises(GrantRefused):
        propose(node, node.operator.staff, Role.REVIEWER)


async def test_every_step_of_a_grant_is_written_down(node: RunningNode) -> None:
    grant = propose(node, node.person("visitor").staff, by="proposer")
    confirm(node, grant, by="confirmer")
    for _ in range(2):
        node.node.store.run_now(lambda s: revoke_grant(s, COUNTY, grant, by="revoker", at=node.clock.now))
    steps = [(entry["act"], entry["actor"], entry["why"]) for entry in node.entries() if entry["obj"] == grant]
    assert steps == [
        ("grant.proposed", "proposer", "operator"),
        ("grant.confirmed", "confirmer", "operator"),
        ("grant.revoked", "revoker", "operator"),
    ]


async def test_an_account_name_is_given_once_however_it_is_typed(node: RunningNode) -> None:
    with pytest.raises(Conflict):
        node.person("OPERATOR1")


async def test_what_proves_a_person_is_kept_hashed_or_sealed(node: RunningNode) -> None:
    kept = next(row for row in node.rows(CredentialRow) if row.id == node.operator.staff)
    assert kept.password_hash.startswith("$argon2id$")
    assert kept.pin_hash.startswith("$argon2id$")
    assert node.operator.seed.encode() not in kept.totp
    assert node.operator.seed not in repr(node.operator)
