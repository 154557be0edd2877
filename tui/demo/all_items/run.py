"""Takes items of the catalogue from card to receipt to result, one after the other, in a demo hall of its own."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend.guide.item import ApplicantKind, Item
from backend.guide.papers_asked import papers_asked
from tui.app import OneWindowApp
from tui.demo.all_items.applicant import Applicant, fitting_applicant
from tui.demo.all_items.keyboard import Keyboard, Stuck
from tui.demo.all_items.report import summary, write_report
from tui.demo.all_items.taken import Taken
from tui.demo.all_items.walker import Arrival, Walker
from tui.demo.inspection import ChainFault, verified_chain
from tui.demo.launcher import DemoHall, demo_hall
from tui.locale import _
from tui.locale import language as spoken

__all__ = ["UnknownItems", "Wish", "chosen", "take_all", "take_items"]

NO_WAITING = float("inf")
START = 60.0  # seconds


class UnknownItems(LookupError):
    """Items were asked for that the catalogue does not describe; names them."""


@dataclass(frozen=True)
class Wish:
    """What is to be taken. ``only`` empty: every item with a file. ``unknown``: no system knows the applicants."""

    only: tuple[str, ...] = ()
    unknown: bool = False
    size: tuple[int, int] = (120, 36)
    language: str = "zh_CN"


def take_all(wish: Wish, report: Path | None) -> int:
    """Take the items, tell what came of it, answer the exit status: 0 only if each came to its end and the chain of
    the hall verified.
    """
    with tempfile.TemporaryDirectory(prefix="onewindow-items-") as folder:
        rows = take_items(Path(folder), wish)
        try:
            chain = "; ".join(verified_chain(Path(folder)))
        except ChainFault as error:
            chain = ""
            sys.stderr.write(f"{error}\n")
    if report is not None:
        known = _("Every item, for applicants the systems know")
        write_report(report, rows, _("Every item, for applicants no system knows") if wish.unknown else known)
    for row in rows:
        if not row.is_good:
            sys.stdout.write(f"{row.code} {row.outcome}\n")
    sys.stdout.write("\n".join([*summary(rows), chain or _("the chain is not intact"), ""]))
    return 0 if chain and rows and all(row.is_good for row in rows) else 1


def take_items(data: Path, wish: Wish) -> list[Taken]:
    """The items taken in a hall that keeps its data there. Raises UnknownItems, NotReady."""
    with demo_hall(data, speed=NO_WAITING) as hall:
        return asyncio.run(_take(hall, wish))


async def _take(hall: DemoHall, wish: Wish) -> list[Taken]:
    app = OneWindowApp(hall.station(wish.language), steady=False)
    async with app.run_test(size=wish.size) as pilot:
        keyboard = Keyboard(pilot, app)
        await keyboard.until(lambda: _is_open(app), "the counter opens", START)
        assert app.workplace is not None and app.workplace.station.catalogue is not None
        items, place = chosen(app.workplace.station.catalogue.items, wish.only), app.workplace.walk.place
        people = [fitting_applicant(item, place, known=not wish.unknown) for item in items]
        rows = [_row(item) for item in items]
        arrivals = await _move_in(hall, rows, people)
        await _walk_all(Walker(app, keyboard, hall.reader_control), rows, arrivals, people)
    return rows


async def _walk_all(
    walker: Walker, rows: Sequence[Taken], arrivals: Sequence[Arrival | None], people: Sequence[Applicant]
) -> None:
    """All are handed over before the first result is fetched: the departments answer meanwhile."""
    comers = list(zip(rows, arrivals, people, strict=True))
    with _progress() as progress:
        for row, arrival, applicant in progress.track(comers, description="card to receipt"):
            if arrival is not None:
                await _timed(row, walker.serve(row, arrival, applicant), walker)
            _tell_trouble(progress, row)
        for row in progress.track(rows, description="receipt to result"):
            if row.number and not row.trouble and not row.lawfully_declined:
                await _timed(row, walker.fetch_result(row), walker)
                _tell_trouble(progress, row)


def _row(item: Item) -> Taken:
    return Taken(
        item.code,
        item.name.en if spoken() == "en" else item.name.zh,
        _systems(item),
        papers_asked(item),
        organisation=item.applicant is ApplicantKind.ORGANISATION,
    )


def _tell_trouble(progress: Progress, row: Taken) -> None:
    """At once: nobody should wait for the table to hear of it."""
    if row.trouble:
        progress.console.print(f"{row.code} {row.trouble}", markup=False, highlight=False)


async def _timed(row: Taken, walk: Awaitable[None], walker: Walker) -> None:
    """One way through the screens; what stops it is told in the row, and the next one may come."""
    began = perf_counter()
    try:
        await walk
    except Stuck as error:
        row.trouble = row.trouble or str(error)
        await walker.give_up()
    finally:
        row.seconds += perf_counter() - began


async def _move_in(hall: DemoHall, rows: Sequence[Taken], people: Sequence[Applicant]) -> list[Arrival | None]:
    """Who comes for each item: people, and organisations they lead, that the county makes for it; none where it cannot
    have such: the row says so."""
    arrivals: list[Arrival | None] = []
    async with httpx.AsyncClient(trust_env=False, timeout=10.0, base_url=f"{hall.county_url}/control") as county:
        for row, applicant in zip(rows, people, strict=True):
            try:
                arrivals.append(await _arrival(county, applicant))
            except httpx.HTTPStatusError as error:
                row.trouble = f"the county has nobody like this: {error.response.text[:200]}"
                arrivals.append(None)
    return arrivals


async def _arrival(county: httpx.AsyncClient, applicant: Applicant) -> Arrival:
    wish = applicant.wish() | ({"known": True} if applicant.organisation else {})
    card: dict[str, str] = (await county.post("residents", json=wish)).raise_for_status().json()
    if not applicant.organisation:
        return Arrival(card)
    answer = await county.post("organisations", json=applicant.founding(card["number"]))
    return Arrival(card, answer.raise_for_status().json()["number"])


def _is_open(app: OneWindowApp) -> bool:
    workplace = app.workplace
    if workplace is None or workplace.station.catalogue is None or workplace.station.hall is None:
        return False
    return workplace.station.line.signed_in


def chosen(items: Mapping[str, Item], only: Sequence[str]) -> list[Item]:
    """The items asked for; all of them in the order of their codes when none is. Raises UnknownItems."""
    if missing := [code for code in only if code not in items]:
        raise UnknownItems(", ".join(missing))
    return [items[code] for code in (only or sorted(items))]


def _systems(item: Item) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stage.system for stage in item.stages))


@contextmanager
def _progress() -> Iterator[Progress]:
    """Past the application, which takes what is printed while it runs."""
    columns = (TextColumn("{task.description:17}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.__stderr__)) as progress:
        yield progress
