"""The counter: who on the left, the step in the middle, the basket on the right. This module only lays it out.

It is imported and painted before anything heavy is: what the keys do is in `deeds`, attached when the rest
of the program is there. Until then keys do nothing, and the screen says that it is starting.
"""

from typing import ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.counter.columns.header import Header
from tui.counter.columns.rules import Rule, Upright
from tui.counter.pages.identify import IdentifyPage
from tui.locale import N_, Words, _
from tui.widgets import KeyBar, Level, Notice, Scanned, StepBar, WorkScreen
from tui.widgets.sheet import Sheet

WIDE = 120
LEFT, RIGHT = 29, 33

HELP = N_(
    "This is the counter: the bar below the top line shows the steps of a visit. Enter goes to the next thing that "
    "needs you, Escape one step back; nothing is lost, not even by a power cut.\n\n"
    "● known from data   ✓ said here   · needs you   ○ still being asked   ▲ look at this\n\n"
    "F8 shows the whole guide of the item. Ctrl+L shows what the citizen still lacks, to read out and to print: it "
    "changes nothing. A barcode scanned anywhere opens its case."
)


class Work(Protocol):
    """What the keys do and what becomes of what the pages tell; attached when it is there."""

    def can(self, deed: str) -> bool: ...

    def do(self, deed: str) -> None: ...

    def hear(self, message: Message) -> None: ...

    def scanned(self, text: str) -> None: ...

    def retranslate(self) -> None: ...


class CounterScreen(WorkScreen[None]):
    TITLE = N_("The counter")
    HELP = HELP
    BLANK = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "do('add_item')", N_("Add"), priority=True),
        Binding("f3", "do('papers')", N_("Papers"), priority=True),
        Binding("f5", "do('open_things')", N_("Todo"), priority=True),
        Binding("f9", "do('review')", N_("Review"), priority=True),
        Binding("f12", "do('hand_over')", N_("Hand over"), priority=True),
        Binding("f4", "basket", N_("Basket"), show=False, priority=True),
        Binding("f7", "who", N_("Applicant"), show=False, priority=True),
        Binding("f8", "do('about_item')", N_("Guide"), priority=True),
        Binding("ctrl+l", "do('slip')", N_("Lacking"), priority=True),
        Binding("ctrl+t", "do('ask_again')", N_("Ask again"), priority=True),
        Binding("ctrl+r", "do('reveal')", N_("Full values"), priority=True),
        Binding("ctrl+p", "do('print')", N_("Print"), priority=True),
        Binding("ctrl+y", "do('evaluate')", N_("Evaluation"), priority=True),
        Binding("ctrl+o", "do('cases')", N_("Cases"), priority=True),
        Binding("ctrl+d", "do('demo_people')", N_("Demo people"), priority=True),
        Binding("ctrl+k", "do('lock')", N_("Lock"), show=False, priority=True),
        Binding("delete", "do('leave_out')", N_("Leave item out")),
        Binding("escape", "do('back')", N_("Back")),
    ]
    DEFAULT_CSS = """
    CounterScreen {
        & #steps { height: 1; }
        & StepBar { width: 1fr; }
        & #basket-line { width: auto; height: 1; min-width: 1; color: $text-muted; }
        & #body { height: 1fr; }
        & #who-place { width: 28; }
        & #basket-place { width: 32; }
        & #middle { width: 1fr; height: 1fr; }
        & #who-line-place { height: 1; }
        &.-narrow #who-place, &.-narrow #basket-place, &.-narrow Upright { display: none; }
        &.-wide #who-line-place, &.-wide #under-who, &.-wide #basket-line { display: none; }
        &.-narrow #about { height: 5; margin-top: 0; }
        &.-narrow.-show-who #who-place, &.-narrow.-show-basket #basket-place { display: block; width: 1fr; }
        &.-narrow.-show-who #middle, &.-narrow.-show-basket #middle { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.work: Work | None = None
        self.header = Header(id="header")
        self.step_bar = StepBar()
        self.who = Sheet(id="who")
        self.who_line = _Line(id="who-line")
        self.basket = Sheet(id="basket")
        self.basket_line = _Line(id="basket-line")
        self.identify = IdentifyPage(id="identify")
        self.notice = Notice()
        self._top, self._bottom = Rule("┬", id="top"), Rule("┴", id="bottom")
        self._pages: dict[str, Widget] = {"identify": self.identify}
        self._page: Widget = self.identify

    def fit(self, size: Size) -> None:
        """Take the shape for a size before it is measured, so that nothing is styled twice."""
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.width < WIDE, "-narrow")

    def compose(self) -> ComposeResult:
        yield self.header
        with _Across(id="steps"):
            yield self.step_bar
        yield self._top
        yield _Place(id="who-line-place")
        yield Rule(id="under-who")
        with _Across(id="body"):
            yield _Place(id="who-place")
            yield Upright()
            with _Place(id="middle"):
                yield self.identify
            yield Upright()
            yield _Place(id="basket-place")
        yield self._bottom
        yield KeyBar(first=_IN_ORDER, needed=_NEEDED)

    def on_mount(self) -> None:
        self.identify.say(_("One moment, the counter is starting …"))
        self.identify.focus_work()

    async def put_frame(self) -> None:
        """The columns and the notice, which the first paint does without."""
        for place, sheet in (
            ("#who-place", self.who),
            ("#who-line-place", self.who_line),
            ("#basket-place", self.basket),
            ("#steps", self.basket_line),
        ):
            await self.query_one(place).mount(sheet)
        await self.mount(self.notice, before=self._bottom)

    def attach(self, work: Work) -> None:
        """The rest of the program is there: from now on keys do something."""
        self.work = work
        self.refresh_bindings()

    @property
    def is_wide(self) -> bool:
        return self.size.width >= WIDE

    def help_words(self) -> str:
        """The step on the screen first, then what holds for all of them."""
        about = getattr(self._page, "HELP", "")
        return "\n\n".join(_(words) for words in (about, self.HELP) if words)

    # Pages of the middle

    @property
    def page(self) -> Widget:
        return self._page

    async def put_page(self, page: Widget) -> None:
        """Put a page in place, behind the one that is shown."""
        assert page.id is not None
        self._pages[page.id] = page
        page.display = False
        await self.query_one("#middle").mount(page)

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        chosen = self._pages[name]
        if chosen is not self._page:
            chosen.display = True
            self._page.display = False
            self._page = chosen
        self.unfold_none()
        self.refresh_bindings()

    def focus_page(self) -> None:
        focus = getattr(self._page, "focus_work", None)
        if callable(focus):
            focus()

    # Folding

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        wide = event.size.width >= WIDE
        joints = (LEFT - 1, event.size.width - RIGHT) if wide else ()
        self._top.join(joints)
        self._bottom.join(joints)
        if not wide:  # whoever is in a column at the side stays in it
            self.set_class(self.focused is self.who, "-show-who")
            self.set_class(self.focused is self.basket, "-show-basket")

    def unfold_none(self) -> None:
        self.remove_class("-show-who", "-show-basket")
        self.who_line.redraw()

    @property
    def unfolded(self) -> bool:
        return not self.is_wide and (self.has_class("-show-who") or self.has_class("-show-basket"))

    @property
    def _is_beside(self) -> bool:
        """Whether the operator is in a column at the side, from which Escape leads back to the step."""
        return self.unfolded or self.who.has_focus or self.basket.has_focus

    def _unfold(self, name: str, column: Sheet) -> None:
        """Show a column in place of the step, or lead the cursor into it where it is shown anyway."""
        if self.is_wide and column.has_focus:
            self.focus_page()
        elif self.is_wide:
            column.focus()
        else:
            shown = self.has_class(f"-show-{name}")
            self.unfold_none()
            self.set_class(not shown, f"-show-{name}")
            self.who_line.redraw()
            self.focus_page() if shown else column.focus()
        if column.at not in (stops := column.keys()):
            column.move_to(next(iter(stops), ""))
        self.refresh_bindings()

    def action_who(self) -> None:
        self._unfold("who", self.who)

    def action_basket(self) -> None:
        self._unfold("basket", self.basket)

    # Speaking to the operator

    def say(self, words: Words, level: Level = "info") -> None:
        """One calm line at the foot; an empty text takes it away."""
        self.notice.say(words, level)
        self._bottom.display = not self.notice.text

    def speak(self, text: Words, level: Level = "info") -> None:
        self.say(text, level)

    def retranslate(self) -> None:
        if self.work is not None:
            self.work.retranslate()

    # What the keys do: told to the work

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._can(str(parameters[0])) if action == "do" else True

    def _can(self, deed: str) -> bool:
        if deed == "back" and self._is_beside:
            return True
        return self.work is not None and self.work.can(deed)

    def action_do(self, deed: str) -> None:
        if deed == "back" and self._is_beside:
            self.unfold_none()
            self.focus_page()
        elif self.work is not None:
            self.work.do(deed)

    def _hear(self, event: Message) -> None:
        event.stop()
        if self.work is not None:
            self.work.hear(event)

    on_identify_page_typed = on_identify_page_resumed = on_identify_page_dropped = on_identify_page_went_on = _hear
    on_choose_page_chosen = on_choose_page_identified = _hear
    on_entry_page_changed = on_entry_page_advance = on_entry_page_problem = _hear
    on_entry_page_wants_reason = on_entry_page_wants_table = _hear
    on_papers_page_changed = on_papers_page_advance = on_papers_page_wants_file = on_papers_page_wants_look = _hear
    on_review_page_advance = on_review_page_delivered = _hear
    on_receipt_page_next_citizen = on_receipt_page_open_case = _hear

    def on_scanned(self, event: Scanned) -> None:
        if self.work is not None:
            event.stop()
            self.work.scanned(event.text)


class _Place(Widget):
    """Where a column will be: as light as a widget can be, and nothing to draw of its own."""

    BLANK = True
    DEFAULT_CSS = """
    _Place { height: 1fr; layout: vertical; overflow: hidden; }
    """


class _Across(Widget):
    BLANK = True
    DEFAULT_CSS = """
    _Across { height: 1fr; layout: horizontal; overflow: hidden; }
    """


class _Line(Sheet):
    """A column folded into one line."""

    can_focus = False


_IN_ORDER = (
    "next", "submit", "choose", "next_citizen", "leave_out", "add_item", "papers", "open_things", "review", "hand_over",
    "ask_again", "correct", "reveal", "print", "evaluate", "back", "unfold", "about_item", "slip", "cases",
)  # fmt: skip
_NEEDED = frozenset(
    {
        "next", "submit", "choose", "next_citizen", "leave_out", "add_item", "open_things", "hand_over", "correct",
        "reveal", "back",
    }
)  # fmt: skip
"""Keys that stay in the bar at 80 columns: F3 and F9 lead where Enter and F12 lead too, and F1 tells the rest."""
