"""The application form to be signed: what is known in its lines, room for what is not. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from backend.cases.receipt.papers import Language, paper_head
from backend.contract import Receipt
from backend.guide import Assessment, Fact, FactKind, FieldLine, FieldState, Item, Text, Value
from backend.guide.item import MaterialSource

__all__ = ["FilledForm", "FormSheet", "form_paper"]


@dataclass(frozen=True)
class FilledForm:
    """The form of one item; its values are whole, as the citizen is to read and sign them."""

    item: Item
    assessment: Assessment = field(repr=False)


@dataclass(frozen=True)
class FormSheet:
    """`head` is a receipt without cases; `by_agent`: somebody acts for the applicant and signs too."""

    head: Receipt
    forms: tuple[FilledForm, ...]
    by_agent: bool = False


def form_paper(sheet: FormSheet, language: Language) -> dict[str, Any]:
    forms = [_form(form, language) for form in sheet.forms]
    return {**paper_head(sheet.head, language), "forms": forms, "by_agent": sheet.by_agent}


def _form(form: FilledForm, language: Language) -> dict[str, Any]:
    signed = [
        line.material
        for line in form.assessment.papers
        if line.material.source is MaterialSource.PRINTED and line.material.signature
    ]
    lines = form.assessment.fields
    return {
        "code": form.item.code,
        "item_name": form.item.name.to(language),
        "title": signed[0].name.to(language) if signed else form.item.name.to(language),
        "sections": list(_sections(form.item, lines, language)),
        "also_signed": [{"name": paper.name.to(language), "why": paper.why.to(language)} for paper in signed[1:]],
        "complete": all(line.state in (FieldState.FILLED, FieldState.EMPTY) for line in lines),
    }


def _sections(item: Item, lines: tuple[FieldLine, ...], language: Language) -> Iterator[dict[str, Any]]:
    for group, members in groupby(lines, key=lambda line: line.field.group):
        yield {
            "title": "" if group is None else group.to(language),
            "lines": [_line(item.facts[line.field.fact], line, language) for line in members],
        }


def _line(fact: Fact, line: FieldLine, language: Language) -> dict[str, Any]:
    """A value only where nothing more is to be done about it: what is merely offered is for a human to write."""
    known = line.known.value if line.known is not None and line.state is FieldState.FILLED else None
    table = fact.kind is FactKind.TABLE
    return {
        "label": fact.label.to(language),
        "value": "" if known is None or table else _words(fact, known, language),
        "open": known is None and line.state is not FieldState.EMPTY,
        "columns": [column.label.to(language) for column in fact.columns] if table else [],
        "rows": known if isinstance(known, list) else [],
    }


def _words(fact: Fact, value: Value, language: Language) -> str:
    if isinstance(value, bool):
        return (Text(zh="是", en="yes") if value else Text(zh="否", en="no")).to(language)
    if fact.kind is FactKind.CHOICE:
        return next((choice.label.to(language) for choice in fact.choices if choice.value == value), str(value))
    return f"{value} {fact.unit.to(language)}" if fact.unit is not None else str(value)
