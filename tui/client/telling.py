"""Failures in words for the operator: what happened, and what to do now."""

from typing import Final

from tui.client.drafts import DraftTrouble
from tui.client.errors import ClientError, NotUnderstood, Refused, Unreachable
from tui.locale import N_, _
from tui.locale.problems import remedy, sentence

_WORDS: Final[dict[str, str]] = {
    "accept": N_("Accept"),
    "provisional": N_("Accept provisionally"),
    "notify": N_("Give notice of what is missing"),
    "decline": N_("Decline"),
    "undecided": N_("Not decided yet"),
    "hand_out": N_("Hand out the result"),
    "close": N_("Close the case"),
    "supplement": N_("Papers owed are in"),
    "resubmit": N_("Send again, corrected"),
    "withdraw": N_("Withdraw for the citizen"),
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
"""Codes a problem names in its parameters, as people say them."""


def told(error: ClientError) -> str:
    """One or two sentences in the language spoken now."""
    if isinstance(error, Refused):
        problem = error.problem
        params = {name: _(_WORDS[str(value)]) if value in _WORDS else value for name, value in problem.params.items()}
        what = sentence(problem.code, params, problem.detail)
        return f"{what} {remedy(problem.code, params, problem.remedy)}".strip()
    if isinstance(error, Unreachable):
        return _("The node does not answer. Go on working: nothing is lost, and it is tried again by itself.")
    if isinstance(error, NotUnderstood):
        return _("The node's answer was not understood. Screen and node may be of different versions: tell support.")
    return _("Something went wrong between screen and node. Try again.")


def told_trouble(trouble: DraftTrouble) -> str:
    """What a draft that cannot be written means for the work."""
    if trouble is DraftTrouble.DISK_FULL:
        return _("This station's disk is full: drafts stay in memory only. Hand over soon and tell support.")
    return _("Drafts cannot be written on this station and stay in memory only. Tell support.")
