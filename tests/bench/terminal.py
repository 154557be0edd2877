"""The counter in a real pseudo-terminal: from a key to the bytes it changes, beside a bare Textual Input."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.demo import SIZE, Operator, open_demo
from tests.bench.figures import Figure, Note, Rows
from tests.bench.first_paint import heaviest_imports, seconds_to_paint
from tests.bench.large_catalogue import grown
from tests.bench.processes import resident_mib
from tests.bench.wire import Wire

__all__ = ["measure"]

TYPED = (
    *("ylbx", "yanglao", "rs001", "jzz", "dibao", "zjd", "shebaoka", "hukou", "getihu", "wufanzui", "yanglaobaoxan"),
    *("cjr", "jiehun", "nongji", "gongjijin", "sy", "linmu", "xuesheng", "yiliao", "mz012", "butie", "tuixiu"),
    *("sfz", "laonian", "ga014", "chusheng", "qianyi", "zhufang", "ylbaox", "dianti", "weifang", "bzx", "gaoling"),
    *("hetong", "chengbao", "shengyu", "fupin", "zhongdi", "jycy", "caizheng", "shuiwu", "tudi", "ny001", "jiuye"),
)
"""Enough keys that their 99th percentile tells more of the program than of the machine."""
MOVES, FOCUS_MOVES = 400, 400
PAINTS = 9
FARMER = 0


def measure(folder: Path) -> Rows:
    rows: list[Figure | Note] = []
    with Wire([sys.executable, "-m", "tests.bench.bare_app", "input"], columns=SIZE[0], lines=SIZE[1]) as field:
        field.until("hello")
        for size in (0, 10_000):
            rows += _counter(folder / str(size), size, field)
    return [*rows, *_first_paint(folder)]


def _counter(folder: Path, size: int, field: Wire) -> Iterator[Figure | Note]:
    bundle = grown(size)
    with open_demo(folder, bundle=bundle if size else None) as demo:
        operator = Operator(demo.terminal)
        operator.lay_card(FARMER)
        demo.terminal.until_quiet(1.0)
        bare, ours = _typed_by_turns(field, demo.terminal)
        yield from _pair("a key in a bare Input", f"a key in the search, {len(bundle.briefs):,} items", bare, ours)
        if not size:
            operator.choose("RS-001", "ylbx")
            demo.terminal.until_quiet(1.0)
            bare, ours = _moved_by_turns(field, demo.terminal)
            yield from _pair("a key in a bare Input", "a move through the form", bare, ours)
            yield from _memory(demo.terminal)


def _pair(floor: str, what: str, bare: list[float], ours: list[float]) -> Iterator[Figure]:
    base = Figure(floor, bare)
    yield base
    yield Figure(what, ours, floor=base, most=2.0, most_p99=2.0)


def _typed_by_turns(field: Wire, counter: Wire) -> tuple[list[float], list[float]]:
    """Each word typed and taken back, each key here and there in turn, so that both see the same noise."""
    bare: list[float] = []
    ours: list[float] = []
    for word in TYPED:
        for key in [*word, *["backspace"] * len(word)]:
            bare += _press(field, [key])
            ours += _press(counter, [key])
    return bare, ours


def _moved_by_turns(field: Wire, counter: Wire) -> tuple[list[float], list[float]]:
    bare: list[float] = []
    ours: list[float] = []
    _press(counter, ["f6"])  # all lines, also those that need nothing
    for direction in ("up", "down") * (MOVES // 20):
        for key in [*"abcde", *["backspace"] * 5]:
            bare += _press(field, [key])
            ours += _press(counter, [direction])
    return bare, ours


def _press(wire: Wire, keys: list[str]) -> list[float]:
    """Milliseconds from each key to the last byte it changed; at the end of a list a key changes nothing."""
    return [took for key in keys if (took := wire.key(key)) is not None]


def _memory(counter: Wire) -> Iterator[Figure | Note]:
    before = resident_mib(counter.pid)
    resident = []
    for _ in range(4):
        counter.press(*["tab", "shift+tab"] * (FOCUS_MOVES // 8), pause=0.03)
        counter.until_quiet(0.5)
        resident.append(resident_mib(counter.pid))
    told = " → ".join(f"{mib:.0f}" for mib in (before, *resident))
    yield Note(f"resident memory of the counter over {FOCUS_MOVES} moves of focus: {told} MiB")


def _first_paint(folder: Path) -> Iterator[Figure | Note]:
    station = str(folder / "station")
    counter = ["-m", "tui.cli", "counter", "--node", "http://127.0.0.1:9", "--data", station, "--language", "en"]
    bare, ours = [], []
    for _ in range(PAINTS):
        bare.append(seconds_to_paint(["-m", "tests.bench.bare_app"], b"hello", folder))
        ours.append(seconds_to_paint(counter, b"One Window", folder))
    floor = Figure("minimal Textual app, first paint", bare, "s")
    yield floor
    yield Figure("onewindow counter, first paint", ours, "s", floor=floor, most=1.6)
    for module in ("tui.app",):
        heaviest = ", ".join(f"{name} {own:.0f}" for name, own in heaviest_imports(module))
        yield Note(f"importing {module}, own time in ms: {heaviest}")
