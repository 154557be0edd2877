"""What each role must never be able to do, written down here a second time, by hand."""

from datetime import UTC, datetime

import pytest

from backend.access import POLICY, Action, Actor, Audience, Held, NotAllowed, OutOfReach, Reach
from backend.contract import Realm, Role, SessionState

HALL, NEIGHBOUR, COUNTY = "999999101000", "999999102000", "999999000000"
VISITS = {
    Action.OPEN_VISIT, Action.SEE_PROFILE, Action.LOOK_UP, Action.ATTACH_FILE, Action.OPEN_FILE, Action.SUBMIT,
    Action.REVEAL,
    Action.SAVE_DRAFT, Action.LIST_DRAFTS, Action.SEE_DRAFT, Action.DROP_DRAFT, Action.SEE_RECEIPT,
    Action.PRINT_RECEIPT, Action.PRINT_RESULT, Action.EVALUATE,
}  # fmt: skip
CATALOGUE = {Action.PUBLISH_CATALOGUE}
STAFF = {Action.SEE_STAFF, Action.MANAGE_STAFF, Action.CONFIRM_GRANT}
CHAIN = {Action.EXPORT_CHAIN}
OTHERS = STAFF | CHAIN
CASES = {Action.LIST_CASES, Action.SEE_CASE, Action.ACT_ON_CASE, Action.OPEN_CASE_FILE}
WATCHING = {Action.SEE_MANY_LOOKS, Action.SEE_WHO_LOOKED}
HANDLING = {Action.ACT_ON_CASE, Action.OPEN_CASE_FILE}
NEVER = {
    Role.OPERATOR: CATALOGUE | OTHERS | WATCHING,
    Role.SPECIALIST: VISITS | CATALOGUE | OTHERS | WATCHING,
    Role.REVIEWER: VISITS | CATALOGUE | HANDLING | OTHERS | WATCHING,
    Role.SUPERVISOR: VISITS | CATALOGUE | HANDLING | OTHERS | {Action.SEE_WHO_LOOKED},
    Role.INSPECTOR: VISITS | CATALOGUE | HANDLING | STAFF,
    Role.TRAINER: VISITS | CATALOGUE | HANDLING | OTHERS | WATCHING,
    Role.TRAINEE: CATALOGUE | OTHERS | WATCHING,
    Role.ADMIN_SYS: VISITS | CATALOGUE | CASES | CHAIN | WATCHING | {Action.MANAGE_STAFF},
    Role.ADMIN_SEC: VISITS | CATALOGUE | CASES | CHAIN | WATCHING,
    Role.KEEPER: VISITS | CASES | OTHERS | WATCHING,
}


def actor(*held: Held, realm: Realm = Realm.LIVE, hall: str = HALL) -> Actor:
    return Actor("s", "a", "n", held, hall, "01", "st", "se", realm, datetime(2026, 1, 1, tzinfo=UTC))


def test_every_action_has_its_row() -> None:
    assert set(POLICY) == set(Action)


@pytest.mark.parametrize("role", Role)
def test_no_role_can_do_what_it_must_never_do(role: Role) -> None:
    realm = Realm.PRACTICE if role in {Role.TRAINER, Role.TRAINEE} else Realm.LIVE
    somebody = actor(Held(role, HALL, "D", frozenset({"RS-001"})), realm=realm)
    assert not {action for action in NEVER[role] if somebody.may(action)}


def test_only_what_is_for_staff_names_roles_and_all_of_that_does() -> None:
    for action, rule in POLICY.items():
        assert bool(rule.roles) == (rule.audience is Audience.STAFF), action


def test_a_locked_screen_can_only_be_unlocked_left_and_told() -> None:
    while_locked = {action for action, rule in POLICY.items() if rule.roles and SessionState.LOCKED in rule.states}
    assert while_locked == {Action.SIGN_OUT, Action.LOCK, Action.UNLOCK, Action.SEE_SELF, Action.WATCH_EVENTS}


def test_a_trainee_is_nobody_outside_the_practice_realm() -> None:
    assert not actor(Held(Role.TRAINEE, HALL), realm=Realm.LIVE).may(Action.OPEN_VISIT)
    assert not actor(Held(Role.TRAINEE, HALL), realm=Realm.DEMO).may(Action.OPEN_VISIT)
    assert actor(Held(Role.TRAINEE, HALL), realm=Realm.PRACTICE).may(Action.OPEN_VISIT)


def test_an_operator_is_nobody_in_the_practice_realm() -> None:
    assert not actor(Held(Role.OPERATOR, HALL), realm=Realm.PRACTICE).roles


def test_a_role_granted_anew_before_its_end_does_not_end_then() -> None:
    first, later, last = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 9))
    grants = Held(Role.OPERATOR, HALL, ends_at=first), Held(Role.OPERATOR, HALL, ends_at=last)
    assert actor(*grants).role_ends_at == last
    assert actor(*grants, Held(Role.INSPECTOR, HALL, ends_at=later)).role_ends_at == later
    assert actor(*grants, Held(Role.TRAINEE, HALL, ends_at=first)).role_ends_at == last, "it counts nothing here"
    assert actor(Held(Role.OPERATOR, HALL)).role_ends_at is None


def test_an_operator_reaches_the_own_hall_and_no_other() -> None:
    reach = actor(Held(Role.OPERATOR, COUNTY)).reach(Action.SEE_CASE)
    assert reach.covers(hall=HALL)
    assert not reach.covers(hall=NEIGHBOUR)


def test_a_grant_for_another_hall_gives_nothing_in_this_one() -> None:
    assert not actor(Held(Role.OPERATOR, NEIGHBOUR)).reach(Action.SEE_CASE).covers(hall=HALL)


def test_an_inspector_reaches_every_hall_of_the_division_and_none_outside() -> None:
    reach = actor(Held(Role.INSPECTOR, COUNTY)).reach(Action.SEE_CASE)
    assert reach.covers(hall=HALL)
    assert reach.covers(hall=NEIGHBOUR)
    assert not reach.covers(hall="999998101000")


def test_a_specialist_reaches_the_own_lines_only() -> None:
    reach = actor(Held(Role.SPECIALIST, HALL, lines=frozenset({"RS-001"}))).reach(Action.ACT_ON_CASE)
    assert reach.covers(hall=HALL, item="RS-001")
    assert not reach.covers(hall=HALL, item="MZ-001")
    assert not reach.covers(hall=NEIGHBOUR, item="RS-001")


def test_a_reviewer_reaches_what_was_sent_to_the_own_department_only() -> None:
    reach = actor(Held(Role.REVIEWER, COUNTY, department="RS")).reach(Action.SEE_CASE)
    assert reach.covers(hall=HALL, departments=["RS", "MZ"])
    assert not reach.covers(hall=HALL, departments=["MZ"])
    assert not reach.covers(hall="999998101000", departments=["RS"])


def test_two_roles_reach_what_either_reaches() -> None:
    both = actor(Held(Role.OPERATOR, HALL), Held(Role.INSPECTOR, COUNTY)).reach(Action.SEE_CASE)
    assert both == Reach(halls=frozenset({HALL}), divisions=frozenset({COUNTY}))


def test_what_lies_out_of_reach_is_told_as_not_found_and_what_no_role_carries_as_not_allowed() -> None:
    with pytest.raises(OutOfReach):
        actor(Held(Role.OPERATOR, HALL)).must_reach(Action.SEE_CASE, hall=NEIGHBOUR)
    with pytest.raises(NotAllowed):
        actor(Held(Role.ADMIN_SYS, HALL)).must_reach(Action.SEE_CASE, hall=HALL)
