"""Everything a screen can ask its node: one method a call, typed in and out."""

from collections.abc import Sequence

from pydantic import SecretStr

from backend.contract import (
    AttachedFile,
    CardRead,
    CaseActionRequest,
    CaseBrief,
    CaseView,
    CatalogueIndex,
    CatalogueParts,
    DraftBody,
    DraftKept,
    DraftSummary,
    Evaluation,
    HallState,
    Health,
    LookUp,
    LookUpAnswer,
    ManyLooks,
    OpenVisit,
    Operator,
    OwedPaper,
    PersonChoice,
    PersonSearch,
    PersonsFound,
    Profile,
    Receipt,
    Reveal,
    Revealed,
    SignedIn,
    SignIn,
    Submission,
    Unlock,
)
from backend.guide.item import Item
from tui.client.line import Call, Line
from tui.client.operations import new_operation

_LOOK_UP_SECONDS = 20.0
_SCAN_SECONDS = 60.0
_SUBMIT_SECONDS = 15.0


class Node:
    """Changing calls take the id of their operation, made by the caller before sending (see `operations`)."""

    def __init__(self, line: Line) -> None:
        self.line = line

    async def health(self) -> Health:
        return await self.line.ask(Call("GET", "health", seconds=3.0, patient=False), Health)

    # The session

    async def sign_in(self, who: SignIn) -> Operator:
        """Sign in and keep the token for every later call."""
        answer = await self.line.ask(Call("POST", "sign-in", who, new_operation(), patient=False), SignedIn)
        self.line.use(answer.token)
        return answer.operator

    async def sign_out(self) -> None:
        await self.line.tell(Call("POST", "sign-out", operation=new_operation(), patient=False))
        self.line.use(None)

    async def lock(self) -> None:
        await self.line.tell(Call("POST", "lock", operation=new_operation()))

    async def unlock(self, pin: SecretStr) -> Operator:
        return await self.line.ask(Call("POST", "unlock", Unlock(pin=pin), new_operation(), patient=False), Operator)

    async def heartbeat(self) -> None:
        await self.line.tell(Call("POST", "heartbeat", operation=new_operation(), seconds=4.0, patient=False))

    async def hall(self) -> HallState:
        return await self.line.ask(Call("GET", "hall"), HallState)

    async def many_looks(self) -> list[ManyLooks]:
        """Who of the hall looked at very many persons; only for who answers for it."""
        return await self.line.ask(Call("GET", "many-looks"), list[ManyLooks])

    async def catalogue(self, have: str | None) -> tuple[str, bytes] | None:
        """Its version and bytes; None when `have` is still the newest version."""
        headers = {} if have is None else {"If-None-Match": f'"{have}"'}
        reply = await self.line.send(Call("GET", "catalogue", headers=headers, seconds=30.0))
        if reply.status_code == 304:
            return None
        return reply.headers.get("etag", "").removeprefix("W/").strip('"'), reply.content

    async def catalogue_index(self, have: str | None) -> CatalogueIndex | None:
        """What the catalogue is made of; None when `have` is its digest."""
        headers = {} if have is None else {"If-None-Match": f'"{have}"'}
        return await self.line.ask_newer(Call("GET", "catalogue/index", headers=headers), CatalogueIndex)

    async def catalogue_parts(self, names: Sequence[str]) -> CatalogueParts:
        """At most `MOST_PARTS`; those the node no longer holds are not among them."""
        call = Call("GET", "catalogue/parts", query={"name": list(names)}, seconds=30.0)
        return await self.line.ask(call, CatalogueParts)

    async def item_of(self, version: str, code: str) -> Item:
        """An item as it was in a version the node keeps."""
        return await self.line.ask(Call("GET", f"catalogue/versions/{version}/items/{code}"), Item)

    # A visit

    async def find_persons(self, search: PersonSearch, operation: str) -> PersonsFound:
        """Who has this name and year of birth, of those the hall has served; written down each time."""
        return await self.line.ask(Call("POST", "person-searches", search, operation), PersonsFound)

    async def choose_person(self, choice: PersonChoice, operation: str) -> CardRead:
        """One of those found, as if the number had been typed; written down likewise."""
        return await self.line.ask(Call("POST", "person-choices", choice, operation), CardRead)

    async def open_visit(self, visit: OpenVisit, operation: str) -> Profile:
        return await self.line.ask(Call("POST", "visits", visit, operation), Profile)

    async def look_up(self, visit: str, request: LookUp) -> LookUpAnswer:
        """Repeating a look-up with the same id asks nobody twice."""
        call = Call("POST", f"visits/{visit}/look-ups", request, request.look_up, seconds=_LOOK_UP_SECONDS)
        return await self.line.ask(call, LookUpAnswer)

    async def attach(self, visit: str, name: str, content: bytes, kind: str, operation: str) -> AttachedFile:
        files = {"file": (name, content, kind)}
        call = Call("POST", f"visits/{visit}/files", operation=operation, files=files, seconds=_SCAN_SECONDS)
        return await self.line.ask(call, AttachedFile)

    async def visit_file(self, visit: str, digest: str, purpose: str) -> bytes:
        """A scan handed in during the own visit; the node writes down who opened it, and why."""
        return await self._opened(f"visits/{visit}/files/{digest}", purpose)

    async def case_file(self, case: str, digest: str, purpose: str) -> bytes:
        """A scan of a paper of a case; written down likewise."""
        return await self._opened(f"cases/{case}/files/{digest}", purpose)

    async def _opened(self, path: str, purpose: str) -> bytes:
        headers = {"Accept": "application/pdf, image/jpeg, image/png, application/problem+json"}
        call = Call("GET", path, query={"purpose": purpose}, headers=headers, seconds=_SCAN_SECONDS)
        return (await self.line.send(call)).content

    async def submit(self, visit: str, submission: Submission, operation: str) -> Receipt:
        call = Call("POST", f"visits/{visit}/submission", submission, operation, seconds=_SUBMIT_SECONDS)
        return await self.line.ask(call, Receipt)

    async def receipt(self, visit: str) -> Receipt:
        return await self.line.ask(Call("GET", f"visits/{visit}/receipt"), Receipt)

    async def receipt_pdf(self, visit: str) -> bytes:
        headers = {"Accept": "application/pdf, application/problem+json"}
        reply = await self.line.send(Call("GET", f"visits/{visit}/receipt.pdf", headers=headers, seconds=20.0))
        return reply.content

    async def slip_pdf(self, visit: str, so_far: Submission, operation: str) -> bytes:
        """What the citizen still lacks as the visit stands; nothing is handed over."""
        return await self._printed(f"visits/{visit}/slip.pdf", so_far, operation)

    async def form_pdf(self, visit: str, so_far: Submission, operation: str) -> bytes:
        """The filled form of each item as the visit stands, with whole values, to be signed."""
        return await self._printed(f"visits/{visit}/form.pdf", so_far, operation)

    async def _printed(self, path: str, so_far: Submission, operation: str) -> bytes:
        headers = {"Accept": "application/pdf, application/problem+json"}
        call = Call("POST", path, so_far, operation, headers=headers, seconds=20.0)
        return (await self.line.send(call)).content

    async def result_pdf(self, case: str) -> bytes:
        """The slip that goes with a result, and into the parcel."""
        headers = {"Accept": "application/pdf, application/problem+json"}
        reply = await self.line.send(Call("GET", f"cases/{case}/result.pdf", headers=headers, seconds=20.0))
        return reply.content

    async def evaluate(self, visit: str, grade: int, operation: str) -> Evaluation:
        """The grade that stands: the first one given."""
        call = Call("POST", f"visits/{visit}/evaluation", Evaluation(grade=grade), operation)
        return await self.line.ask(call, Evaluation)

    async def reveal(self, visit: str, facts: Sequence[str], purpose: str, operation: str) -> Revealed:
        request = Reveal(facts=list(facts), purpose=purpose)
        return await self.line.ask(Call("POST", f"visits/{visit}/reveal", request, operation), Revealed)

    # Drafts other windows may take over

    async def save_draft(self, draft: DraftBody, operation: str) -> DraftKept:
        return await self.line.ask(
            Call("PUT", f"visits/{draft.visit}/draft", draft, operation, patient=False), DraftKept
        )

    async def drafts(self) -> list[DraftSummary]:
        return await self.line.ask(Call("GET", "drafts"), list[DraftSummary])

    async def draft(self, visit: str) -> DraftBody:
        return await self.line.ask(Call("GET", f"visits/{visit}/draft"), DraftBody)

    async def drop_draft(self, visit: str) -> None:
        await self.line.tell(Call("DELETE", f"visits/{visit}/draft", operation=new_operation()))

    # Cases

    async def cases(self) -> list[CaseBrief]:
        return await self.line.ask(Call("GET", "cases", query={"limit": 20}), list[CaseBrief])

    async def owed_papers(self) -> list[OwedPaper]:
        """What falls due in the hall, the longest overdue first."""
        return await self.line.ask(Call("GET", "owed-papers"), list[OwedPaper])

    async def case(self, case: str) -> CaseView:
        return await self.line.ask(Call("GET", f"cases/{case}"), CaseView)

    async def case_by_number(self, number: str) -> CaseView:
        return await self.line.ask(Call("GET", f"cases/by-number/{number}"), CaseView)

    async def act(self, case: str, request: CaseActionRequest, operation: str) -> CaseView:
        return await self.line.ask(Call("POST", f"cases/{case}/actions", request, operation), CaseView)
