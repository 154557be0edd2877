"""The top line put into words."""

from collections.abc import Collection

from backend.contract import SystemState
from backend.guide.text import Text
from tui.client import ConnectionState, Reach, Station
from tui.counter.columns.header import Standing
from tui.counter.words import either, said, time_words, window_words
from tui.locale import _
from tui.widgets.cells import fit

_NAME = 18
"""Cells for the name of a system that does not answer."""


def standing(station: Station, *, demo: bool = False, silent: Collection[str] = ()) -> Standing:
    """`silent`: systems that did not answer the visit at the window, whatever the node has heard of them since."""
    connection, level = _connection(station.connection.state)
    systems, systems_level, systems_short = _systems(station, silent)
    return Standing(
        hall=_hall(station),
        desk=_desk(station),
        connection=connection,
        connection_level=level,
        systems=systems,
        systems_level=systems_level,
        systems_short=systems_short,
        trouble="" if station.drafts.trouble is None else _("▲ drafts not saved"),
        demo=demo,
        clock=time_words(station.clock()),
    )


def _hall(station: Station) -> str:
    operator = station.operator
    return "" if operator is None else either(operator.hall_name, operator.hall_name_en)


def _desk(station: Station) -> str:
    operator = station.operator
    window = _("Window {window}").format(window=window_words(station.window if operator is None else operator.window))
    return window if operator is None else f"{window} · {operator.name}"


def _connection(state: ConnectionState) -> tuple[str, str]:
    since = time_words(state.since)
    match state.reach:
        case Reach.CONNECTED:
            return _("● connected"), "dim"
        case Reach.SLOW:
            return _("▲ slow since {time}").format(time=since), "warn"
        case Reach.OFFLINE:
            return _("▲ no node since {time}").format(time=since), "warn"
        case Reach.CONNECTING:
            return _("○ connecting"), "dim"


def _systems(station: Station, unanswered: Collection[str]) -> tuple[str, str, str]:
    if station.hall is None or not station.hall.systems or station.connection.state.reach is Reach.OFFLINE:
        return "", "dim", ""  # what the node told of them last may be long over
    systems = station.hall.systems
    silent = [system for system in systems if not system.answering or system.system in unanswered]
    up, everybody = len(systems) - len(silent), len(systems)
    words, short = _("systems {up}/{all}").format(up=up, all=everybody), f"{up}/{everybody}"
    if not silent:
        return words, "dim", short
    more = f" +{len(silent) - 1}" if len(silent) > 1 else ""
    return f"{words} ▲ {fit(_named(silent[0], station), _NAME)}{more}", "warn", short


def _named(system: SystemState, station: Station) -> str:
    """By its short name, unless the catalogue does not know it."""
    known = {} if station.catalogue is None else station.catalogue.short_system_names
    return said(known.get(system.system, Text(zh=system.name, en=system.name_en)))
