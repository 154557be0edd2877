"""What is sent to whom: the facts of a stage, for the review page and for the node alike."""

from backend.guide.item import Item, Stage
from backend.guide.outcome import Assessment

__all__ = ["bare_code", "sent_facts"]


def sent_facts(item: Item, stage: Stage, assessment: Assessment | None = None) -> tuple[str, ...]:
    """Codes of the facts the stage's department receives, in the form's order.

    A stage that names what it is sent gets that and nothing else; otherwise it gets the form. With an assessment,
    form lines this case does not have, or that stayed empty, are left out.
    """
    if assessment is None:
        shown = dict.fromkeys(field.fact for field in item.fields)
    else:
        shown = dict.fromkeys(line.field.fact for line in assessment.fields if line.known is not None)
    if stage.sends is None:
        return tuple(shown)
    form = {field.fact for field in item.fields}
    return tuple(fact for fact in stage.sends if fact in shown or fact not in form)


def bare_code(code: str) -> str:
    """The code of a fact or paper as the department knows it: without the item it is local to."""
    return code.rpartition(":")[2]
