"""What two screens share: the base screen, and widgets that measure in cells and never read data as markup.

Each is loaded when first asked for: what only measures text, as ``--help`` does, does not wait for Textual.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tui.widgets.field_input import FieldInput
    from tui.widgets.key_bar import KeyBar
    from tui.widgets.modal import ConfirmModal, Modal
    from tui.widgets.notice import Level, Notice
    from tui.widgets.paged_text import PagedText
    from tui.widgets.pick_list import PickList
    from tui.widgets.pick_row import Cell, Piece, marked, row_pieces
    from tui.widgets.plain import Phrase, Plain
    from tui.widgets.reader import Reader
    from tui.widgets.refusals import refusal_sentence
    from tui.widgets.scan_capture import ScanCapture, Scanned
    from tui.widgets.step_bar import Step, StepBar
    from tui.widgets.work_screen import WorkScreen

__all__ = [
    "Cell",
    "ConfirmModal",
    "FieldInput",
    "KeyBar",
    "Level",
    "Modal",
    "Notice",
    "PagedText",
    "Phrase",
    "PickList",
    "Piece",
    "Plain",
    "Reader",
    "ScanCapture",
    "Scanned",
    "Step",
    "StepBar",
    "WorkScreen",
    "marked",
    "refusal_sentence",
    "row_pieces",
]

_HOMES: Final = {
    "field_input": ("FieldInput",),
    "key_bar": ("KeyBar",),
    "modal": ("ConfirmModal", "Modal"),
    "notice": ("Level", "Notice"),
    "paged_text": ("PagedText",),
    "pick_list": ("PickList",),
    "pick_row": ("Cell", "Piece", "marked", "row_pieces"),
    "plain": ("Phrase", "Plain"),
    "reader": ("Reader",),
    "refusals": ("refusal_sentence",),
    "scan_capture": ("ScanCapture", "Scanned"),
    "step_bar": ("Step", "StepBar"),
    "work_screen": ("WorkScreen",),
}
_MODULES: Final = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
