"""Small questions put over the counter; each gives back one typed answer and does nothing itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from backend.guide.item import Fact
from tui.counter.words import said
from tui.locale import N_, _
from tui.widgets import Cell, FieldInput, KeyBar, Modal, PickList, Piece, Plain, row_pieces

Option = tuple[str, str]
"""What is given back, and what stands on the screen."""


def _paint_option(option: tuple[int, Option], cells: int) -> list[Piece]:
    digit, (_value, label) = option
    return row_pieces([Cell(str(digit), 1, "strong"), Cell(label)], cells)


class ChoiceModal(Modal[str]):
    """One of a few: by its digit, or with the arrows and Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, 10)]
    ]
    DEFAULT_CSS = """
    ChoiceModal PickList { height: auto; min-height: 3; margin: 1 0; }
    """

    def __init__(self, heading: str, body: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._heading, self._body, self._options = heading, body, tuple(options)
        self.list: PickList[tuple[int, Option]] = PickList(
            list(enumerate(self._options, start=1)), paint=_paint_option, counted=False
        )
        self.list.styles.height = max(3, len(self._options))

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(self._heading, classes="modal--heading")
            if self._body:
                yield Plain(self._body, classes="modal--body")
            yield self.list
            yield KeyBar(always=("escape",))

    def on_mount(self) -> None:
        self.list.focus()

    def on_pick_list_chosen(self, event: PickList.Chosen[tuple[int, Option]]) -> None:
        event.stop()
        self.dismiss(event.row[1][0])

    def action_digit(self, digit: int) -> None:
        if digit <= len(self._options):
            self.dismiss(self._options[digit - 1][0])


class WordsModal(Modal[str]):
    """A few words: picked from a list, or typed. What is typed goes before what is picked."""

    DEFAULT_CSS = """
    WordsModal PickList { height: 4; margin: 1 0; }
    """

    def __init__(self, heading: str, body: str, suggestions: Sequence[str], *, longest: int = 200) -> None:
        super().__init__()
        self._heading, self._body = heading, body
        self.list: PickList[str] = PickList(
            list(suggestions), paint=lambda words, cells: row_pieces([Cell(words)], cells), counted=False
        )
        self.list.can_focus = False
        self.field = FieldInput(max_length=longest, placeholder=_("or in your own words") if suggestions else "")

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(self._heading, classes="modal--heading")
            if self._body:
                yield Plain(self._body, classes="modal--body")
            yield self.list
            yield self.field
            yield KeyBar(always=("escape",))

    def on_mount(self) -> None:
        self.list.display = bool(self.list.rows)
        self.field.steers = self.list
        self.field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        words = event.value.strip() or self.list.current
        if words:
            self.dismiss(words)


def reasons() -> list[str]:
    """Why a value of data is not right, as it is usually put."""
    return [
        _("The citizen shows a newer document"),
        _("The record is out of date, says the citizen"),
        _("The record has a slip of the pen"),
    ]


class TableModal(Modal[list[list[str]]]):
    """Rows of a table fact: typed cell by cell, Enter to the next; Ctrl+S is not used, F12 takes the table over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "add", N_("Add row")),
        Binding("delete", "remove", N_("Remove row"), show=False),
        Binding("ctrl+x", "remove", N_("Remove row"), priority=True),
        Binding("f12", "take", N_("Take over"), priority=True),
    ]
    DEFAULT_CSS = """
    TableModal {
        & > .modal--frame { width: 100; }
        & PickList { height: 10; margin: 1 0 0 0; }
        & #cell { height: 1; color: $text-muted; margin-top: 1; }
    }
    """

    def __init__(self, fact: Fact, rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._fact = fact
        self._columns = fact.columns
        self._rows = [list(row) for row in rows]
        self._place: tuple[int, int] | None = None
        self.list: PickList[list[str]] = PickList(self._rows, paint=self._paint, counted=False)
        self.prompt = Plain(id="cell")
        self.field = FieldInput(max_length=max(fact.longest, 20))

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(said(self._fact.label), classes="modal--heading")
            yield Plain("  " + "  ".join(said(column.label) for column in self._columns), classes="dim")
            yield self.list
            yield self.prompt
            yield self.field
            yield KeyBar(first=("add", "take"), always=("escape",))

    def on_mount(self) -> None:
        if not self._rows:
            self.action_add()
        else:
            self._rest()

    def _paint(self, row: list[str], cells: int) -> list[Piece]:
        widths = [max(column.width, 4) for column in self._columns]
        return row_pieces([Cell(text, size) for text, size in zip(row, widths, strict=False)], cells, gap=2)

    def _rest(self) -> None:
        """No cell is open: the cursor is on the rows."""
        self._place = None
        self.field.display = False
        self.prompt.say(_("Enter changes a row, F2 adds one, Ctrl+X removes it, F12 takes the table over."))
        self.list.focus()

    def _open(self, row: int, column: int) -> None:
        self._place = (row, column)
        self.prompt.say(said(self._columns[column].label))
        self.field.display = True
        self.field.value = self._rows[row][column]
        self.field.cursor_position = len(self.field.value)
        self.field.focus()
        self.list.move_to(row)

    def on_pick_list_chosen(self, event: PickList.Chosen[list[str]]) -> None:
        event.stop()
        self._open(self.list.cursor, 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep()
        if self._place is None:
            return
        row, column = self._place
        if column + 1 < len(self._columns):
            self._open(row, column + 1)
        else:
            self._rest()

    def _keep(self) -> None:
        if self._place is not None:
            row, column = self._place
            self._rows[row][column] = self.field.value.strip()
            self.list.redraw()

    def action_add(self) -> None:
        self._keep()
        self._rows.append([""] * len(self._columns))
        self.list.set_rows(self._rows)
        self._open(len(self._rows) - 1, 0)

    def action_remove(self) -> None:
        if self._rows:
            del self._rows[self.list.cursor]
            self.list.set_rows(self._rows)
        self._rest()

    def action_take(self) -> None:
        self._keep()
        self.dismiss([row for row in self._rows if any(cell for cell in row)])


class FilePicker(Modal[Path]):
    """A file: typed as a path, or picked from the scanner's folder, newest first."""

    DEFAULT_CSS = """
    FilePicker {
        & > .modal--frame { width: 96; }
        & PickList { height: 12; margin: 1 0 0 0; }
    }
    """
    SHOWN: ClassVar[int] = 200

    def __init__(self, heading: str, folder: Path, look: "Callable[[Path], list[Path]] | None" = None) -> None:
        super().__init__()
        self._heading = heading
        self._folder = folder
        self._look = look or newest_first
        self._unreadable = False
        self.where = Plain(classes="dim")
        self.field = FieldInput(max_length=400, placeholder=_("path, or pick below"))
        self.list: PickList[Path] = PickList(paint=_paint_path, nothing=N_("Nothing here yet: scan the paper now"))
        self.list.can_focus = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="modal--frame"):
            yield Plain(self._heading, classes="modal--heading")
            yield self.where
            yield self.field
            yield self.list
            yield KeyBar(always=("escape",))

    def on_mount(self) -> None:
        self.field.steers = self.list
        self.field.focus()
        self._open(self._folder)
        self.set_interval(2.0, self._look_again)

    def _open(self, folder: Path) -> None:
        self._folder = folder
        self.where.say(str(folder))
        self.list.set_rows(self._found())

    def _look_again(self) -> None:
        """A scan that comes in meanwhile appears by itself, and so does a folder that is there again."""
        found = self._found()
        if found != list(self.list.rows):
            self.list.set_rows(found)

    def _found(self) -> list[Path]:
        """What lies in the folder; the way up when it cannot be opened, which is said for as long as it lasts."""
        try:
            found = self._look(self._folder)
        except OSError:
            if not self._unreadable:
                words = _(
                    "This folder cannot be opened: it is not there, or not allowed. Type a path, or tell support."
                )
                self.speak(words, "problem")
            self._unreadable = True
            return [self._folder.parent]
        if self._unreadable:
            self.speak("")
        self._unreadable = False
        return found

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip().strip("'\"")
        path = path_typed(typed, self._folder) if typed else self.list.current
        if path is None:
            return
        if _is_folder(path):
            self.field.value = ""
            self._open(path)
        else:
            self.dismiss(path)


def path_typed(text: str, folder: Path) -> Path:
    """Where a path typed by hand leads: from the home folder, from the root, or from the folder that is shown."""
    try:
        return folder / Path(text).expanduser()
    except RuntimeError:  # `~somebody`, and nobody is called that
        return folder / text


def _is_folder(path: Path) -> bool:
    """Never raises, whatever was typed: a name may be longer than any disk takes."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _age(path: Path) -> float:
    """Smaller is newer; a file that went away meanwhile is the oldest."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def newest_first(folder: Path) -> list[Path]:
    """The folder above, folders, then files by time; what cannot be looked at is left out.

    Raises OSError when the folder itself cannot be looked into."""
    entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    files = sorted((path for path in entries if _is_file(path)), key=_age)
    folders = sorted(path for path in entries if _is_folder(path))
    return [*files, *folders, folder.parent][: FilePicker.SHOWN]


def _paint_path(path: Path, cells: int) -> list[Piece]:
    name = f"{path.name}/" if _is_folder(path) else path.name
    size = "" if _is_folder(path) else _size(path)
    return row_pieces([Cell(name), Cell(size, 10, "dim", "right")], cells)


def _size(path: Path) -> str:
    try:
        return f"{max(1, path.stat().st_size // 1024)} KB"
    except OSError:
        return ""
