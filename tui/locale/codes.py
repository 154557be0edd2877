"""Codes of the wire as people say them, each said in one way wherever it is met: on a page, or in a problem's words."""

from typing import Final

from tui.locale.speech import N_, _

__all__ = ["CASE_ACTIONS", "CASE_STATES", "DECISIONS", "RULES", "said_code"]

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
    "supplement_due": N_("provisional"),
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
    "has_it": N_("The department has it"),
    "send_anew": N_("It has nothing: send anew"),
}

RULES: Final[dict[str, str]] = {
    "too_short": N_("at least 12 characters"),
    "too_uniform": N_("at least five different characters"),
    "a_sequence": N_("no row of keys, letters or digits"),
    "names_the_account": N_("neither account nor name in it"),
    "too_common": N_("nothing many people choose"),
    "pin_digits": N_("a PIN of 4 to 12 digits"),
    "pin_too_simple": N_("no PIN of equal digits or digits in a row"),
    "end_date": N_("a role counts for a year at most"),
    "department_needed": N_("a reviewer belongs to a department"),
    "admins_are_two_persons": N_("the two kinds of administrator are two persons"),
    "admins_do_nothing_else": N_("an administrator has no other role"),
    "second_person": N_("neither who proposed it nor who receives it confirms it"),
    "settled_before": N_("what was confirmed or taken away stays so"),
}

_ALL: Final = DECISIONS | CASE_STATES | CASE_ACTIONS | RULES


def said_code(code: str) -> str:
    """The code itself when nobody has words for it."""
    return _(_ALL[code]) if code in _ALL else code
