"""The fake node: cases, and the events that tell of them."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx

from backend.contract import CaseAction, CaseActionRequest, CaseBrief, CaseView, Event, EventKind, StageView
from tests.tui.fake.people import NOW
from tests.tui.fake.state import FakeState


class FakeCases(FakeState):
    """Cases as they stand, moved by whoever calls `change`."""

    def _view(self, case: str, number: str, code: str) -> CaseView:
        item = self.bundle.get_item(code)
        brief = CaseBrief(
            id=case,
            number=number,
            item=code,
            item_name=item.name.zh,
            item_name_en=item.name.en,
            state="in_review",
            applicant="李* …38",
            accepted_at=NOW,
            promised_on=date(2026, 11, 26),
        )
        stages = [
            StageView(
                code=stage.code,
                name=stage.name.zh,
                name_en=stage.name.en,
                department=stage.department,
                system=stage.system,
                state="sent",
                sent_at=NOW,
                answered_at=None,
                outcome=None,
                words=None,
                reference="R-1",
            )
            for stage in item.stages
        ]
        return CaseView(
            brief=brief,
            catalogue_version=self.bundle.version,
            facts=[],
            papers=[],
            stages=stages,
            deadlines=[],
            returned_because=None,
            result_name=None,
            result_number=None,
            actions=[CaseAction(action="withdraw", needs_words=True)],
            history=[],
        )

    def _case(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        match request.method, rest:
            case "GET", [case, "result.pdf"] if case in self.cases:
                return httpx.Response(200, content=b"%PDF-1.7 result", headers={"content-type": "application/pdf"})
            case "GET", [case, "files", digest] if case in self.cases and digest in self.scans:
                self.opened.append((digest, request.url.params["purpose"]))
                return httpx.Response(200, content=self.scans[digest], headers={"content-type": "application/pdf"})
            case "GET", ["by-number", number]:
                found = next((view for view in self.cases.values() if view.brief.number == number), None)
                return self.problem("not_found", 404) if found is None else self.model(found)
            case "GET", [case] if case in self.cases:
                return self.model(self.cases[case])
            case "POST", [case, "actions"]:
                act = CaseActionRequest.model_validate_json(request.content)
                state = {"hand_out": "delivered", "close": "closed", "withdraw": "withdrawn"}[act.action]
                actions = [CaseAction(action="close")] if state == "delivered" else []
                self.change(case, state, actions=actions)
                return self.model(self.cases[case])
        return self.problem("not_found", 404)

    def change(self, case: str, state: str, **changes: Any) -> None:
        view = self.cases[case]
        brief = view.brief.model_copy(update={"state": state})
        self.cases[case] = view.model_copy(update={"brief": brief, **changes})

    async def tell(self, kind: EventKind, subject: str, **params: str | int) -> None:
        """Something happened: whoever listens hears of it."""
        async with self._told:
            self.events.append(Event(id=len(self.events) + 1, kind=kind, at=NOW, subject=subject, params=params))
            self._told.notify_all()

    def _events(self, request: httpx.Request) -> httpx.Response:
        last = int(request.headers.get("last-event-id", len(self.events)))
        return httpx.Response(200, content=self._stream(last), headers={"content-type": "text/event-stream"})

    async def _stream(self, last: int) -> AsyncIterator[bytes]:
        yield b": hello\n\n"
        while True:
            async with self._told:
                while len(self.events) <= last:
                    await self._told.wait()
                fresh = self.events[last:]
            for event in fresh:
                last = event.id
                yield f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()
