"""What a citizen still lacks, as plain text: for the terminal, for a plain printer, for a screen reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.guide.outcome import DecisionKind
from backend.guide.slip import Origin, Slip, SlipItem, SlipPaper
from backend.guide.text import Text
from tui.counter.words import in_a_row, moment_words, said, window_words
from tui.locale import N_, _, language, ngettext

_ORIGINS: Final[dict[Origin, str]] = {
    Origin.OWN: N_("your own"),
    Origin.ISSUED: N_("from the authority that issues it"),
    Origin.ELSEWHERE: N_("from whoever it concerns: employer, hospital, village, the other person"),
    Origin.HERE: N_("printed here"),
}
# For the citizen, who is told where the item stands; the operator is told what to decide.
_STANDS: Final[dict[DecisionKind, str]] = {
    DecisionKind.ACCEPT: N_("can be accepted"),
    DecisionKind.PROVISIONAL: N_("can be accepted, papers to follow"),
    DecisionKind.NOTIFY: N_("accepted when all is there"),
    DecisionKind.DECLINE: N_("cannot be accepted"),
    DecisionKind.UNDECIDED: N_("not asked through yet"),
}


@dataclass(frozen=True)
class SlipHead:
    """Who it is for (masked), where and when it was given, and when the hall is open, where that is known."""

    hall: str
    window: str
    operator: str
    at: datetime
    applicant: str
    hours: str = ""
    telephone: str = ""


def slip_text(slip: Slip, head: SlipHead) -> str:
    """Everything at once, in the language spoken now; the paper itself is in Chinese."""
    parts = [
        list(_head(head)),
        [line for item in slip.items for line in _item(item)],
        list(_bring(slip)),
        list(_listed(_("Signed here at the window, nothing to bring:"), slip.sign)),
        list(_listed(_("Only you can answer:"), slip.answer)),
        list(_listed(_("Only you can tell what is written there:"), slip.fill)),
        list(_listed(_("Not to be brought, the departments have it:"), slip.spared)),
        [_("Nothing is lacking.")] if slip.lacks_nothing else [],
        list(_foot(head)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(head: SlipHead) -> Iterator[str]:
    yield _("What is still lacking · {hall}").format(hall=head.hall)
    time = moment_words(head.at, year=True)
    yield _("Window {window} · {operator} · {time}").format(
        window=window_words(head.window), operator=head.operator, time=time
    )
    if head.applicant:
        yield _("Applicant {name}").format(name=head.applicant)


def _item(item: SlipItem) -> Iterator[str]:
    yield f"{item.code} {said(item.name)} · {_(_STANDS[item.decision])}"
    yield from (f"    {said(reason)}" for reason in item.reasons)
    if item.instead:
        yield "    " + _("Possible instead: {items}").format(items=_joined(item.instead))


def _bring(slip: Slip) -> Iterator[str]:
    if not slip.bring:
        return
    yield _("To be brought:")
    several = len(slip.items) > 1
    for place, paper in enumerate(slip.bring, start=1):
        yield f"[ ] {place}. {said(paper.name)}{_counts(paper)}"
        yield from (f"       {line}" for line in _about(paper, several=several))


def _counts(paper: SlipPaper) -> str:
    counts = []
    opening, between, closing = (" (", ", ", ")") if language() == "en" else ("（", "、", "）")
    if paper.originals:
        counts.append(_("original {count}").format(count=paper.originals))
    if paper.copies:
        counts.append(_("copy {count}").format(count=paper.copies))
    return f"{opening}{between.join(counts)}{closing}" if counts else ""


def _about(paper: SlipPaper, *, several: bool) -> Iterator[str]:
    yield _("Why: {why}").format(why=said(paper.why))
    yield _("Where: {where}").format(where=_where(paper))
    if paper.say is not None:
        yield _("Good to know: {what}").format(what=said(paper.say))
    if paper.renewed_by:
        yield _("Lost or run out: {items} gives it anew").format(items=_joined(paper.renewed_by))
    if paper.days_to_follow is not None:
        yield _follow_words(paper.days_to_follow, undertaken=paper.undertaken)
    if paper.never is not None:
        yield _("Not tolerated: {what}").format(what=said(paper.never))
    if paper.may_be_waived:
        yield _("A department is still being asked: it may become needless.")
    if several:
        yield _("For: {items}").format(items=" ".join(paper.items))


def _where(paper: SlipPaper) -> str:
    if paper.issuers:
        return _("on record with {issuers}").format(issuers=_joined(paper.issuers))
    return _(_ORIGINS[paper.origin])


def _follow_words(days: int, *, undertaken: bool) -> str:
    if undertaken:
        words = ngettext(
            "You undertook to bring it within {count} working day.",
            "You undertook to bring it within {count} working days.",
            days,
        )
    else:
        words = ngettext(
            "May follow within {count} working day, if you sign for it.",
            "May follow within {count} working days, if you sign for it.",
            days,
        )
    return words.format(count=days)


def _listed(heading: str, entries: tuple[Text, ...]) -> Iterator[str]:
    return iter([heading, *(f"· {said(entry)}" for entry in entries)] if entries else [])


def _foot(head: SlipHead) -> Iterator[str]:
    if head.hours:
        yield _("Open: {hours}").format(hours=head.hours)
    if head.telephone:
        yield _("Telephone: {number}").format(number=head.telephone)
    yield _("As it stands now; nothing was applied for with this slip. Any window of the hall can go on from here.")


def _joined(names: tuple[Text, ...]) -> str:
    return in_a_row(said(name) for name in names)
