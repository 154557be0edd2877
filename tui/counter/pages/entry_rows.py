"""How the ask and fill steps look: label, value, where it came from; the one line that needs a human stands out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.guide.declared import FactKind
from backend.guide.item import Item
from backend.guide.outcome import FieldState
from backend.guide.steps import Step
from backend.guide.text import Text
from tui.counter.foreseen_days import ForeseenDays
from tui.counter.pages.entry_field import Typed
from tui.counter.visit import Visit
from tui.counter.visit.entry_lines import EntryLine
from tui.counter.words import origin, said, shown_value
from tui.locale import _, ngettext
from tui.widgets.cells import pad, width
from tui.widgets.sheet_rows import BLANK, Cell, Row, columns_row, paragraph, row

_LEAST_ORIGIN, _MOST_ORIGIN = 10, 22
_LEAST_VALUE, _MOST_VALUE = 19, 30
_LEAST_LABEL, _MOST_LABEL = 8, 28


@dataclass(frozen=True)
class EntryView:
    """What the page shows besides the visit: where the cursor stands, what is folded, names of systems, dates."""

    step: Step
    at: str = ""
    unfolded: bool = False
    tall: bool = True
    names: Mapping[str, Text] = field(default_factory=dict)
    days: ForeseenDays = field(default_factory=ForeseenDays)
    typed: Typed | None = None
    node_is_there: bool = True
    """Whether the node has heard of the visit: before, no department is asked."""


def heading(item: Item, days: ForeseenDays, room: int) -> list[Row]:
    """Code and name of an item, and the day it is promised for: beside it where there is room, else below."""
    when = days.words(item.promised_days)
    name = f" {item.code} {said(item.name)}"
    if width(name) + width(when) + 3 > room:
        return [*paragraph(said(item.name), room - 1, "strong", lead=f" {item.code} "), row((f" {when}", "dim"))]
    return [columns_row([Cell(name, None, "strong"), Cell(when, width(when), "dim")], room - 1)]


def visible(lines: Sequence[EntryLine], view: EntryView) -> list[EntryLine]:
    """The lines shown one by one: all of them where there is room, else those that are a human's business."""
    if view.unfolded or view.tall:
        return list(lines)
    return [line for line in lines if line.by_human or line.code == view.at]


def label_width(lines: Sequence[EntryLine], room: int) -> int:
    """One width for all labels, so that the values stand in one column."""
    widest = max((width(said(line.label)) for line in lines), default=_LEAST_LABEL)
    return max(_LEAST_LABEL, min(widest, _MOST_LABEL, room // 3))


def origin_width(lines: Sequence[EntryLine], view: EntryView, room: int) -> int:
    """As wide as the origins need, but values are cut last."""
    widest = max((width(_origin(line, view)[0]) for line in visible(lines, view)), default=_LEAST_ORIGIN)
    values = max((width(shown_value(line.fact, line.known)) for line in lines), default=_LEAST_VALUE)
    left = room - label_width(lines, room) - max(_LEAST_VALUE, min(values, _MOST_VALUE)) - 5
    return max(_LEAST_ORIGIN, width(_("to be asked")), min(widest, _MOST_ORIGIN, left))


def field_row(line: EntryLine) -> str:
    """Key of the row the field of a line is drawn in: the line's own, or one below the question."""
    return f"{line.code}#field" if line.step is Step.ASK else line.code


def field_start(line: EntryLine, widths: tuple[int, int]) -> int:
    """The cell at which the field begins."""
    return 5 if line.step is Step.ASK else 4 + widths[0]


def typed_row(line: EntryLine, typed: Typed, widths: tuple[int, int], room: int) -> Row:
    """The line at the cursor with what stands in its field."""
    start = field_start(line, widths)
    spans = typed.spans(room - start - 1)
    if line.step is Step.ASK:
        return Row(((" " * start, ""), *spans), field_row(line))
    label = pad(said(line.label), widths[0])
    return Row(((" ▶", "mark"), (" ", ""), (label, "strong"), (" ", ""), *spans), line.code)


def entry_rows(visit: Visit, lines: Sequence[EntryLine], view: EntryView, room: int) -> list[Row]:
    """The whole page in `room` cells."""
    current = next((line for line in lines if line.code == view.at), None)
    items = list(dict.fromkeys(line.item for line in lines))
    head_item = visit.item(current.item) if current is not None else visit.item(visit.items[0].code)
    rows = [*heading(head_item, view.days, room), BLANK, *_say(head_item, current, view, room)]
    widths = label_width(lines, room), origin_width(lines, view, room)
    shown = visible(lines, view)
    for code in items:
        own = [line for line in shown if line.item == code]
        if len(items) > 1 and own and code != head_item.code:
            rows += [BLANK, row((f" {code} {said(visit.item(code).name)}", "dim"))]
        rows += _group(own, view, widths, room)
    if not lines:
        rows.append(row(("  " + _("Nothing to ask here."), "dim")))
    rows += _folded(lines, shown, room)
    return rows + _mistakes(head_item, view, room)


def _say(item: Item, current: EntryLine | None, view: EntryView, room: int) -> list[Row]:
    """What to tell the citizen now: about this line, or about the step."""
    text = current.say if current is not None and current.say is not None else item.say.get(view.step.value)
    if text is None:
        return []
    return [*paragraph(said(text), room - 1, "say", lead=" " + _("Say:") + " "), BLANK]


def _group(lines: Sequence[EntryLine], view: EntryView, widths: tuple[int, int], room: int) -> Iterator[Row]:
    """Known from data first, then what is a human's business; nothing changes its place while one works."""
    known = [line for line in lines if not line.by_human]
    mine = [line for line in lines if line.by_human]
    for line in known:
        yield from _line(line, view, widths, room)
    if known and mine:
        yield BLANK
    for line in mine:
        yield from _line(line, view, widths, room)


def _line(line: EntryLine, view: EntryView, widths: tuple[int, int], room: int) -> Iterator[Row]:
    here = line.code == view.at
    if line.step is Step.ASK:
        yield from _question(line, view, widths, room, here=here)
    else:
        yield from _field(line, view, widths, room, here=here)
        if here:
            yield from _whole(line, view, widths, room)
    if here:
        yield from _options(line, room)
        yield from _hints(line, room)
    elif line.state is FieldState.WRONG and line.problem is not None:
        yield from paragraph(said(line.problem), room - 1, "bad", indent=4, key=line.code)


def _mark(line: EntryLine, *, here: bool) -> tuple[str, str]:
    if here:
        return "▶", "mark"
    match line.state:
        case FieldState.FILLED:
            return ("✓", "ok") if line.by_human else ("●", "ok")
        case FieldState.WAITING:
            return "○", "dim"
        case FieldState.WRONG:
            return "✗", "bad"
        case FieldState.EMPTY:
            return " ", "dim"
        case _:
            return "·", "warn"


def _origin(line: EntryLine, view: EntryView) -> tuple[str, str]:
    match line.state:
        case FieldState.WAITING:
            return _("asking…") if view.node_is_there else _("when the node is back"), "dim"
        case FieldState.ASK:
            return _("to be asked"), "warn"
        case FieldState.WRONG:
            return _("not right"), "bad"
        case FieldState.EMPTY:
            return _("optional"), "dim"
    return (origin(line.known, view.names), "dim") if line.known is not None else ("", "")


def _field(line: EntryLine, view: EntryView, widths: tuple[int, int], room: int, *, here: bool) -> Iterator[Row]:
    mark, role = _mark(line, here=here)
    if here and view.typed is not None:
        yield typed_row(line, view.typed, widths, room)
        return
    words, words_role = _origin(line, view)
    value = shown_value(line.fact, line.known)
    yield columns_row(
        [
            Cell(f" {mark}", 2, role),
            Cell(said(line.label), widths[0], "strong" if here else ""),
            Cell(value, None, "value"),
            Cell(words, widths[1], words_role, "right"),
        ],
        room - 1,
        key=line.code,
    )


def _whole(line: EntryLine, view: EntryView, widths: tuple[int, int], room: int) -> Iterator[Row]:
    """What the columns cut; where one works it is read whole."""
    texts = [(said(line.label), widths[0])]
    if view.typed is None:
        left = room - 6 - sum(widths)
        texts += [(shown_value(line.fact, line.known), left), (_origin(line, view)[0], widths[1])]
    for text, cells in texts:
        if width(text) > cells:
            yield from paragraph(text, room - 1, "dim", indent=4, key=line.code)


def _question(line: EntryLine, view: EntryView, widths: tuple[int, int], room: int, *, here: bool) -> Iterator[Row]:
    mark, role = _mark(line, here=here)
    words, words_role = _origin(line, view)
    if here:
        first, *rest = paragraph(said(line.label), room - 1, "strong", indent=3, key=line.code)
        yield Row(((f" {mark} ", role), first.spans[1]), line.code)
        yield from rest
        answer = shown_value(line.fact, line.known)
        if answer or line.state is FieldState.WAITING:
            names = "、".join(said(view.names[s]) if s in view.names else s for s in sorted(line.waiting_for))
            told = _("{names} is being asked; you may answer yourself").format(names=names) if names else words
            yield row("   ", (answer, "value"), ("   " if answer else "", ""), (told, words_role), key=line.code)
        if view.typed is not None:
            yield typed_row(line, view.typed, widths, room)
        return
    answer = shown_value(line.fact, line.known)
    tail = max(8, width(answer)) if answer else 0
    yield columns_row(
        [
            Cell(f" {mark}", 2, role),
            Cell(said(line.label)),
            Cell(answer, min(tail, room // 3), "value"),
            Cell(words, widths[1], words_role, "right"),
        ],
        room - 1,
        key=line.code,
    )


def _options(line: EntryLine, room: int) -> Iterator[Row]:
    """The choices with their digits, as many on a row as fit."""
    spans: list[tuple[str, str]] = [("     ", "")]
    used = 5
    for digit, choice in enumerate(line.options, start=1):
        label = said(choice.label)
        size = width(label) + len(str(digit)) + 4
        if used + size > room - 1 and used > 5:
            yield Row(tuple(spans), line.code)
            spans, used = [("     ", "")], 5
        spans += [(f"{digit} ", "key"), (f"{label}   ", "")]
        used += size
    if line.options:
        yield Row(tuple(spans), line.code)
    if line.fact.kind is FactKind.TABLE:
        offered = line.state is FieldState.CONFIRM
        words = _("Enter keeps it, Ctrl+E opens the table") if offered else _("Enter opens the table")
        yield row("     ", (words, "dim"), key=line.code)


def _hints(line: EntryLine, room: int) -> Iterator[Row]:
    if line.state is FieldState.WRONG and line.problem is not None:
        yield from paragraph(said(line.problem), room - 1, "bad", indent=5, key=line.code)
    elif line.hint is not None:
        words = said(line.hint) if line.step is Step.ASK else _("for example {example}").format(example=said(line.hint))
        yield from paragraph(words, room - 1, "dim", indent=5, key=line.code)


def _folded(lines: Sequence[EntryLine], shown: Sequence[EntryLine], room: int) -> list[Row]:
    count = len(lines) - len(shown)
    if not count:
        return []
    words = ngettext("{count} filled already (F6 shows it)", "{count} filled already (F6 shows them)", count)
    return [BLANK, *paragraph(words.format(count=count), room - 1, "dim", indent=3)]


def _mistakes(item: Item, view: EntryView, room: int) -> list[Row]:
    if not item.mistakes:
        return []
    text = said(item.mistakes[0 if view.step is Step.ASK else len(item.mistakes) // 2])
    return [BLANK, *paragraph(text, room - 1, "dim", lead=" " + _("Often missed:") + " ")]
