"""What a field says when it does not take a text, in words."""

from collections.abc import Mapping
from typing import Final

from tui.locale import N_, _

_SENTENCES: Final[dict[str, str]] = {
    "paste_absurd": N_(
        "The pasted text is far too long ({length} characters); nothing was taken. Copy only what belongs here."
    ),
    "paste_cut": N_(
        "Of the pasted text the first {kept} characters fit; {dropped} were left out. Look at what stands here."
    ),
    "paste_too_long": N_(
        "The pasted text has {length} characters, this field takes {max}; nothing was taken. "
        "Copy only what belongs here."
    ),
    "paste_not_allowed": N_(
        "The pasted text does not belong in this field; nothing was taken. Type what is asked here."
    ),
    "character": N_("This field does not take that character. Type what is asked here."),
    "full": N_("This field takes {max} characters and is full. Remove some of them first."),
}


def refusal_sentence(reason: str, params: Mapping[str, int | str]) -> str:
    return _(_SENTENCES[reason]).format(**params)
