"""A visit on the wire: opening it, looking facts up, attaching papers, handing over."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from backend.contract.model import Model

__all__ = [
    "AttachedFile", "CardRead", "CaseBrief", "ConfirmedFact", "DocumentSummary", "DraftBody", "DraftKept",
    "DraftSummary", "Evaluation", "InHandPaper", "ItemSubmission", "KnownFact", "LookUp", "LookUpAnswer",
    "LookUpStatus", "OpenVisit", "Profile", "Reveal", "Revealed", "RevealedFact", "Scalar", "ServedElsewhere",
    "Submission",
]  # fmt: skip

Scalar = bool | int | str | list[list[str]]


class CardRead(Model):
    """What the card said, or what was typed by hand (``source`` is ``manual``: then the number, what follows
    from it, and the name of who was found by it).

    ``source``: ``sam`` an ID card reader, ``ssc`` a social security card, ``qr`` a scanner. ``document_kind``:
    ``resident``, ``hmt_permit``, ``foreigner_2017``, ``foreigner_2023``, ``ssc``; of an organisation ``credit_code``,
    which is then its ``id_number``. ``valid_to`` null: long term.
    """

    source: str = Field(pattern="^(sam|ssc|manual|qr)$")
    document_kind: str
    id_number: str = Field(repr=False, min_length=15, max_length=18)
    name: str | None = Field(default=None, repr=False, max_length=120)
    sex: str | None = Field(default=None, repr=False)
    ethnicity: str | None = Field(default=None, repr=False)
    birth: date | None = Field(default=None, repr=False)
    address: str | None = Field(default=None, repr=False, max_length=120)
    issued_by: str | None = Field(default=None, repr=False)
    valid_from: date | None = None
    valid_to: date | None = None
    read_at: datetime


class OpenVisit(Model):
    """``visit`` is a UUIDv7 the station makes, the same for every repetition.

    ``agent`` is the card of whoever acts for the applicant, ``agent_relation`` what they are to them; for an
    organisation ``agent`` or ``representative``.
    """

    visit: str
    card: CardRead
    agent: CardRead | None = None
    agent_relation: str | None = Field(default=None, max_length=60)


class KnownFact(Model):
    """A fact the node knows. Personal values stay at the node: ``value`` is null and ``shown`` is masked.

    In the hand-over ``look_up`` says: use what you hold.
    """

    fact: str
    value: Scalar | None = Field(default=None, repr=False)
    shown: str | None = Field(default=None, repr=False)
    withheld: bool = False
    source: str
    system: str | None = None
    trust: str
    at: datetime
    look_up: str | None = None


class DocumentSummary(Model):
    id: str
    document: str
    name: str
    trust: str
    received_on: date
    valid_until: date | None = None


class CaseBrief(Model):
    """One line about a case, fit for a list: nothing in it needs masking twice."""

    id: str
    number: str
    item: str
    item_name: str
    item_name_en: str
    state: str
    applicant: str = Field(description="Masked.")
    accepted_at: datetime
    promised_on: date | None
    waiting_for: str | None = None
    owed_until: date | None = Field(
        default=None, description="Of a case accepted provisionally: when the first paper still owed is due."
    )


class ServedElsewhere(Model):
    """Another window of the hall at which the same person is being served, in another visit."""

    window: str
    since: datetime


class Profile(Model):
    visit: str
    applicant: str = Field(description="The name, masked.")
    masked_number: str
    facts: list[KnownFact]
    documents: list[DocumentSummary]
    open_cases: list[CaseBrief]
    likely_items: list[str] = []
    served_elsewhere: list[ServedElsewhere] = []


class LookUp(Model):
    """Ask one department system for facts, for a stated purpose: the items of this visit.

    ``look_up`` is a UUIDv7 the station makes; an item's ``facts`` name the systems that share them. Without items: who
    the organisation is, as far as everybody may know.
    """

    look_up: str = Field(description="A UUIDv7 the station makes.")
    system: str
    items: list[str] = []


class LookUpStatus(StrEnum):
    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"


class LookUpAnswer(Model):
    look_up: str
    system: str
    status: LookUpStatus
    facts: list[KnownFact] = []
    took_ms: int


class AttachedFile(Model):
    digest: str
    kind: str
    size: int


class ConfirmedFact(Model):
    """A fact as the operator settled it. ``look_up`` set and ``value`` null: use what the node holds.

    ``source``: ``asked`` (answered at the window), ``typed``, ``shared`` (then with ``system`` and ``look_up``),
    ``card``, ``computed``, ``earlier``, ``presumed``, ``default``. ``correction`` is why data are set right,
    ``confirmed`` that a value offered was agreed to.
    """

    value: Scalar | None = Field(default=None, repr=False)
    source: str
    system: str | None = None
    look_up: str | None = None
    confirmed: bool = False
    correction: str | None = Field(default=None, repr=False, max_length=200)
    at: datetime


class InHandPaper(Model):
    """A paper as far as it is there; ``files`` are digests of attached scans.

    ``undertaken``: it follows, by a signed undertaking; ``absent``: it cannot be given today.
    """

    original_seen: bool = False
    copies: int = Field(default=0, ge=0, le=99)
    files: list[str] = []
    signed: bool = False
    undertaken: bool = False
    absent: bool = False


class ItemSubmission(Model):
    """One item of the visit with the decision the screen computed; the node refuses if its own guide disagrees.

    ``case`` is a UUIDv7 the station makes. ``decision``: ``accept``, ``provisional``, ``notify`` or ``decline``; a
    refusal names the node's own, and all that is missing. ``delivery``: one of the ways the item offers, by courier to
    ``delivery_address`` or to where they live.
    """

    case: str
    item: str
    decision: str
    delivery: str = Field(default="collection", max_length=20)
    delivery_address: str | None = Field(default=None, repr=False, max_length=200)


class Submission(Model):
    """The one hand-over of a visit. Facts and papers are the visit's: common ones are given once.

    ``papers`` by code, an item's own with the item before it (``RS-001:form``), and facts likewise; ``unavailable`` are
    systems that did not answer.
    """

    catalogue_version: str
    items: list[ItemSubmission] = Field(min_length=1, max_length=20)
    facts: dict[str, ConfirmedFact]
    papers: dict[str, InHandPaper] = {}
    unavailable: list[str] = []


class Evaluation(Model):
    """What the citizen thought of the visit, GB/T 39046-2020 A.8: 5 very satisfied to 1 very dissatisfied."""

    grade: int = Field(ge=1, le=5)


class Reveal(Model):
    facts: list[str] = Field(min_length=1)
    purpose: str = Field(min_length=2, max_length=80)


class RevealedFact(Model):
    fact: str
    value: str = Field(repr=False)
    rows: list[list[str]] = Field(default=[], repr=False, description="Of a table, cell by cell.")


class Revealed(Model):
    facts: list[RevealedFact]
    seconds: int


class DraftBody(Model):
    """A station's draft as it wants it back; the node stores it sealed and never looks inside."""

    visit: str
    saved_at: datetime
    body: dict[str, object] = Field(repr=False)


class DraftKept(Model):
    """What a station hears when its draft was kept: where else work goes on meanwhile.

    `taken_from` is the window that saved this very visit before; a station that saved it earlier still has company.
    """

    taken_from: ServedElsewhere | None = None
    served_elsewhere: list[ServedElsewhere] = []


class DraftSummary(Model):
    visit: str
    saved_at: datetime
    applicant: str = Field(description="Masked.")
    items: list[str]
