"""The papers a citizen takes away: typeset, with the case number as a barcode."""

from backend.cases.receipt.form import FilledForm, FormSheet, form_paper
from backend.cases.receipt.lacking import LackingSlip, lacking_paper
from backend.cases.receipt.papers import Language, ResultSlip, slip_paper, visit_paper
from backend.cases.receipt.typeset import Template, typeset

__all__ = [
    "FilledForm", "FormSheet", "LackingSlip", "Language", "ResultSlip", "Template", "form_paper",
    "lacking_paper", "slip_paper", "typeset", "visit_paper",
]  # fmt: skip
