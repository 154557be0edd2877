"""Full values on the review, for a minute, on a key press; the node writes down who looked, at what, and why."""

from backend.guide.masking import mask_known
from backend.guide.steps import Step
from tui.counter.visit.hand_over import held_by_node
from tui.counter.walk import Walk
from tui.counter.words import value_words


class Revealing:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def toggle(self) -> None:
        if self.walk.visit is None or self.walk.revealed:
            self._mask()
            return
        self.walk.screen.run_worker(self._show_revealed())

    async def _show_revealed(self) -> None:
        visit, sitting = self.walk.visit, self.walk.sitting
        if visit is None or sitting is None:
            return
        declared = visit.declared
        held = {code: known for code, known in visit.book.known.items() if code in declared and held_by_node(known)}
        masked = [code for code, known in held.items() if mask_known(declared[code], known) is not None]
        revealed = await sitting.reveal(masked, "review")
        if revealed is None or self.walk.visit is not visit:
            return
        shown = {fact.fact: fact.value for fact in revealed.facts}
        shown |= {
            code: value_words(declared[code], known.value)
            for code, known in visit.everything_known().items()
            if code in declared and known.value is not None
        }
        self.walk.revealed.update(shown)
        self.walk.pages.show_review(visit)
        self.walk.screen.set_timer(revealed.seconds, self._mask_again)

    def _mask_again(self) -> None:
        if self.walk.step is Step.REVIEW:
            self._mask()
        else:
            self.walk.revealed.clear()

    def _mask(self) -> None:
        self.walk.revealed.clear()
        self.walk.pages.show_review(self.walk.visit)
