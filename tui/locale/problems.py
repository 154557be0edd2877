"""Problems told by the node, in the reader's language.

The node answers a stable code, an English sentence and named parameters (RFC 9457 problem details); it never
translates. Here is the sentence for a person, per code. A code not listed falls back to the node's English.
"""

from collections.abc import Mapping
from typing import Final

from tui.locale.speech import N_, _

SENTENCES: Final[dict[str, str]] = {}


def sentence(code: str, params: Mapping[str, object], fallback: str) -> str:
    """What to show for a problem; never raises, whatever a newer or older node may send."""
    template = SENTENCES.get(code)
    if template is None:
        return fallback
    try:
        return _(template).format_map(params)
    except (KeyError, IndexError, ValueError, AttributeError):
        return fallback
