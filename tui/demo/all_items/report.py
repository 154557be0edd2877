"""The table of what taking every item came to: Markdown, or CSV for further reckoning."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tui.demo.all_items.taken import Taken, middle_of
from tui.locale import _

__all__ = ["summary", "write_report"]

HEAD = (
    "code", "name", "systems", "keys", "fields typed", "answered", "papers before", "papers after",
    "published", "prefilled", "seconds", "outcome",
)  # fmt: skip


def write_report(path: Path, rows: Sequence[Taken], heading: str) -> None:
    """Markdown, unless the file's name ends in .csv."""
    text = _as_csv(rows) if path.suffix == ".csv" else _as_markdown(rows, heading)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def summary(rows: Sequence[Taken]) -> list[str]:
    """The figures over all items of people, a line each; those of organisations are counted apart."""
    people = [row for row in rows if not row.organisation]
    organisations = [row for row in rows if row.organisation]
    lines = (
        _figures(people, _("{good} of {all} items taken from card to result")) if people or not organisations else []
    )
    if organisations:
        lines += _figures(organisations, _("{good} of {all} items of organisations taken from card to result"))
    return lines


def _figures(rows: Sequence[Taken], heading: str) -> list[str]:
    good = sum(row.is_good for row in rows)
    measured = [row.measures for row in rows if row.measures is not None]
    worst = max(rows, key=lambda row: row.keys, default=None)
    values, prefilled = sum(m.values for m in measured), sum(m.prefilled for m in measured)
    shared = sum(row.published == (m.papers_before, m.papers_after) for row in rows if (m := row.measures) is not None)
    return [
        heading.format(good=good, all=len(rows)),
        _("keys: median {median}, worst {worst} ({code})").format(
            median=f"{middle_of(row.keys for row in rows):g}",
            worst=worst.keys if worst else 0,
            code=worst.code if worst else "",
        ),
        _("fields typed: median {median}, most {most}").format(
            median=f"{middle_of(len(row.typed) for row in rows):g}",
            most=max((len(row.typed) for row in rows), default=0),
        ),
        _("values prefilled: {prefilled} of {values} ({share})").format(
            prefilled=prefilled, values=values, share=f"{prefilled / values if values else 1:.0%}"
        ),
        _("papers asked: {before} before sharing, {after} after; as published for {same} of {all}").format(
            before=sum(m.papers_before for m in measured),
            after=sum(m.papers_after for m in measured),
            same=shared,
            all=len(measured),
        ),
        _("seconds an item: median {median}, worst {worst}").format(
            median=f"{middle_of(row.seconds for row in rows):.1f}",
            worst=f"{max((row.seconds for row in rows), default=0):.1f}",
        ),
    ]


def _cells(row: Taken) -> tuple[str, ...]:
    measures = row.measures
    return (
        row.code,
        row.name,
        " ".join(row.systems),
        str(row.keys),
        str(len(row.typed)),
        str(row.answered),
        str(measures.papers_before) if measures else "",
        str(measures.papers_after) if measures else "",
        f"{row.published[0]}/{row.published[1]}",
        f"{measures.share:.0%}" if measures else "",
        f"{row.seconds:.1f}",
        row.outcome,
    )


def _as_markdown(rows: Sequence[Taken], heading: str) -> str:
    lines = [f"# {heading}", "", *(f"- {line}" for line in summary(rows)), ""]
    lines += [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in _cells(row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _as_csv(rows: Sequence[Taken]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(_cells(row) for row in rows)
    return text.getvalue()
