"""Failures in words for the operator: what happened, and what to do now."""

from typing import Final

from tui.client.drafts import DraftTrouble
from tui.client.errors import ClientError, Distrusted, Doubt, NotUnderstood, Refused, Unreachable
from tui.locale import N_, _, sentences
from tui.locale.codes import said_code
from tui.locale.problems import remedy, sentence

_DOUBTS: Final = {
    Doubt.DATES: N_(
        "The node's certificate is out of date, or this station's clock is wrong: nothing is sent to the node."
    ),
    Doubt.AUTHORITY: N_(
        "This station does not trust the node's certificate, somebody else may be answering in its place: "
        "nothing is sent there."
    ),
    Doubt.NOT_PROTECTED: N_(
        "The node's address begins with https, but what answers there is not protected (http): nothing is sent there."
    ),
    Doubt.PROTECTED: N_(
        "The node's address begins with http, but the node there is protected: the address must begin with https."
    ),
}


def told(error: ClientError, *, again: bool = False) -> str:
    """One or two sentences in the language spoken now. `again`: it is tried again by itself when the node is back."""
    if isinstance(error, Refused):
        problem = error.problem
        params = {name: said_code(value) if isinstance(value, str) else value for name, value in problem.params.items()}
        what = sentence(problem.code, params, problem.detail)
        return sentences(what, remedy(problem.code, params, problem.remedy))
    if isinstance(error, Distrusted):
        words = _(
            "Tell support at once. Go on working: nothing typed is lost, "
            "and it goes on by itself once that is put right."
        )
        return sentences(told_certificate(error), words)
    if isinstance(error, Unreachable):
        if again:
            return _("The node does not answer. Go on working: nothing is lost, and it is tried again by itself.")
        return _("The node does not answer. Go on working: nothing typed is lost. Try this again when it answers.")
    if isinstance(error, NotUnderstood):
        return _("The node's answer was not understood. Screen and node may be of different versions: tell support.")
    return _("Something went wrong between screen and node. Try again.")


def told_certificate(error: Distrusted) -> str:
    """What is wrong, without what to do about it."""
    return _(_DOUBTS[error.doubt])


def told_trouble(trouble: DraftTrouble) -> str:
    """What a draft that cannot be written means for the work."""
    if trouble is DraftTrouble.DISK_FULL:
        return _("This station's disk is full: drafts stay in memory only. Hand over soon and tell support.")
    return _("Drafts cannot be written on this station and stay in memory only. Tell support.")


def told_damaged(drafts: int) -> str:
    """Drafts that were put aside because they are no longer what was written."""
    words = _(
        "Damaged here and not to be opened: {count} of the visits put aside. Go on with what stands in the list; for "
        "others lay the card again. Tell support: this station's disk may be failing."
    )
    return words.format(count=drafts)
