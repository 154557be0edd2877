"""What a card says, as a typed value that cannot leak through a log line, a traceback or a crash dump."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from secrets import token_hex

from card_reader.ethnicities import ETHNICITIES
from card_reader.masking import mask, mask_name


class Source(StrEnum):
    """Where an identity came from: a reader for ID cards, one for social security cards, a keyboard, a scanner."""

    SAM = "sam"
    SSC = "ssc"
    MANUAL = "manual"
    QR = "qr"


class DocumentKind(StrEnum):
    """Which document was read."""

    RESIDENT = "resident"
    HMT_PERMIT = "hmt_permit"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    SSC = "ssc"


class Sex(StrEnum):
    """GB/T 2261.1, by the code printed in the card's memory."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class CardWarning(StrEnum):
    """Something an operator should look at. Never a reason to refuse the card."""

    RARE_CHARACTER = "rare_character"
    UNREADABLE_TEXT = "unreadable_text"
    UNREADABLE_DATE = "unreadable_date"
    UNKNOWN_SEX = "unknown_sex"
    UNKNOWN_ETHNICITY = "unknown_ethnicity"
    NUMBER_FORM = "number_form"
    NUMBER_CHECKSUM = "number_checksum"
    BIRTH_DIFFERS_FROM_NUMBER = "birth_differs_from_number"
    SEX_DIFFERS_FROM_NUMBER = "sex_differs_from_number"
    EXPIRED = "expired"
    VALIDITY_REVERSED = "validity_reversed"
    NEWEST_ADDRESS_UNREAD = "newest_address_unread"


def new_read_id() -> str:
    """Random on purpose: a hash of an 18-digit number can be reversed by counting."""
    return token_hex(16)


@dataclass(frozen=True, slots=True)
class MaskedIdentity:
    """Enough to recognise the person who stands at the counter, too little to look them up."""

    kind: DocumentKind
    name: str
    number: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SocialSecurityCard:
    """What a social security card says of itself, not of its holder.

    `needs_authentication`: a part of it is open to certified terminals only (third generation). `issuing_area` is the
    six-digit area of the office that issued it, `identification_code` the card's own number in full.
    """

    version: str | None
    identification_code: str | None
    issuing_area: str | None
    card_number: str | None
    issued: date | None
    valid_to: date | None
    needs_authentication: bool = False

    def __repr__(self) -> str:
        return "<SocialSecurityCard>"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class IdentityRead:
    """One complete reading of one document. A field the document does not have is None, never an empty text.

    `read_at` is aware and in the hall's own zone: whether the card has expired is judged by its date.
    `long_term` documents have no `valid_to`. `ethnicity` is the GB/T 3304 code, `birthplace` a
    six-digit area code, `card_version` the card's own text. `social_security_card` comes with source `ssc` only.
    """

    source: Source
    doc_type: DocumentKind
    number: str
    read_at: datetime
    read_id: str = field(default_factory=new_read_id)
    name: str | None = None
    english_name: str | None = None
    sex: Sex | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    address: str | None = None
    newest_address: str | None = None
    nationality: str | None = None
    issuing_authority: str | None = None
    accepting_office: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    long_term: bool = False
    permit_number: str | None = None
    issue_count: str | None = None
    replacement_count: str | None = None
    card_version: str | None = None
    former_number_link: str | None = None
    birthplace: str | None = None
    social_security_card: SocialSecurityCard | None = None
    photo: bytes | None = None
    warnings: tuple[CardWarning, ...] = ()

    @property
    def ethnicity_name(self) -> str | None:
        """Chinese name of the ethnicity; an unknown code stands for itself."""
        return None if self.ethnicity is None else ETHNICITIES.get(self.ethnicity, self.ethnicity)

    @property
    def masked(self) -> MaskedIdentity:
        return MaskedIdentity(self.doc_type, mask_name(self.name or self.english_name or ""), mask(self.number))

    def __repr__(self) -> str:
        return f"<IdentityRead {self.doc_type} from {self.source}>"
