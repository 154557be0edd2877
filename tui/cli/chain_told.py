"""What a check of the supervision chain found, in the reader's words; the verifier speaks English."""

from typing import TYPE_CHECKING, Final

import typer

from tui.locale import N_, _, ngettext

if TYPE_CHECKING:
    from backend.supervision import CaseProof, Head, Verification

__all__ = ["REASONS", "tell", "tell_compared", "tell_proven"]

_STATUS: Final = {"intact": N_("intact"), "tampered": N_("tampered with"), "unknown": N_("cannot tell")}
_HISTORIES: Final = {
    "intact": N_("one history"),
    "tampered": N_("two histories"),
    "unknown": N_("cannot tell"),
}
REASONS: Final = (
    N_("every entry is as it was written"),
    N_("the entries do not give the root that a head states"),
    N_("entries at the end are missing"),
    N_("there are entries that no head covers"),
    N_("there are more leaf hashes than entries"),
    N_("an entry is cut off"),
    N_("an entry does not have the hash listed for it"),
    N_("an entry is not in its form"),
    N_("an entry is missing, repeated, or out of order"),
    N_("an entry belongs to another log"),
    N_("two entries continue the same entry of a case"),
    N_("a head belongs to another log than the export"),
    N_("the head in the export belongs to another log"),
    N_("a kept head cannot be read"),
    N_("the export is incomplete or cannot be read"),
    N_("the export cannot be understood"),
    N_("these entries of the case are in the log as it was at this head"),
    N_("an entry is not in the log that has this head"),
    N_("an entry is of another case"),
    N_("the proof holds no entry"),
    N_("the proof cannot be read"),
    N_("the proof cannot be understood"),
    N_("a kept head of the same size has another root"),
    N_("none of the kept heads is the head of the proof"),
    N_("the log at the smaller head is the beginning of the larger"),
    N_("two heads of one size have different roots"),
    N_("the entries after the smaller head do not lead to the larger"),
    N_("the entries of the larger head do not give the root of the smaller"),
    N_("the export itself is not intact"),
    N_("the entries give the root of neither head"),
    N_("the export ends before the larger head"),
)
"""What follows a colon stays as it is."""


def tell(verification: "Verification") -> None:
    told = ngettext("{status}: {count} entry. {why}.", "{status}: {count} entries. {why}.", verification.size)
    status, why = _(_STATUS[verification.status.value]), _reason(verification.reason)
    typer.echo(told.format(status=_begun(status), count=verification.size, why=_begun(why)))
    if verification.first_bad_seq is not None:
        typer.echo(_("First bad entry: {number}").format(number=verification.first_bad_seq))
        typer.echo(_("Last good head: {head}").format(head=_short(verification.last_good_head)))


def tell_compared(verification: "Verification") -> None:
    told = _("{status}. {why}.").format(
        status=_begun(_(_HISTORIES[verification.status.value])), why=_begun(_reason(verification.reason))
    )
    typer.echo(told)


def tell_proven(proof: "CaseProof", *, is_witnessed: bool) -> None:
    """Each entry of a proof that was checked, as it stands in the log, and the head they all hang on."""
    from backend.supervision.entries import parsed_leaf

    for entry in proof.entries:
        fields = parsed_leaf(entry.leaf)
        line = "  ".join(str(fields[name]) for name in ("seq", "at", "act", "outcome", "actor"))
        typer.echo("".join(mark if mark.isprintable() else "?" for mark in line))  # whoever made the proof wrote it
    typer.echo(_("Head of the log: {head}").format(head=_short(proof.head)))
    if not is_witnessed:
        typer.echo(_("Only the proof itself says so: give heads kept elsewhere with --heads."))


def _short(head: "Head | None") -> str:
    return f"{head.origin.log} {head.size} {head.root.hex()[:12]}" if head else "–"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _reason(english: str) -> str:
    known, colon, more = english.partition(": ")
    return f"{_(known)}{colon}{more}" if known in REASONS else english
