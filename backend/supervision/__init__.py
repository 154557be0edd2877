"""The supervision chain (电子监察链): who did what, when, on which case, so that nobody can alter it unnoticed.

Names are loaded when first used: who only checks an export needs, and loads, no database.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backend.supervision.chain import NODE, head_of, record, record_many, record_recovery, record_start
    from backend.supervision.entries import NewEntry, Outcome
    from backend.supervision.errors import (
        EntryMissing,
        HashUnusable,
        HeadUnreadable,
        NotCanonical,
        ProofUnreadable,
        SupervisionError,
    )
    from backend.supervision.exporting import export_log
    from backend.supervision.hashing import HashName
    from backend.supervision.heads import Head, Origin
    from backend.supervision.proofs import (
        CaseProof,
        ProvenEntry,
        check_consistency,
        check_proof,
        prove,
        prove_consistency,
    )
    from backend.supervision.reading import (
        Entry,
        entries_about,
        entries_of_case,
        find_payload,
        get_log,
        shred_payloads,
    )
    from backend.supervision.tables import ChainEntry, ChainFrontier, ChainLog, ChainPayload
    from backend.supervision.verifying import Status, Verification, compare_heads, exported_logs, verify_export

__all__ = [
    "NODE",
    "CaseProof",
    "ChainEntry",
    "ChainFrontier",
    "ChainLog",
    "ChainPayload",
    "Entry",
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
    "ProvenEntry",
    "Status",
    "SupervisionError",
    "Verification",
    "check_consistency",
    "check_proof",
    "compare_heads",
    "entries_about",
    "entries_of_case",
    "export_log",
    "exported_logs",
    "find_payload",
    "get_log",
    "head_of",
    "prove",
    "prove_consistency",
    "record",
    "record_many",
    "record_recovery",
    "record_start",
    "shred_payloads",
    "verify_export",
]

_HOMES: Final = {
    "chain": ("NODE", "head_of", "record", "record_many", "record_recovery", "record_start"),
    "entries": ("NewEntry", "Outcome"),
    "errors": ("EntryMissing", "HashUnusable", "HeadUnreadable", "NotCanonical", "ProofUnreadable", "SupervisionError"),
    "exporting": ("export_log",),
    "hashing": ("HashName",),
    "heads": ("Head", "Origin"),
    "proofs": ("CaseProof", "ProvenEntry", "check_consistency", "check_proof", "prove", "prove_consistency"),
    "reading": ("Entry", "entries_about", "entries_of_case", "find_payload", "get_log", "shred_payloads"),
    "tables": ("ChainEntry", "ChainFrontier", "ChainLog", "ChainPayload"),
    "verifying": ("Status", "Verification", "compare_heads", "exported_logs", "verify_export"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
