"""The left column: who this is, where each thing known came from, open cases, documents already kept."""

from collections.abc import Iterator, Mapping
from datetime import date

from backend.contract import CardRead, CaseBrief, LookUpStatus, ServedElsewhere
from backend.guide.card import comes_itself, is_organisation
from backend.guide.derive import age_on
from backend.guide.facts import Known
from backend.guide.masking import mask_address, mask_id_number, mask_name
from backend.guide.outcome import LibraryDocument
from backend.guide.text import Text
from card_reader.numbers import birth_in_number
from tui.counter.arrivals.acting import role_words
from tui.counter.cases.promises import owed_until_words
from tui.counter.columns.card_doubts import card_doubts
from tui.counter.columns.who_organisation import organisation_line, organisation_rows
from tui.counter.visit import Visit
from tui.counter.visit.parts import AskedSystem
from tui.counter.words import case_state, either, said, sex_words, time_words, window_words
from tui.locale import _, ngettext
from tui.widgets.cells import fit, width
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_row, paragraph, row

_SHOWN_CASES = 4
_SHOWN_DOCUMENTS = 5


def who_rows(visit: Visit, names: Mapping[str, Text], room: int) -> list[Row]:
    """The column in `room` cells; `names` are the short ones of the department systems."""
    if visit.card is None:
        return []
    inner = max(8, room - 2)
    applicant = organisation_rows(visit, inner) if visit.is_organisation else _person(visit, visit.card, inner)
    parts = [
        [row((" " + _("Applicant"), "strong"))],
        list(applicant),
        list(_agent(visit)),
        list(_known(visit, names, inner)),
        list(_cases(visit, inner)),
        list(_library(visit, inner)),
    ]
    rows: list[Row] = []
    for part in parts:
        if part and rows and part is not parts[1]:
            rows.append(BLANK)
        rows += part
    return rows


def who_line(visit: Visit | None, room: int, *, unfolded: bool = False) -> Row:
    """The column as one line, where there is no room for it."""
    if visit is None or visit.card is None:
        return row((" " + _("No card yet"), "dim"))
    asked = list(visit.systems.values())
    done = sum(system.status is LookUpStatus.ANSWERED for system in asked)
    silent = len(visit.silent)
    mark, right = "●", _answered_words(done, len(asked)) if asked else ""
    if any(system.status is None for system in asked):
        mark = "○"
    elif silent:
        mark, right = "▲", _("no answer from {silent} of {all}").format(silent=silent, all=len(asked))
    if visit.elsewhere:
        mark, right = "▲", elsewhere_words(visit.elsewhere[0])
    told = f"{mark} {right}   " if right else ""
    more = (_("F7 less") if unfolded else _("F7 more")) + " "
    left = _in_a_line(visit, visit.card, room - width(told + more) - 2)
    blanks = max(2, room - width(left) - width(told + more))
    return row(left, " " * blanks, (told, "warn" if mark == "▲" else "dim"), (more, "dim"))


def _answered_words(done: int, asked: int) -> str:
    words = ngettext("{done} of {all} system answered", "{done} of {all} systems answered", asked)
    return words.format(done=done, all=asked)


def _in_a_line(visit: Visit, card: CardRead, room: int) -> str:
    if visit.is_organisation:
        return organisation_line(visit, card, room)
    return f" {_name(visit, card)}  {_sex_and_age(visit, card)}  {mask_id_number(card.id_number)}"


def _person(visit: Visit, card: CardRead, room: int) -> Iterator[Row]:
    yield row((f" {_name(visit, card)}", "strong"), f"  {_sex_and_age(visit, card)}")
    yield row(f" {mask_id_number(card.id_number)}")
    if card.address:
        yield from paragraph(mask_address(card.address), room, indent=1)
    for doubt in card_doubts(card, visit.place.today):
        yield from paragraph(doubt, room, "warn", lead=" ▲ ")
    for other in visit.elsewhere:
        yield from paragraph(elsewhere_words(other), room, "warn", lead=" ▲ ")
    if (phone := _find(visit, "phone")) is not None and phone.shown:
        yield columns_row(
            [Cell(" " + _("Phone") + f" {phone.shown}"), Cell(_("last used"), width(_("last used")), "dim")], room
        )


def elsewhere_words(other: ServedElsewhere) -> str:
    return _("at window {window} since {time}").format(window=window_words(other.window), time=time_words(other.since))


def _name(visit: Visit, card: CardRead) -> str:
    if card.name:
        return mask_name(card.name)
    return visit.applicant or _("name not read")


def _sex_and_age(visit: Visit, card: CardRead) -> str:
    born = card.birth or birth_in_number(card.id_number)
    age = "" if born is None else _("{age} years").format(age=age_on(visit.place.today, born))
    return "  ".join(part for part in (sex_words(card.sex), age) if part)


def _find(visit: Visit, fact: str) -> Known | None:
    return visit.book.get(fact)


def _agent(visit: Visit) -> Iterator[Row]:
    if visit.agent is None or visit.card is None:
        return
    relation, in_person = role_words(visit.agent_relation or ""), comes_itself(visit.card, visit.agent_relation)
    yield row((" " + (relation if in_person else _("Acts for the applicant")), "strong"))
    yield row(f" {mask_name(visit.agent.name or '')}  ", ("" if in_person else relation, "dim"))
    yield row(f" {mask_id_number(visit.agent.id_number)}")


def _known(visit: Visit, names: Mapping[str, Text], room: int) -> Iterator[Row]:
    yield row((" " + _("Known from"), "strong"))
    if visit.card is not None:
        yield _read(_document(visit.card), visit.card, room)
        if visit.is_organisation and visit.agent is not None:
            yield _read(_document(visit.agent), visit.agent, room)
    if not visit.opened:
        yield columns_row([Cell(" ○", 2, "dim"), Cell(_("the node has not answered yet"), None, "dim")], room)
    for asked in visit.systems.values():
        yield _system(asked, names, room)
    if visit.silent and visit.receipt is None:
        yield row(("   " + _("Ctrl+T asks again"), "dim"))


def _document(card: CardRead) -> str:
    if is_organisation(card):
        return _("credit code read") if card.source == "qr" else _("credit code typed")
    if card.source == "manual":
        return _("typed")
    return _("social security card") if card.source == "ssc" else _("ID card")


def _read(words: str, card: CardRead, room: int) -> Row:
    return columns_row([Cell(" ●", 2, "ok"), Cell(words), Cell(time_words(card.read_at), 5, "dim")], room)


def _system(asked: AskedSystem, names: Mapping[str, Text], room: int) -> Row:
    name = _short(names, asked.system)
    if asked.status is None:
        tail = _("asking…")
        return columns_row([Cell(" ○", 2, "dim"), Cell(name), Cell(tail, width(tail), "dim")], room)
    if asked.status is LookUpStatus.UNAVAILABLE:
        tail = _("no answer")
        return columns_row([Cell(" ▲", 2, "warn"), Cell(name), Cell(tail, width(tail), "warn")], room)
    tail = time_words(asked.at) if asked.at is not None else ""
    return columns_row([Cell(" ●", 2, "ok"), Cell(name), Cell(tail, width(tail), "dim")], room)


def _short(names: Mapping[str, Text], system: str) -> str:
    name = names.get(system)
    return system if name is None else said(name)


def _cases(visit: Visit, room: int) -> Iterator[Row]:
    if visit.open_cases:
        yield row((" " + _("Under way"), "strong"))
    for case in visit.open_cases[:_SHOWN_CASES]:
        yield from _case(case, visit.place.today, room)
    if len(visit.open_cases) > _SHOWN_CASES:
        yield row((" " + _("and {count} more").format(count=len(visit.open_cases) - _SHOWN_CASES), "dim"))


def _case(case: CaseBrief, today: date, room: int) -> Iterator[Row]:
    name = either(case.item_name, case.item_name_en)
    state = case_state(case.state)
    yield columns_row([Cell(f" {fit(name, room)}"), Cell(state, width(state), "dim")], room, key=f"case:{case.id}")
    if case.owed_until is not None:
        yield row("   ", owed_until_words(case.owed_until, today))


def _library(visit: Visit, room: int) -> Iterator[Row]:
    count = len(visit.library)
    if count:
        words = ngettext("{count} document kept", "{count} documents kept", count).format(count=count)
        yield row((f" {words}", "strong"))
    for document in visit.library[:_SHOWN_DOCUMENTS]:
        yield _kept(visit, document, room)


def _kept(visit: Visit, document: LibraryDocument, room: int) -> Row:
    name = visit.document_names.get(document.id, document.document)
    tail, role = f"{document.received_on:%Y-%m} {document.trust.value}", "dim"
    if document.valid_until is not None:
        stale = document.valid_until < visit.place.today
        tail = _("no longer valid") if stale else _("until {day}").format(day=document.valid_until.isoformat())
        role = "warn" if stale else "dim"
    return columns_row([Cell(f" {name}"), Cell(tail, width(tail), role)], room)
