"""The supervision chain (电子监察链): who did what, when, on which case, so that nobody can alter it unnoticed.

Names are loaded when first used: who only checks an export needs, and loads, no database.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backend.supervision.chain import NODE, head_of, record, record_many, record_recovery, record_start
    from backend.supervision.comparing import compare_heads
    from backend.supervision.entries import NewEntry, Outcome, parsed_leaf
    from backend.supervision.errors import (
        CannotTell,
        EntryMissing,
        HashUnusable,
        HeadUnreadable,
        NotCanonical,
        ProofUnreadable,
        SupervisionError,
    )
    from backend.supervision.export_reading import exported_logs, holds_proof, read_head, read_heads
    from backend.supervision.exporting import export_log
    from backend.supervision.hashing import HashName
    from backend.supervision.heads import Head, Origin
    from backend.supervision.proofs import CaseProof, judge_proof, read_proof, verify_proof
    from backend.supervision.proving import prove_case
    from backend.supervision.reading import find_payload, get_log, has_been
    from backend.supervision.tables import ChainEntry, ChainFrontier, ChainLog, ChainPayload
    from backend.supervision.verdicts import Status, Verification
    from backend.supervision.verifying import verify_export

__all__ = [
    "NODE",
    "CannotTell",
    "CaseProof",
    "ChainEntry",
    "ChainFrontier",
    "ChainLog",
    "ChainPayload",
    "EntryMissing",
    "HashName",
    "HashUnusable",
    "Head",
    "HeadUnreadable",
    "NewEntry",
    "NotCanonical",
    "Origin",
    "Outcome",
    "ProofUnreadable",
    "Status",
    "SupervisionError",
    "Verification",
    "compare_heads",
    "export_log",
    "exported_logs",
    "find_payload",
    "get_log",
    "has_been",
    "head_of",
    "holds_proof",
    "judge_proof",
    "parsed_leaf",
    "prove_case",
    "read_head",
    "read_heads",
    "read_proof",
    "record",
    "record_many",
    "record_recovery",
    "record_start",
    "verify_export",
    "verify_proof",
]

_HOMES: Final = {
    "chain": ("NODE", "head_of", "record", "record_many", "record_recovery", "record_start"),
    "comparing": ("compare_heads",),
    "entries": ("NewEntry", "Outcome", "parsed_leaf"),
    "errors": (
        "CannotTell",
        "EntryMissing",
        "HashUnusable",
        "HeadUnreadable",
        "NotCanonical",
        "ProofUnreadable",
        "SupervisionError",
    ),
    "export_reading": ("exported_logs", "holds_proof", "read_head", "read_heads"),
    "exporting": ("export_log",),
    "hashing": ("HashName",),
    "heads": ("Head", "Origin"),
    "proofs": ("CaseProof", "judge_proof", "read_proof", "verify_proof"),
    "proving": ("prove_case",),
    "reading": ("find_payload", "get_log", "has_been"),
    "tables": ("ChainEntry", "ChainFrontier", "ChainLog", "ChainPayload"),
    "verdicts": ("Status", "Verification"),
    "verifying": ("verify_export",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
