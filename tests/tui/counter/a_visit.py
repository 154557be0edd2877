"""A visit without a counter: begun, its systems answered, everything done that a human has to do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.contract import CardRead, KnownFact, LookUpAnswer, LookUpStatus, Profile
from backend.guide.bundle import Bundle
from backend.guide.outcome import InHand, Place
from backend.guide.steps import Step, needs, next_need
from tui.counter.visit import Visit

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HALL = "999999102000"
ANSWERS: dict[str, dict[str, Any]] = {
    "GA-RK": {"registered_address": None, "registered_division": HALL},
    "RS-ZG": {"employees_pension": "none"},
    "RS-JM": {"residents_pension": "none"},
    "RS-SK": {"social_card": "active", "social_card_number": None, "bank_account": None},
    "MZ-SJ": {"assistance_group": "none"},
    "MZ-CL": {"disability_level": "none"},
    "NY-BT": {"monitored_household": False},
    "YB-JB": {"medical_insurance": "none", "medical_paid_this_year": False},
}


def answer(system: str, look_up: str, facts: dict[str, Any] | None = None) -> LookUpAnswer:
    told = [
        KnownFact(
            fact=fact,
            value=value,
            shown="***" if value is None else None,
            withheld=value is None,
            source="shared",
            system=system,
            trust="A",
            at=NOW,
            look_up=look_up,
        )
        for fact, value in (ANSWERS.get(system, {}) if facts is None else facts).items()
    ]
    return LookUpAnswer(look_up=look_up, system=system, status=LookUpStatus.ANSWERED, facts=told, took_ms=1)


def _profile(visit: Visit) -> Profile:
    phone = KnownFact(
        fact="phone", shown="****5518", withheld=True, source="earlier", trust="D", at=NOW - timedelta(days=90)
    )
    return Profile(
        visit=visit.id, applicant="李*", masked_number="9*", facts=[phone], documents=[], open_cases=[],
        likely_items=["RS-001"],
    )  # fmt: skip


def begun(bundle: Bundle, card: CardRead) -> Visit:
    """By somebody known, who probably came for RS-001."""
    catalogue = {item.code: item for item in bundle.items}
    visit = Visit(id="v-1", catalogue=catalogue, place=Place(division_code=HALL, today=date(2026, 11, 23)))
    visit.identify(card)
    visit.welcome(_profile(visit))
    return visit


def ask_everybody(visit: Visit) -> None:
    """Every system asked and answered, until nobody is left to ask."""
    while wanted := visit.to_ask():
        for system, items in wanted.items():
            visit.asking(system, f"l-{system}", items)
            visit.heard(answer(system, f"l-{system}"), NOW)


def settle(visit: Visit) -> None:
    """A human does everything that is asked of one."""
    for _ in range(100):
        need = next_need(visit.assessed)
        if need is None:
            return
        if need.step is Step.PAPERS:
            visit.put_paper(need.code, InHand(original_seen=True, signed=True, copies=9))
        elif visit.offered(need.code) is not None:
            visit.confirm(need.code)
        else:
            fact = visit.fact(need.code)
            value: Any = fact.choices[0].value if fact.choices else "13800001111"
            (visit.answer if need.step is Step.ASK else visit.fill)(need.code, value, NOW)
    raise AssertionError(f"never done: {needs(visit.assessed)}")
