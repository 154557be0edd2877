"""Codes of the wire as people say them, each said in one way wherever it is met: on a page, or in a problem's words."""

from typing import Final

from tui.locale.speech import N_, _

__all__ = ["CASE_ACTIONS", "CASE_STATES", "DECISIONS", "said_code"]

DECISIONS: Final[dict[str, str]] = {
    "accept": N_("Accept"),
    "provisional": N_("Accept provisionally"),
    "notify": N_("Give notice of what is missing"),
    "decline": N_("Decline"),
    "undecided": N_("Not decided yet"),
}

CASE_STATES: Final[dict[str, str]] = {
    "received": N_("received"),
    "accepted": N_("accepted"),
    "in_review": N_("in review"),
    "supplement_due": N_("papers owed"),
    "overdue": N_("papers overdue"),
    "returned": N_("returned"),
    "notified": N_("notice given"),
    "decided": N_("decided"),
    "produced": N_("result ready"),
    "delivered": N_("handed out"),
    "closed": N_("closed"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}

CASE_ACTIONS: Final[dict[str, str]] = {
    "hand_out": N_("Hand out the result"),
    "close": N_("Close the case"),
    "supplement": N_("Papers owed are in"),
    "resubmit": N_("Send again, corrected"),
    "withdraw": N_("Withdraw for the citizen"),
}

_ALL: Final = DECISIONS | CASE_STATES | CASE_ACTIONS


def said_code(code: str) -> str:
    """The code itself when nobody has words for it."""
    return _(_ALL[code]) if code in _ALL else code
