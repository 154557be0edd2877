"""The work of a visit with everybody else: the node, the department systems, the draft box. Knows no screen.

Nothing here waits for the operator, and the operator waits for nothing here: each errand is a task, and what comes
of it changes the visit and is told.
"""

from tui.counter.sitting.sitting import Sitting

__all__ = ["Sitting"]
