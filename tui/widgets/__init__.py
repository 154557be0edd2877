"""What two screens share: the base screen, and widgets that measure in cells and never read data as markup."""

from tui.widgets.field_input import FieldInput
from tui.widgets.key_bar import KeyBar
from tui.widgets.modal import ConfirmModal, Modal
from tui.widgets.notice import Level, Notice
from tui.widgets.paged_text import PagedText
from tui.widgets.pick_list import PickList
from tui.widgets.pick_row import Cell, Piece, find_span, marked, row_pieces
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
    "find_span",
    "marked",
    "refusal_sentence",
    "row_pieces",
]
