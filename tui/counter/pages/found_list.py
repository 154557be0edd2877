"""The box a search is typed into and the list that follows it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from backend.guide.bundle import ItemBrief, LifeEvent
from backend.guide.item import ApplicantKind
from backend.guide.village import RefusedProof
from tui.locale import N_, _
from tui.widgets import FieldInput, PickList

Found = ItemBrief | LifeEvent | RefusedProof
"""What a row stands for: an item, the bundle of a life event, or a proof no village issues."""


class FoundList(PickList[Found]):
    """Counts items this applicant may apply for: bundles and proofs are none."""

    items = 0
    kind = ApplicantKind.PERSON

    @property
    def count_text(self) -> str:
        shown = sum(
            isinstance(found := self.rows[place], ItemBrief) and found.applicant is self.kind for place in self.shown
        )
        return _("{shown} of {total}").format(shown=shown, total=self.items)


class SearchField(FieldInput):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", N_("Choose"))]

    def on_input_changed(self, event: Input.Changed) -> None:
        """The list has followed already; nobody further out has to hear of each letter."""
        event.stop()
