"""What every route shares: problems, operations done once, events, and what stands around each exchange.

Import from the module that holds it: `problems`, `idempotency`, `events`.
"""

__all__ = ["events", "idempotency", "problems"]
