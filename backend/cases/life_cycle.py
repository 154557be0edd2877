"""The life of a case: one table of (state, action) → state. Pure.

Who may act on a case, and what the screen offers, both read this table; nothing else decides it.

A provisional case owes papers while its stages run, so stage answers leave it in `supplement_due` until the papers
are in. Where a step depends on whether papers are owed there are two actions: the caller says which one it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from backend.cases.errors import ActionNotOpen

__all__ = ["ENDS", "OPEN", "STARTS", "TABLE", "Action", "State", "after", "is_open", "open_to_counter", "passes"]


class State(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    SUPPLEMENT_DUE = "supplement_due"  # accepted provisionally, papers owed
    OVERDUE = "overdue"  # what the applicant undertook to bring did not come in time: the case waits for them
    RETURNED = "returned"
    NOTIFIED = "notified"  # deficiency notice given, not accepted
    DECIDED = "decided"
    PRODUCED = "produced"
    DELIVERED = "delivered"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    # the window's decision
    ACCEPT = "accept"
    ACCEPT_PROVISIONALLY = "accept_provisionally"
    NOTIFY = "notify"
    DECLINE = "decline"
    # what departments do
    SEND = "send"  # a stage reached its department
    HEAR = "hear"  # a stage answered, and that does not settle the case
    DECIDE = "decide"  # all stages said yes
    REFUSE = "refuse"
    RETURN = "return"
    PRODUCE = "produce"  # the result is made
    # what time does
    FALL_DUE = "fall_due"  # a paper undertaken to be brought was not
    # what is done at the counter afterwards
    SUPPLEMENT = "supplement"  # everything owed is in
    SUPPLEMENT_IN_PART = "supplement_in_part"
    RESUBMIT = "resubmit"
    RESUBMIT_OWING = "resubmit_owing"
    WITHDRAW = "withdraw"
    HAND_OUT = "hand_out"
    CLOSE = "close"


S, A = State, Action

TABLE: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
        (S.RECEIVED, A.ACCEPT_PROVISIONALLY): S.SUPPLEMENT_DUE,
        (S.RECEIVED, A.NOTIFY): S.NOTIFIED,
        (S.RECEIVED, A.DECLINE): S.DECLINED,
        #
        (S.ACCEPTED, A.SEND): S.IN_REVIEW,
        (S.ACCEPTED, A.HEAR): S.IN_REVIEW,
        (S.ACCEPTED, A.DECIDE): S.DECIDED,
        (S.ACCEPTED, A.REFUSE): S.DECIDED,
        (S.ACCEPTED, A.RETURN): S.RETURNED,
        (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
        #
        (S.IN_REVIEW, A.SEND): S.IN_REVIEW,
        (S.IN_REVIEW, A.HEAR): S.IN_REVIEW,
        (S.IN_REVIEW, A.DECIDE): S.DECIDED,
        (S.IN_REVIEW, A.REFUSE): S.DECIDED,
        (S.IN_REVIEW, A.RETURN): S.RETURNED,
        (S.IN_REVIEW, A.WITHDRAW): S.WITHDRAWN,
        #
        (S.SUPPLEMENT_DUE, A.SEND): S.SUPPLEMENT_DUE,
        (S.SUPPLEMENT_DUE, A.HEAR): S.SUPPLEMENT_DUE,
        (S.SUPPLEMENT_DUE, A.REFUSE): S.DECIDED,
        (S.SUPPLEMENT_DUE, A.RETURN): S.RETURNED,
        (S.SUPPLEMENT_DUE, A.SUPPLEMENT): S.IN_REVIEW,
        (S.SUPPLEMENT_DUE, A.SUPPLEMENT_IN_PART): S.SUPPLEMENT_DUE,
        (S.SUPPLEMENT_DUE, A.WITHDRAW): S.WITHDRAWN,
        (S.SUPPLEMENT_DUE, A.FALL_DUE): S.OVERDUE,
        # never closed in silence: it waits for the citizen, and what departments say is heard meanwhile
        (S.OVERDUE, A.SEND): S.OVERDUE,
        (S.OVERDUE, A.HEAR): S.OVERDUE,
        (S.OVERDUE, A.REFUSE): S.DECIDED,
        (S.OVERDUE, A.RETURN): S.RETURNED,
        (S.OVERDUE, A.SUPPLEMENT): S.IN_REVIEW,
        (S.OVERDUE, A.SUPPLEMENT_IN_PART): S.SUPPLEMENT_DUE,
        (S.OVERDUE, A.WITHDRAW): S.WITHDRAWN,
        # other departments of a parallel case may answer while the applicant corrects
        (S.RETURNED, A.SEND): S.RETURNED,
        (S.RETURNED, A.HEAR): S.RETURNED,
        (S.RETURNED, A.RETURN): S.RETURNED,
        (S.RETURNED, A.REFUSE): S.DECIDED,
        (S.RETURNED, A.RESUBMIT): S.IN_REVIEW,
        (S.RETURNED, A.RESUBMIT_OWING): S.SUPPLEMENT_DUE,
        (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
        # what a notice asked for is brought: the window decides anew
        (S.NOTIFIED, A.ACCEPT): S.ACCEPTED,
        (S.NOTIFIED, A.ACCEPT_PROVISIONALLY): S.SUPPLEMENT_DUE,
        (S.NOTIFIED, A.DECLINE): S.DECLINED,
        (S.NOTIFIED, A.SUPPLEMENT_IN_PART): S.NOTIFIED,
        (S.NOTIFIED, A.WITHDRAW): S.WITHDRAWN,
        #
        (S.DECIDED, A.PRODUCE): S.PRODUCED,
        (S.DECIDED, A.HAND_OUT): S.DELIVERED,
        (S.PRODUCED, A.HAND_OUT): S.DELIVERED,
        (S.DELIVERED, A.CLOSE): S.CLOSED,
    }
)

STARTS: Final = S.RECEIVED
ENDS: Final = frozenset({S.CLOSED, S.DECLINED, S.WITHDRAWN})
OPEN: Final = frozenset(S) - ENDS

_NEEDS_WORDS: Final = frozenset({A.WITHDRAW})
_COUNTER: Final[Mapping[Action, Action]] = MappingProxyType(
    {
        A.SUPPLEMENT: A.SUPPLEMENT,
        A.SUPPLEMENT_IN_PART: A.SUPPLEMENT,
        A.RESUBMIT: A.RESUBMIT,
        A.RESUBMIT_OWING: A.RESUBMIT,
        A.HAND_OUT: A.HAND_OUT,
        A.CLOSE: A.CLOSE,
        A.WITHDRAW: A.WITHDRAW,
    }
)


def after(state: State, action: Action) -> State:
    """The state `action` leads to. Raises `ActionNotOpen`."""
    try:
        return TABLE[state, action]
    except KeyError:
        raise ActionNotOpen(action, state) from None


def passes(state: State, action: Action) -> bool:
    return (state, action) in TABLE


def is_open(state: State) -> bool:
    return state in OPEN


def open_to_counter(state: State) -> dict[Action, bool]:
    """What the counter may do now, in the order of this module; the value says whether words are needed."""
    offered = (_COUNTER[action] for action in _COUNTER if passes(state, action))
    return {action: action in _NEEDS_WORDS for action in offered}
