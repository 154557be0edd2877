"""The fake node: visits, look-ups with the real masking, hand-overs that happen once."""

from datetime import date, timedelta

import httpx

from backend.contract import (
    AttachedFile,
    CaseReceipt,
    DraftBody,
    DraftSummary,
    Evaluation,
    KnownFact,
    LookUp,
    LookUpAnswer,
    LookUpStatus,
    OpenVisit,
    PaperOwed,
    Profile,
    Receipt,
    Reveal,
    Revealed,
    RevealedFact,
    Submission,
)
from backend.guide.item import ApplicantKind
from backend.guide.masking import is_personal, is_withheld, mask_value
from backend.guide.organisation import items_for
from tests.tui.fake.cases import FakeCases
from tests.tui.fake.people import HALL, NOW


class FakeVisits(FakeCases):
    """Visits from their opening to their receipt; `effects` counts what was really done, per operation."""

    def _open(self, request: httpx.Request) -> httpx.Response:
        opening = OpenVisit.model_validate_json(request.content)
        self.visits[opening.visit] = opening
        return self.model(self._profile(opening))

    def _profile(self, opening: OpenVisit) -> Profile:
        facts = []
        if self.phone is not None:
            facts.append(
                KnownFact(
                    fact="phone",
                    shown=f"****{self.phone[-4:]}",
                    withheld=True,
                    source="earlier",
                    trust="D",
                    at=NOW - timedelta(days=90),
                )
            )
        return Profile(
            visit=opening.visit,
            applicant=f"{(opening.card.name or '?')[0]}*",
            masked_number="999*************38",
            facts=facts,
            documents=self.documents,
            open_cases=self.open_cases,
            likely_items=self.likely,
            served_elsewhere=self.elsewhere,
        )

    async def _visit(self, request: httpx.Request, visit: str, rest: list[str]) -> httpx.Response:
        match request.method, rest:
            case "POST", ["look-ups"]:
                return await self._look_up(LookUp.model_validate_json(request.content))
            case "POST", ["files"]:
                body = await request.aread()
                return self.model(AttachedFile(digest=f"sm3:{len(body)}", kind="application/pdf", size=len(body)), 201)
            case "GET", ["files", digest] if digest in self.scans:
                self.opened.append((digest, request.url.params["purpose"]))
                return httpx.Response(200, content=self.scans[digest], headers={"content-type": "application/pdf"})
            case "POST", ["submission"]:
                return self._submit(request, visit)
            case "GET", ["receipt"]:
                return self.model(next(r for r in self.effects.values() if r.visit == visit))
            case "GET", ["receipt.pdf"]:
                return httpx.Response(200, content=b"%PDF-1.7 receipt", headers={"content-type": "application/pdf"})
            case "POST", ["slip.pdf"]:
                self.slips.append(Submission.model_validate_json(request.content))
                return httpx.Response(200, content=b"%PDF-1.7 slip", headers={"content-type": "application/pdf"})
            case "POST", ["form.pdf"]:
                self.forms.append(Submission.model_validate_json(request.content))
                return httpx.Response(200, content=b"%PDF-1.7 form", headers={"content-type": "application/pdf"})
            case "POST", ["evaluation"]:
                given = Evaluation.model_validate_json(request.content)
                return self.model(self.evaluations.setdefault(visit, given))
            case "POST", ["reveal"]:
                asked = Reveal.model_validate_json(request.content)
                told = [
                    RevealedFact(fact=fact, value=f"full {fact}", rows=self.rows_held.get(fact, []))
                    for fact in asked.facts
                ]
                self.looked_at += asked.facts
                return self.model(Revealed(facts=told, seconds=60))
            case "PUT", ["draft"]:
                self.drafts[visit] = DraftBody.model_validate_json(request.content)
                told, self.kept = self.kept, self.kept.model_copy(update={"taken_from": None})
                return self.model(told)
            case "GET", ["draft"]:
                return self.model(self.drafts[visit])
            case "DELETE", ["draft"]:
                self.drafts.pop(visit, None)
                return httpx.Response(204)
        return self.problem("not_found", 404)

    def _summary(self, draft: DraftBody) -> DraftSummary:
        items = draft.body.get("items")
        return DraftSummary(
            visit=draft.visit,
            saved_at=draft.saved_at,
            applicant="李*",
            items=[str(code) for code in items] if isinstance(items, list) else [],
        )

    async def _look_up(self, asked: LookUp) -> httpx.Response:
        self.look_ups.append(asked)
        if self.slow_systems is not None:
            await self.slow_systems.wait()
        status = LookUpStatus.UNAVAILABLE if asked.system in self.silent else LookUpStatus.ANSWERED
        facts = self._facts(asked) if status is LookUpStatus.ANSWERED else []
        return self.model(
            LookUpAnswer(look_up=asked.look_up, system=asked.system, status=status, facts=facts, took_ms=5)
        )

    def _facts(self, asked: LookUp) -> list[KnownFact]:
        told: dict[str, KnownFact] = {}
        data = self.shared.get(asked.system, {})
        items = [self.bundle.get_item(code) for code in asked.items]
        for item in items or items_for(ApplicantKind.ORGANISATION, self.bundle.items):
            for fact in item.facts.values():
                for datum in fact.shared:
                    if datum.system == asked.system and datum.datum in data:
                        raw = data[datum.datum]
                        value = datum.values.get(raw, raw) if isinstance(raw, str) else raw
                        personal = is_personal(fact)
                        told[fact.code] = KnownFact(
                            fact=fact.code,
                            value=None if is_withheld(fact) else value,
                            shown=mask_value(fact, value) if personal else None,
                            withheld=is_withheld(fact),
                            source="shared",
                            system=asked.system,
                            trust="A",
                            at=NOW,
                            look_up=asked.look_up,
                        )
        return list(told.values())

    def _submit(self, request: httpx.Request, visit: str) -> httpx.Response:
        key = request.headers["idempotency-key"]
        if key not in self.effects:
            submission = Submission.model_validate_json(request.content)
            self.submissions.append(submission)
            self.effects[key] = self._receipt(visit, submission)
            self.chain += len(submission.items)
        return self.model(self.effects[key], 201)

    def _receipt(self, visit: str, submission: Submission) -> Receipt:
        cases = []
        for serial, item in enumerate(submission.items, start=len(self.cases) + 1):
            brief = self.bundle.get_item(item.item)
            number = f"{HALL}03261123{serial:03d}K"
            owed = [PaperOwed(material="x", name="证明", name_en="Proof", due_on=date(2026, 11, 30))]
            cases.append(
                CaseReceipt(
                    case=item.case,
                    number=number,
                    item=item.item,
                    item_name=brief.name.zh,
                    item_name_en=brief.name.en,
                    state="accepted",
                    decision=item.decision,
                    accepted_at=NOW,
                    promised_on=date(2026, 11, 26),
                    statutory_on=date(2026, 12, 7),
                    received_papers=["参保登记表"],
                    owed_papers=owed if item.decision == "provisional" else [],
                    result_expected=brief.result.name.zh,
                )
            )
            self.cases[item.case] = self._view(item.case, number, item.item)
        return Receipt(
            visit=visit,
            cases=cases,
            hall_name="样板镇便民服务中心",
            window="3",
            operator="张一窗",
            issued_at=NOW,
            ask_at="本窗口",
            complain_at="12345",
        )
