"""What a field says when it does not take a text, in words."""

from collections.abc import Mapping
from typing import Final

from tui.locale import N_, _

_SENTENCES: Final[dict[str, str]] = {
    "paste_absurd": N_("The pasted text is far too long ({length} characters); nothing was taken."),
    "paste_cut": N_("Only {kept} characters fit here; {dropped} were left out."),
    "paste_too_long": N_("The pasted text has {length} characters, this field takes {max}; nothing was taken."),
    "paste_not_allowed": N_("The pasted text does not belong in this field; nothing was taken."),
    "character": N_("This field does not take that character."),
    "full": N_("This field takes {max} characters and is full."),
}


def refusal_sentence(reason: str, params: Mapping[str, int | str]) -> str:
    return _(_SENTENCES[reason]).format(**params)
