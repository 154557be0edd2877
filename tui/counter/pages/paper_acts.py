"""What can be done at the window about one paper, each with a digit."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.guide.item import Material, MaterialSource
from backend.guide.outcome import InHand, PaperLine, PaperState
from tui.locale import N_, _, ngettext


class Act(StrEnum):
    SIGN = "sign"
    SEE = "see"
    COPY = "copy"
    ATTACH = "attach"
    UNDERTAKE = "undertake"
    LACK = "lack"
    DETACH = "detach"
    LOOK = "look"


@dataclass(frozen=True)
class OpenAct:
    """An act that makes sense now; `done`: doing it again takes it back."""

    act: Act
    done: bool
    count: int = 0

    def words(self) -> str:
        match self.act:
            case Act.COPY:
                return ngettext("{count} copy taken", "{count} copies taken", self.count).format(count=self.count)
            case Act.UNDERTAKE:
                words = ngettext(
                    "will follow in {count} working day", "will follow in {count} working days", self.count
                )
                return words.format(count=self.count)
            case Act.DETACH:
                return ngettext("take {count} file away", "take {count} files away", self.count).format(
                    count=self.count
                )
            case _:
                return _(_WORDS[self.act])


_WORDS: Final[dict[Act, str]] = {
    Act.SIGN: N_("signed"),
    Act.SEE: N_("original seen"),
    Act.ATTACH: N_("attach a scan"),
    Act.LACK: N_("cannot be given today"),
    Act.LOOK: N_("look at the scan"),
}


def open_acts(line: PaperLine, in_hand: InHand, *, with_pictures: bool = False) -> list[OpenAct]:
    """The acts open for a paper, the one that settles it first. Nothing for what need not be brought."""
    material = line.material
    if line.state in (PaperState.WAIVED, PaperState.IN_LIBRARY, PaperState.CONFIRMING):
        return []
    acts = []
    if material.signature:
        acts.append(OpenAct(Act.SIGN, in_hand.signed))
    if material.source is not MaterialSource.PRINTED or not material.signature:
        acts.append(OpenAct(Act.SEE, in_hand.original_seen))
    if material.copies:
        acts.append(OpenAct(Act.COPY, in_hand.copies >= material.copies, material.copies))
    acts.append(OpenAct(Act.ATTACH, bool(in_hand.files)))
    if material.tolerance is not None and line.state in (PaperState.MISSING, PaperState.FOLLOWS):
        acts.append(OpenAct(Act.UNDERTAKE, in_hand.undertaken, material.tolerance.days))
    if line.state is PaperState.MISSING:
        acts.append(OpenAct(Act.LACK, in_hand.absent))
    # Last: a scan that was attached changes the digit of nothing else.
    if in_hand.files and with_pictures:
        acts.append(OpenAct(Act.LOOK, False))
    if in_hand.files:
        acts.append(OpenAct(Act.DETACH, False, len(in_hand.files)))
    return acts


_CHANGES: Final[dict[Act, Callable[[InHand, Material], dict[str, object]]]] = {
    Act.SIGN: lambda held, _material: {"signed": not held.signed},
    Act.SEE: lambda held, _material: {"original_seen": not held.original_seen},
    Act.COPY: lambda held, material: {"copies": 0 if held.copies >= material.copies else material.copies},
    Act.UNDERTAKE: lambda held, _material: {"undertaken": not held.undertaken},
    Act.LACK: lambda held, _material: {"absent": not held.absent},
    Act.DETACH: lambda _held, _material: {"files": ()},
}


def done(act: Act, in_hand: InHand, material: Material) -> InHand:
    """What is in hand after an act that needs nobody else. Raises KeyError for attaching and looking, which do.

    Whatever is done about a paper takes back that it cannot be given.
    """
    return in_hand.model_copy(update={"absent": False, **_CHANGES[act](in_hand, material)})
