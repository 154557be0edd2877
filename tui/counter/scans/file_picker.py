"""Picking a file: from the scanner's folder, where one sees what one picks, or by its path."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input

from tui.counter.scans.preview import ScanModal, ScanPreview
from tui.locale import N_, Words, _
from tui.preview import shows_pictures
from tui.widgets import Cell, FieldInput, Modal, PickList, Piece, Plain, row_pieces

_WIDE = 120


class FilePicker(Modal[Path]):
    """A file: typed as a path, or picked from the scanner's folder, newest first."""

    HELP = N_(
        "The scanner's folder, the newest first; what is scanned now appears by itself. ↑ and ↓ pick a file, or type "
        "the path of another; Enter attaches it."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "look", N_("Look at it"), priority=True)]
    DEFAULT_CSS = """
    FilePicker {
        & > .modal--frame { width: 96; }
        & Horizontal { height: 12; margin: 1 0 0 0; }
        & PickList { width: 1fr; height: 1fr; }
        & ScanPreview { display: none; }
        &.-wide.-pictures {
            & > .modal--frame { width: 116; height: 90%; }
            & Horizontal { height: 1fr; }
            & ScanPreview { display: block; width: 48; margin-left: 2; }
        }
    }
    """
    SHOWN: ClassVar[int] = 200

    def __init__(self, heading: Words, folder: Path) -> None:
        super().__init__(heading)
        self._folder = folder
        self._unreadable = False
        self.where = Plain(classes="dim")
        self.field = FieldInput(max_length=400, enter=N_("Choose"))
        self.list: PickList[Path] = PickList(paint=self._paint)
        self.list.can_focus = False
        self.preview = ScanPreview()
        self._seen: tuple[Path | None, float] = (None, 0.0)
        self.retranslate()

    def retranslate(self) -> None:
        self.field.placeholder = _("path, or pick below")

    def inside(self) -> ComposeResult:
        yield self.where
        yield self.field
        with Horizontal():
            yield self.list
            yield self.preview

    def on_mount(self) -> None:
        self.set_class(shows_pictures(self.app), "-pictures")
        self.field.steers = self.list
        self.field.focus()
        self._open(self._folder)
        self.set_interval(2.0, self._look_again)

    def _open(self, folder: Path) -> None:
        self._folder = folder
        self._list_files(self._found())

    def _list_files(self, found: list[Path]) -> None:
        self.list.set_rows(found)
        self.where.say(self._where)
        self.refresh_bindings()

    def _where(self) -> str:
        """The folder; and, where only the way out of it can be picked, what to do."""
        is_empty = not self._unreadable and list(self.list.rows) == [self._folder.parent]
        return "  ".join([str(self._folder), *([_("Nothing here yet: scan the paper now")] if is_empty else [])])

    def _look_again(self) -> None:
        """A scan that comes in meanwhile appears by itself, and so does a folder that is there again."""
        was_there, found = not self._unreadable, self._found()
        if found != list(self.list.rows) or was_there is self._unreadable:
            self._list_files(found)
        self._look_beside()

    # Looking at what would be picked

    def on_pick_list_moved(self, event: PickList.Moved[Path]) -> None:
        event.stop()
        self._look_beside()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._look_beside()

    def _look_beside(self) -> None:
        """Draw the file at the cursor, again when it has grown: a scanner may still be writing it."""
        path = self.list.current
        seen = (None, 0.0) if path is None or not _is_file(path) else (path, _age(path))
        if self.preview.display and seen != self._seen:
            self._seen = seen
            self.preview.look_at(seen[0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "look":
            path = self._chosen()
            return path is not None and not _is_folder(path) and shows_pictures(self.app)
        return super().check_action(action, parameters)

    def action_look(self) -> None:
        if (path := self._chosen()) is not None:
            self.app.push_screen(ScanModal(path.name, path))

    # Picking

    def _paint(self, path: Path, cells: int) -> list[Piece]:
        if path == self._folder.parent:
            return row_pieces([Cell(_("folder above: {name}").format(name=path.name or str(path)), role="dim")], cells)
        return _paint_path(path, cells)

    def _found(self) -> list[Path]:
        """What lies in the folder; the way up when it cannot be opened, which is said for as long as it lasts."""
        try:
            found = newest_first(self._folder)
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
        path = self._chosen()
        if path is None:
            return
        if _is_folder(path):
            self.field.value = ""
            self._open(path)
        else:
            self.dismiss(path)

    def _chosen(self) -> Path | None:
        """What is typed goes before what is picked."""
        typed = self.field.value.strip().strip("'\"")
        return path_typed(typed, self._folder) if typed else self.list.current


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
    """Files by time, folders, then the folder above; what cannot be looked at is left out.

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
