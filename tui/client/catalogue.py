"""The catalogue in the screen: its items by code, and the index that finds them at every key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from backend.guide.bundle import Bundle, ItemBrief, LifeEvent
from backend.guide.item import ApplicantKind, Frequency, Item, Outline
from backend.guide.items import Items
from backend.guide.search import INSIDE, NAMED, Hit, Kind, SearchEntry, SearchIndex, SearchName
from backend.guide.text import Text
from backend.guide.village import RefusedProof
from tui.client.catalogue_shelf import KeptCatalogue

_EVENT_CHARACTERS, _EVENT_LETTERS, _EVENTS, _PROOFS = 2, 3, 2, 3
_OTHERS = 5
"""At most so many items of the other kind of applicant are shown: enough to say whose they are."""
_OFTEN = {Frequency.HIGH: 100, Frequency.MEDIUM: 10, Frequency.LOW: 1}


@dataclass(frozen=True)
class Catalogue:
    """One version, read whole; `read` takes a while and belongs in a thread."""

    bundle: Bundle
    index: SearchIndex
    """Of the items of people; those of organisations have their own."""
    version: str
    digest: str = ""
    """Of the bytes it was read from."""

    @classmethod
    def read(cls, kept: KeptCatalogue) -> "Catalogue":
        """Items are read when they are asked for; one that was never checked, all of them once before.

        Raises ValueError when the bytes are no catalogue.
        """
        import rapidfuzz.fuzz  # noqa: F401 - the first mistyped search must not wait for it

        bundle = Bundle.decoded(kept.content)
        if not kept.is_checked:
            Items.of(bundle.items).check()
        return cls.of(bundle, kept.version or bundle.version, kept.digest)

    @classmethod
    def of(cls, bundle: Bundle, version: str, digest: str = "") -> "Catalogue":
        made = cls(bundle, _index_for(bundle, ApplicantKind.PERSON), version, digest)
        made._answer_once()
        return made

    def _answer_once(self) -> None:
        """Make now what the first key would have to wait for."""
        self.index.prepare()
        self._of_organisations.prepare()
        self.find("yi")
        self.find_events("yier")
        self.find_proofs("yier")

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return Items.of(self.bundle.items).by_code

    def find_outline(self, code: str) -> Outline | None:
        return Items.of(self.bundle.items).find_outline(code)

    @cached_property
    def briefs(self) -> Mapping[str, ItemBrief]:
        return {brief.code: brief for brief in self.bundle.briefs}

    @cached_property
    def names(self) -> Mapping[str, Text]:
        """Of every item, also of those not written up yet."""
        return {brief.code: brief.name for brief in self.bundle.briefs}

    @cached_property
    def system_names(self) -> Mapping[str, Text]:
        return {code: system.name for code, system in self.bundle.systems.items()}

    @cached_property
    def short_system_names(self) -> Mapping[str, Text]:
        """For narrow columns."""
        return {code: system.short or system.name for code, system in self.bundle.systems.items()}

    @cached_property
    def department_names(self) -> Mapping[str, Text]:
        return {code: department.name for code, department in self.bundle.departments.items()}

    @cached_property
    def often(self) -> Mapping[str, int]:
        """How often an item is asked for, as the catalogue says; items written up in full go first."""
        return {brief.code: _OFTEN[brief.frequency] * (10 if brief.guided else 1) for brief in self.bundle.briefs}

    def find(
        self, text: str, likely: tuple[str, ...] = (), applicant: ApplicantKind = ApplicantKind.PERSON
    ) -> list[Hit]:
        """Items for this kind of applicant, best first; behind them those only the other kind may apply for, unless one
        of these is called by its name and no fitting one is: nobody should take another item for it unawares."""
        fitting, others = self.index, self._of_organisations
        if applicant is ApplicantKind.ORGANISATION:
            fitting, others = others, fitting
        found = fitting.find(text, likely=likely, often=self.often)
        if not text:
            return found
        # Beside items that are called so, those of others are shown when they are called so too.
        besides = others.find(text, limit=_OTHERS, plain=bool(found) and found[0].score >= INSIDE)
        meant = bool(besides) and besides[0].score >= NAMED and not (found and found[0].score >= NAMED)
        return [*besides, *found] if meant else [*found, *besides]

    @cached_property
    def _of_organisations(self) -> SearchIndex:
        return _index_for(self.bundle, ApplicantKind.ORGANISATION)

    def count(self, applicant: ApplicantKind) -> int:
        """How many items there are for this kind of applicant."""
        return sum(brief.applicant is applicant for brief in self.bundle.briefs)

    @cached_property
    def _events(self) -> SearchIndex:
        """The life events by their names; how these are read stands with the items that bear them."""
        names = {name for entry in self.bundle.search_keys for name in entry.names if name.kind is Kind.LIFE_EVENT}
        return SearchIndex([_event_entry(event, names) for event in self.bundle.life_events.values()])

    def find_events(self, text: str) -> list[LifeEvent]:
        """Life events somebody names: by the whole of a name, or its beginning, not by a letter or two."""
        said = text.strip()
        if len(said) < (_EVENT_LETTERS if said.isascii() else _EVENT_CHARACTERS):
            return []
        hits = self._events.find(said, limit=_EVENTS, plain=True)
        return [self.bundle.life_events[hit.code] for hit in hits if hit.score >= NAMED]

    @cached_property
    def _proofs(self) -> SearchIndex:
        return SearchIndex(self.bundle.village.search_keys)

    def find_proofs(self, text: str) -> list[RefusedProof]:
        """Proofs somebody names that no village issues; named as life events are."""
        said = text.strip()
        if len(said) < (_EVENT_LETTERS if said.isascii() else _EVENT_CHARACTERS):
            return []
        hits = self._proofs.find(said, limit=_PROOFS, plain=True)
        return [self.bundle.village.not_asked[hit.code] for hit in hits if hit.score >= NAMED]

    def name(self, code: str) -> Text:
        """The item's name; its code when this catalogue does not know it."""
        brief = self.briefs.get(code)
        return brief.name if brief is not None else Text(zh=code, en=code)


def _index_for(bundle: Bundle, applicant: ApplicantKind) -> SearchIndex:
    codes = {brief.code for brief in bundle.briefs if brief.applicant is applicant}
    return SearchIndex([entry for entry in bundle.search_keys if entry.code in codes])


def _event_entry(event: LifeEvent, names: Collection[SearchName]) -> SearchEntry:
    said = {event.name.zh, *event.popular_names}
    own = (name for name in names if name.text in said)
    return SearchEntry(
        code=event.code, names=tuple(SearchName(kind=Kind.NAME, text=name.text, pinyin=name.pinyin) for name in own)
    )
