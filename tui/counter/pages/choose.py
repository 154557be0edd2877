"""Finding an item by what the citizen says; the list answers at every key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from backend.contract import HallState
from backend.contract.case_numbers import plain_number
from backend.guide.bundle import ItemBrief, LifeEvent
from backend.guide.item import ApplicantKind
from backend.guide.search import Hit
from backend.guide.village import RefusedProof
from card_reader.credit_codes import check_credit_code
from tui.client import Catalogue
from tui.counter.pages.about_found import about_found
from tui.counter.pages.found_list import Found, FoundList, SearchField
from tui.counter.pages.found_rows import event_row, item_row
from tui.counter.pages.offers import is_for, is_village, proof_row
from tui.counter.visit import Visit
from tui.counter.words import said
from tui.locale import N_, _, language
from tui.widgets import Phrase, PickList, Piece, WorkScreen
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_rows import Row

_NUMBER = re.compile(r"[0-9A-Z]*\d{9}[0-9A-Z]*")  # no name of an item holds nine digits in a row
_NOTHING = N_("Nothing found: try another name of it, or fewer letters.")
_WHY = {"likely": N_("likely"), "often": "", "life_event": N_("bundle"), "department": N_("department")}


class ChoosePage(Vertical):
    BLANK = True
    HELP = N_(
        "What for? Type what the citizen says: a name, a popular name, pinyin or its initials, a code, or what has "
        "happened in the family. The list follows every key, ↑ and ↓ move in it, Enter takes. A bundle holds what "
        "belongs to one event. Below the list: what sets this item off from those like it."
    )
    DEFAULT_CSS = """
    ChoosePage {
        & > #prompt { margin: 1 1 0 1; height: 1; text-style: bold; }
        & > FieldInput { margin: 0 1 1 1; width: 1fr; max-width: 50; }
        & > PickList { height: 1fr; max-height: 15; margin-right: 1; }
        & > #about { height: 1fr; min-height: 5; max-height: 12; margin-top: 1; }
    }
    """
    SHOWN: ClassVar[int] = 50

    @dataclass
    class Chosen(Message):
        code: str

    @dataclass(repr=False)
    class Identified(Message):
        """A number was typed here, of whoever acts or is acted for: a credit code or a person's number."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.search = SearchField(max_length=40)
        self.list: FoundList = FoundList(paint=self._paint, nothing=_NOTHING)
        self.about = Sheet(id="about")
        self.about.can_focus = False
        self.about.paint = self._about
        self._catalogue: Catalogue | None = None
        self._visit: Visit | None = None
        self._hall: HallState | None = None
        self._likely: tuple[str, ...] = ()
        self._hits: dict[str, Hit] = {}
        self._places: dict[str, int] = {}
        self._told: Found | None = None
        self._refusal = ""

    def compose(self) -> ComposeResult:
        yield Phrase(N_("What for? Name, popular name, pinyin, initials, code:"), id="prompt")
        yield self.search
        yield self.list
        yield self.about

    def on_mount(self) -> None:
        self.list.follow(self.search, self._find)
        # After the list, in the same tick: one frame shows both.
        self.watch(self.search, "value", lambda _text: self._tell(), init=False)

    def show(self, catalogue: Catalogue, visit: Visit, hall: HallState | None) -> None:
        """Begin an empty search; what this citizen probably came for stands first."""
        self._visit, self._hall = visit, hall
        self._likely = self._wanted(visit)
        if catalogue is not self._catalogue:
            self._catalogue = catalogue
            bundle = catalogue.bundle
            proofs = bundle.village.not_asked.values()
            rows: list[Found] = [*bundle.briefs, *bundle.life_events.values(), *proofs]
            self._places = {row.code: place for place, row in enumerate(rows)}
            self.list.set_rows(rows)
        self.list.items, self.list.kind = catalogue.count(visit.kind), visit.kind
        self.search.value = ""
        self.list.show(self._find(""))
        self._told = self.list.current
        self.about.redraw()

    def refused(self, sentence: str) -> None:
        """Why the row at the cursor cannot be taken was said; it holds for no other row."""
        self._refusal = sentence

    def focus_work(self) -> None:
        self.search.focus()

    def refresh_likely(self) -> None:
        """More is known of what this citizen came for: nothing moves under a search or a choice begun."""
        visit, catalogue = self._visit, self._catalogue
        if visit is None or catalogue is None or self.search.value or self.list.cursor:
            return
        if self._wanted(visit) != self._likely:
            self.show(catalogue, visit, self._hall)

    def _wanted(self, visit: Visit) -> tuple[str, ...]:
        """What is possible instead, then proposed, then likely; without what may not be taken, or is already."""
        proposed = tuple(code for code, _zh, _en in visit.proposals())
        codes = dict.fromkeys((*visit.instead(), *proposed, *visit.likely))
        return tuple(code for code in codes if not visit.has(code) and is_for(visit.item(code), visit))

    def _find(self, text: str) -> Sequence[int]:
        if self._catalogue is None:
            return ()
        hits = self._catalogue.find(text, self._likely, self._kind)
        self._hits = {hit.code: hit for hit in hits}
        taken = {item.code for item in self._visit.items} if self._visit is not None and not text else set()
        found = [self._places[hit.code] for hit in hits if hit.code in self._places and hit.code not in taken]
        # The item itself stays where the hand expects it; the bundle it may be part of comes next.
        named = bool(hits) and hits[0].why != "life_event"
        events = self._catalogue.find_events(text) if self._kind is ApplicantKind.PERSON else []
        found[named:named] = [self._places[event.code] for event in events]
        if self._visit is not None and is_village(self._visit):
            return self._as_a_village(text, found)
        return found[: self.SHOWN]

    def _as_a_village(self, text: str, found: list[int]) -> Sequence[int]:
        """Under an empty search what it takes in stands first; before anything else what it must not be asked for."""
        if not text:
            found.sort(key=lambda place: not self._is_offered(self.list.rows[place]))
        proofs = [] if self._catalogue is None else self._catalogue.find_proofs(text)
        return [*(self._places[proof.code] for proof in proofs), *found][: self.SHOWN]

    @property
    def _kind(self) -> ApplicantKind:
        return ApplicantKind.PERSON if self._visit is None else self._visit.kind

    # Drawing

    def _paint(self, brief: Found, cells: int) -> tuple[Piece, ...]:
        if isinstance(brief, LifeEvent):
            return event_row(said(brief.name), len(brief.items), cells)
        if isinstance(brief, RefusedProof):
            return proof_row(brief, cells)
        hit = self._hits.get(brief.code)
        name = said(brief.name)
        spans = hit.spans if hit is not None and hit.text == name else ()
        state, alias = self._hindrance(brief), self._alias(hit)
        return item_row(brief.code, name, spans, state, alias, cells, offered=self._is_offered(brief))

    def _is_offered(self, found: Found) -> bool:
        """Told by the line about an item: reading the item itself for every row takes longer than a key may."""
        return isinstance(found, ItemBrief) and found.guided and self._visit is not None and is_for(found, self._visit)

    def _hindrance(self, brief: ItemBrief) -> str:
        """Why it is not to be taken here and now."""
        if brief.applicant is not self._kind:
            return _("organisations") if brief.applicant is ApplicantKind.ORGANISATION else _("persons only")
        if not brief.guided:
            return _("ask a specialist")
        if not self._is_offered(brief):
            return _("not here")
        return _("in this visit") if self._visit is not None and self._visit.has(brief.code) else ""

    def _alias(self, hit: Hit | None) -> str:
        """By what it was found, unless that is plain to see."""
        if hit is None or hit.why in ("name", "code"):
            return hit.text if hit is not None and hit.why == "name" and language() == "en" else ""
        words = _WHY.get(hit.why)
        return hit.text if words is None else (f"{_(words)} {self._event_name(hit.text)}".strip() if words else "")

    def _event_name(self, text: str) -> str:
        """A life event is searched by its Chinese name; it is called as everything else is."""
        events = () if self._catalogue is None else self._catalogue.bundle.life_events.values()
        return next((said(event.name) for event in events if event.name.zh == text), text)

    def _about(self, room: int) -> list[Row]:
        if self.list.current is None or self._catalogue is None or self._visit is None:
            return []
        return about_found(self.list.current, self._visit, self._catalogue, self._hall, room)

    # What the operator does

    def on_pick_list_moved(self, event: PickList.Moved[Found]) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        """About the row at the cursor, when it is another one than before."""
        if self.list.current is not self._told:
            self._told = self.list.current
            self.about.redraw()
            if self._refusal and isinstance(self.screen, WorkScreen):
                self.screen.withdraw(self._refusal)
                self._refusal = ""

    def on_pick_list_chosen(self, event: PickList.Chosen[Found]) -> None:
        event.stop()
        self.post_message(self.Chosen(event.row.code))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if check_credit_code(event.value).accepted:
            self.post_message(self.Identified(event.value))
        elif self.list.current is not None:
            self.post_message(self.Chosen(self.list.current.code))
        elif _NUMBER.fullmatch(plain_number(event.value)):
            self.post_message(self.Identified(event.value))
