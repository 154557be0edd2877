"""The life cycle: no dead ends, nothing unreachable, nothing allowed outside the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.errors import ActionNotOpen
from backend.cases.life_cycle import ENDS, STARTS, TABLE, Action, State, after, open_to_counter, passes


def reachable(start: State) -> set[State]:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        for (state, _), there in TABLE.items():
            if state is here and there not in seen:
                seen.add(there)
                ahead.append(there)
    return seen


def test_every_state_can_be_reached_from_the_start() -> None:
    assert reachable(STARTS) == set(State)


@pytest.mark.parametrize("state", sorted(set(State) - ENDS))
def test_from_every_open_state_an_end_can_be_reached(state: State) -> None:
    assert reachable(state) & ENDS


@pytest.mark.parametrize("end", sorted(ENDS))
def test_an_end_is_an_end(end: State) -> None:
    assert not [action for action in Action if passes(end, action)]
    assert open_to_counter(end) == {}


def test_every_action_is_used() -> None:
    assert {action for _, action in TABLE} == set(Action)


@given(st.lists(st.sampled_from(Action), max_size=40))
def test_no_history_leaves_the_table_and_ends_stay(actions: list[Action]) -> None:
    state = STARTS
    for action in actions:
        try:
            following = after(state, action)
        except ActionNotOpen as refused:
            assert (state, action) not in TABLE
            assert (refused.state, refused.action) == (state, action)
        else:
            assert state not in ENDS
            state = following


@given(st.lists(st.sampled_from(Action), max_size=60))
def test_nothing_is_handed_out_that_was_not_decided(actions: list[Action]) -> None:
    state, decided = STARTS, False
    for action in actions:
        if passes(state, action):
            state = after(state, action)
            decided = decided or state is State.DECIDED
        if state in {State.PRODUCED, State.DELIVERED, State.CLOSED}:
            assert decided


def test_a_case_that_was_never_accepted_is_never_sent_to_a_department() -> None:
    for state in (State.RECEIVED, State.NOTIFIED, State.DECLINED):
        assert not passes(state, Action.SEND)


@pytest.mark.parametrize("state", sorted(State))
def test_what_the_screen_offers_is_open_in_the_table(state: State) -> None:
    for action in open_to_counter(state):
        variants = {action, Action(f"{action}_in_part") if action is Action.SUPPLEMENT else action}
        assert any(passes(state, variant) for variant in variants)
