"""The evaluation: five grades (GB/T 39046-2020, A.8), one digit, and no answer is an answer."""

from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.locale import N_, _
from tui.widgets import Modal, Plain

_GRADES: Final = {
    5: N_("very satisfied"),
    4: N_("satisfied"),
    3: N_("fairly satisfied"),
    2: N_("dissatisfied"),
    1: N_("very dissatisfied"),
}


def _line(place: int, grade: int) -> str:
    return f"  {place}  {_(_GRADES[grade])}"


class EvaluationModal(Modal[int]):
    """Answers the grade, 5 the best; digits go from the best down, as they are read out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(place), f"grade({grade})", show=False) for place, grade in enumerate(_GRADES, start=1)
    ]

    HELP = N_("Read the grades out. The digit of the one the citizen names is kept, once a visit.")

    def __init__(self) -> None:
        super().__init__(
            lambda: _("How was your visit to this window?"),
            lambda: _("The answer is counted without your name. Escape: no answer."),
        )

    def inside(self) -> ComposeResult:
        yield Plain()
        for place, grade in enumerate(_GRADES, start=1):
            yield Plain(partial(_line, place, grade))

    def action_grade(self, grade: int) -> None:
        self.dismiss(grade)
