"""Cards and typed numbers as the node wants them, and what is to be said about them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from backend.contract import CardRead
from card_reader.cards import CardWarning, IdentityRead, Source
from card_reader.credit_codes import check_credit_code
from card_reader.numbers import NumberCheck, NumberCode, NumberKind, NumberWarning, check_number
from tui.locale import N_, _, sentences

_REFUSED: Final[dict[NumberCode, str]] = {
    NumberCode.EMPTY: N_("Type the number on the card."),
    NumberCode.WRONG_LENGTH: N_(
        "The number has {length} characters, it should have {expected}: compare it with the card."
    ),
    NumberCode.WRONG_CHARACTER: N_("Character {position} cannot stand there: compare it with the card."),
    NumberCode.WRONG_CHECK_CHARACTER: N_(
        "The last character does not fit the others, so one of them is wrong: read it aloud and compare."
    ),
    NumberCode.IMPOSSIBLE_BIRTH_DATE: N_("The birth date in the number does not exist: compare it with the card."),
    NumberCode.BIRTH_IN_FUTURE: N_("The birth date in the number lies ahead: compare it with the card."),
    NumberCode.BIRTH_TOO_LONG_AGO: N_("The birth date in the number is more than {years} years ago: compare it."),
    NumberCode.LEGACY_NUMBER: N_("This is an old 15-digit number. Ask for the card with the 18-digit one."),
}

_CODE_REFUSED: Final[dict[NumberCode, str]] = {
    NumberCode.WRONG_LENGTH: N_(
        "The credit code has {length} characters, it should have {expected}: compare it with the licence."
    ),
    NumberCode.WRONG_CHARACTER: N_("Character {position} cannot stand there in a credit code: compare the licence."),
    NumberCode.WRONG_CHECK_CHARACTER: N_(
        "The last character does not fit the others of the credit code, so one of them is wrong: compare the licence."
    ),
}

_NUMBER_WARNINGS: Final[dict[NumberWarning, str]] = {
    NumberWarning.UNKNOWN_AREA: N_(
        "Area {area} is in no list known here. Areas are renamed: look at the card and go on."
    ),
    NumberWarning.NO_CHECK_CHARACTER: N_("This kind of number cannot be checked: compare it with the card once more."),
}

_UNKNOWN_AREA_OF_CODE: Final = N_("Area {area} of the credit code is in no list known here: compare the licence.")

_MORE_THAN_A_SLIP: Final = 2
_BUSINESSES: Final = ("91", "92", "93")
"""Registrar and kind of a company, an individual business, a cooperative."""

_CARD_WARNINGS: Final[dict[CardWarning, str]] = {
    CardWarning.RARE_CHARACTER: N_("The name holds a rare character: compare it with the card."),
    CardWarning.UNREADABLE_TEXT: N_("Part of the card's text could not be read: compare it with the card."),
    CardWarning.UNREADABLE_DATE: N_("A date on the card could not be read: look at the card."),
    CardWarning.UNKNOWN_SEX: N_("The card's code for the sex is not known."),
    CardWarning.UNKNOWN_ETHNICITY: N_("The card's code for the ethnic group is not known."),
    CardWarning.NUMBER_FORM: N_("The number on the card has an unusual form: look at the card."),
    CardWarning.NUMBER_CHECKSUM: N_("The number on the card fails its check character: look at the card with care."),
    CardWarning.BIRTH_DIFFERS_FROM_NUMBER: N_("Birth date and number of the card differ: look at the card with care."),
    CardWarning.SEX_DIFFERS_FROM_NUMBER: N_("Sex and number of the card differ: look at the card with care."),
    CardWarning.EXPIRED: N_("The card has expired. Ask for a valid document; if there is none, decide with the rules."),
    CardWarning.VALIDITY_REVERSED: N_("The card's validity ends before it begins: look at the card with care."),
    CardWarning.NEWEST_ADDRESS_UNREAD: N_("The newest address on the card could not be read; the first one is shown."),
}


def card_read(read: IdentityRead) -> CardRead:
    """A reading of a card as it goes to the node."""
    return CardRead(
        source=read.source.value,
        document_kind=read.doc_type.value,
        id_number=read.number,
        name=read.name or read.english_name,
        sex=None if read.sex is None else read.sex.value,
        ethnicity=read.ethnicity_name,
        birth=read.birth_date,
        address=read.newest_address or read.address,
        issued_by=read.issuing_authority,
        valid_from=read.valid_from,
        valid_to=read.valid_to,
        read_at=read.read_at,
    )


def typed_card(check: NumberCheck, at: datetime, *, scanned: bool = False) -> CardRead:
    """A number typed by hand, or scanned off a licence, with what stands in it: a person's says birth and sex."""
    source = Source.QR if scanned else Source.MANUAL
    return CardRead(
        source=source.value,
        document_kind="resident" if check.kind is None else check.kind.value,
        id_number=check.number,
        sex=None if check.sex is None else check.sex.value,
        birth=check.birth_date,
        read_at=at,
    )


def checked(text: str, today: date) -> NumberCheck:
    """A number typed for whoever comes: a person's, or an organisation's credit code."""
    person = check_number(text, today=today)
    if person.accepted:
        return person
    organisation = check_credit_code(text)
    return organisation if organisation.accepted or _looks_like_a_code(organisation.number) else person


def _looks_like_a_code(number: str) -> bool:
    """Credit codes hold letters, or begin with 91 to 93; of a person's number only the last is one, unless a finger
    slipped, and the old numbers of foreigners begin with three."""
    letters = sum(character.isalpha() for character in number[:-1])
    return number.startswith(_BUSINESSES) or (letters >= _MORE_THAN_A_SLIP and not number[:3].isalpha())


def refusal_words(check: NumberCheck) -> str:
    of_code = check.kind is NumberKind.CREDIT_CODE or _looks_like_a_code(check.number)
    words = _CODE_REFUSED.get(check.code) if of_code else None
    return _filled(words or _REFUSED[check.code], check.params)


def number_warning(check: NumberCheck) -> str:
    """What to look at although the number is taken; empty when there is nothing."""
    if check.kind is NumberKind.CREDIT_CODE and check.warnings:
        return _filled(_UNKNOWN_AREA_OF_CODE, check.params)
    return sentences(*(_filled(_NUMBER_WARNINGS[warning], check.params) for warning in check.warnings))


def card_warning(read: IdentityRead) -> str:
    """What to look at on a card that was read, the gravest first; empty when there is nothing."""
    order = sorted(read.warnings, key=lambda warning: warning is not CardWarning.EXPIRED)
    return sentences(*(_(_CARD_WARNINGS[warning]) for warning in order[:2]))


def _filled(source: str, params: Mapping[str, int | str]) -> str:
    return _(source).format_map(params)
