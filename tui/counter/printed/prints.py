"""What is put on paper at the counter, as often as wanted; printing changes nothing else."""

from backend.contract import CaseView
from tui.client import ClientError, new_operation, told
from tui.counter.printed.printing import put_on_paper
from tui.counter.printed.receipt_text import receipt_text
from tui.counter.visit import Visit
from tui.counter.visit.hand_over import submission_of
from tui.counter.walk import Walk
from tui.locale import _
from tui.settings import StationSettings
from tui.widgets import Level


class Prints:
    def __init__(self, walk: Walk, settings: StationSettings) -> None:
        self.walk = walk
        self._settings = settings

    async def print_receipt(self) -> None:
        """A plain text when the node cannot typeset it now."""
        visit = self.walk.visit
        if visit is None or visit.receipt is None:
            return
        name, content = f"{visit.receipt.cases[0].number if visit.receipt.cases else visit.id}.pdf", b""
        try:
            content = await self.walk.station.node.receipt_pdf(visit.id)
        except ClientError:
            name, content = name.replace(".pdf", ".txt"), receipt_text(visit.receipt).encode()
        await self._put(content, name)

    async def print_slip(self, text: str) -> None:
        """What the citizen still lacks, as the node finds it now; `text` when it cannot typeset it."""
        visit, catalogue = self.walk.visit, self.walk.station.catalogue
        if visit is None or catalogue is None:
            return
        name, so_far = _short("lacking", visit), submission_of(visit, catalogue.version)
        try:
            content = await self.walk.station.node.slip_pdf(visit.id, so_far, new_operation())
        except ClientError:
            await self._put(text.encode(), f"{name}.txt")
        else:
            await self._put(content, f"{name}.pdf")

    async def print_forms(self) -> None:
        """The filled form of each item, to be signed: only the node has all its values."""
        visit, catalogue = self.walk.visit, self.walk.station.catalogue
        if visit is None or catalogue is None:
            return
        so_far = submission_of(visit, catalogue.version)
        try:
            content = await self.walk.station.node.form_pdf(visit.id, so_far, new_operation())
        except ClientError as error:
            self.walk.tell(told(error), "problem")
        else:
            await self._put(content, f"{_short('form', visit)}.pdf")

    async def print_result(self, view: CaseView) -> tuple[str, Level]:
        """The slip that goes with a result, with the address of the parcel; what became of it in words."""
        try:
            content = await self.walk.station.node.result_pdf(view.brief.id)
        except ClientError as error:
            return told(error), "problem"
        return await put_on_paper(content, f"{view.brief.number}-result.pdf", self._settings)

    async def _put(self, content: bytes, name: str) -> None:
        """A printer may take half a minute to say that it does not print."""
        self.walk.tell(_("Being printed …"), "info")
        self.walk.tell(*await put_on_paper(content, name, self._settings))


def _short(kind: str, visit: Visit) -> str:
    """A name one line has room for; the last digits of a visit's id are the random ones."""
    return f"{kind}-{visit.id[-12:]}"
