"""A node that speaks the contract, in memory: what it is asked, it answers with the real guide and catalogue."""

from email.utils import format_datetime

import httpx

from tests.tui.fake.hall import FakeHall
from tests.tui.fake.persons import FakePersons
from tests.tui.fake.visits import FakeVisits


class FakeNode(FakeHall, FakePersons, FakeVisits):
    """Answers over the wire of the typed client, without a socket."""

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    # The wire

    async def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        self.asked.append((request.method, path))
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if self.refuse and path.endswith(self.refuse[0][0]):
            return self.problem(self.refuse.pop(0)[1], item="RS-001", own="undecided")
        if path not in ("sign-in", "health", "unlock") and self.locked:
            return self.problem("session_locked", 423)
        if path not in ("sign-in", "health") and (self.ended or "authorization" not in request.headers):
            return self.problem("session_ended" if self.ended else "not_signed_in", 401)
        if request.method in ("POST", "PUT", "DELETE"):
            key = request.headers.get("idempotency-key")
            if key is None:
                return self.problem("idempotency_key_missing", 400)
            self.keys.append(key)
        reply = await self._answer(request, path)
        if self.dated:
            reply.headers["Date"] = format_datetime(self.clock(), usegmt=True)
        reply.headers["X-Chain-Head"] = f"onewindow/{self.hall_code}.1/sm3 {self.chain} {'A' * 43}="
        if self.lose_replies and path.endswith("submission"):
            self.lose_replies -= 1
            raise httpx.ReadError("cut", request=request)
        return reply

    async def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        parts = path.split("/")
        match request.method, parts:
            case "GET", ["health"]:
                return self.json({"status": "ok", "version": "0"})
            case "POST", ["sign-in"]:
                return self._sign_in(request)
            case "POST", ["lock" | "sign-out" | "heartbeat" as deed]:
                self.locked = self.locked or deed == "lock"
                return httpx.Response(204)
            case "POST", ["unlock"]:
                return self._unlock(request)
            case "GET", ["hall"]:
                return self.model(self.hall())
            case "GET", ["many-looks"]:
                return self.json([looks.model_dump(mode="json") for looks in self.looks])
            case "GET", ["catalogue"]:
                return self._catalogue(request)
            case "GET", ["events"]:
                return self._events(request)
            case "GET", ["drafts"]:
                return self.json([self._summary(draft).model_dump(mode="json") for draft in self.drafts.values()])
            case "GET", ["cases"]:
                return self.json([view.brief.model_dump(mode="json") for view in self.cases.values()])
            case "GET", ["owed-papers"]:
                return self.json([owed.model_dump(mode="json") for owed in self.owed])
            case "POST", ["person-searches"]:
                return await self._find_persons(request)
            case "POST", ["person-choices"]:
                return self._choose_person(request)
            case "POST", ["visits"]:
                return self._open(request)
            case _, ["visits", visit, *rest]:
                return await self._visit(request, visit, rest)
            case _, ["cases", *rest]:
                return self._case(request, rest)
        return self.problem("not_found", 404)
