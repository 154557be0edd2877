"""Who acts for an organisation: the question put when a person's card and a credit code meet, and the words for it."""

from collections.abc import Callable
from typing import Final

from backend.contract import CardRead
from backend.guide.card import REPRESENTATIVE, is_organisation, shown_number
from backend.guide.item import ApplicantKind
from backend.guide.masking import mask_name
from tui.counter.dialogs.questions import ChoiceModal, Option
from tui.counter.screen import CounterScreen
from tui.locale import N_, _

ROLES: Final[dict[str, str]] = {REPRESENTATIVE: N_("Legal representative"), "agent": N_("Authorised agent")}
"""What is said of a person and an organisation, by the codes of the catalogue's fact `org_attends`; who needs no letter
of authority first."""

NEXT: Final = "next"


def not_for_words(kind: ApplicantKind) -> str:
    """Why an item only the other kind of applicant may apply for is not offered, and what to do."""
    if kind is ApplicantKind.ORGANISATION:
        return _("Only an organisation applies for this. Type its credit code here, or scan its licence.")
    return _("Only a person applies for this, not an organisation: lay the person's own card on the reader.")


def role_words(relation: str) -> str:
    return _(ROLES[relation]) if relation in ROLES else relation


def ask_who_acts(
    screen: CounterScreen, person: CardRead, *, acts: Callable[[str], None], comes_next: Callable[[], None]
) -> None:
    """``acts`` is told the role this person has for the organisation, ``comes_next`` that there is none."""
    who = f"{mask_name(person.name or '')} {shown_number(person)}"
    options: list[Option] = [
        (REPRESENTATIVE, lambda: _("Its legal representative, in person")),
        ("agent", lambda: _("Acts for the organisation: authorised agent")),
        (NEXT, lambda: _("Next applicant: put this visit aside")),
    ]

    def answered(choice: str | None) -> None:
        if choice == NEXT:
            comes_next()
        elif choice is not None:
            acts(choice)

    question = ChoiceModal(
        lambda: _("An organisation and a person: {who}").format(who=who), lambda: _("Escape: nothing changes."), options
    )
    screen.app.push_screen(question, answered)
    screen.came_up()


def belong_together(one: CardRead, other: CardRead) -> bool:
    """Whether one of the two is an organisation, for which the other may act."""
    return is_organisation(one) is not is_organisation(other)
