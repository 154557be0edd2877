"""What Textual calls the keys it brings along, and what we call them: in our own words, in both languages."""

from typing import Final

from tui.locale.speech import N_

__all__ = ["OURS"]

OURS: Final[dict[str, str]] = {
    "Quit": N_("Close One Window, every draft is kept"),
    "Focus Next": N_("To the next field or list"),
    "Focus Previous": N_("To the field or list before"),
    "Copy selected text": N_("Copy what is selected"),
    "Move cursor left": N_("One character left"),
    "Move cursor left and select": N_("One character left, selecting"),
    "Move cursor left a word": N_("One word left"),
    "Move cursor left a word and select": N_("One word left, selecting"),
    "Move cursor right or accept the completion suggestion": N_("One character right"),
    "Move cursor right and select": N_("One character right, selecting"),
    "Move cursor right a word": N_("One word right"),
    "Move cursor right a word and select": N_("One word right, selecting"),
    "Delete character left": N_("Delete the character before"),
    "Delete character right": N_("Delete the character at the cursor"),
    "Select all": N_("Select everything"),
    "Go to start": N_("To the beginning"),
    "Go to end": N_("To the end"),
    "Select line start": N_("Select to the beginning"),
    "Select line end": N_("Select to the end"),
    "Submit": N_("Done with this field"),
    "Delete left to start of word": N_("Delete the word before"),
    "Delete right to start of word": N_("Delete the word behind"),
    "Delete all to the left": N_("Delete everything before"),
    "Delete all to the right": N_("Delete everything behind"),
    "Cut selected text": N_("Cut what is selected"),
    "Paste text from the clipboard": N_("Paste"),
}
