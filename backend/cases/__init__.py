"""Cases: handed over in one commit, moved by one life cycle, seen within one scope."""

from backend.cases.answers import stage_answered, stage_sent
from backend.cases.errors import CaseError, DispatchObsolete
from backend.cases.falling_due import is_something_due, notice_what_falls_due
from backend.cases.life_cycle import Action, State
from backend.cases.node import CasesNode, HallWords
from backend.cases.paper_routes import router as paper_router
from backend.cases.payload import payload_for, supplement_for
from backend.cases.procedures import procedure_told
from backend.cases.routes import router
from backend.cases.unfinished import find_unfinished, forget_unfinished, without_visit
from backend.cases.views import open_cases

__all__ = [
    "Action",
    "CaseError",
    "CasesNode",
    "DispatchObsolete",
    "HallWords",
    "State",
    "find_unfinished",
    "forget_unfinished",
    "is_something_due",
    "notice_what_falls_due",
    "open_cases",
    "paper_router",
    "payload_for",
    "procedure_told",
    "router",
    "stage_answered",
    "stage_sent",
    "supplement_for",
    "without_visit",
]
