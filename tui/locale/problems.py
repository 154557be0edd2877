"""Problems told by the node, in the reader's language.

The node answers a stable code, an English sentence, a remedy and named parameters (RFC 9457 problem details);
it never translates. Here are the words for a person, per code. A code not listed falls back to the English.
"""

from collections.abc import Mapping
from typing import Final

from tui.locale.speech import _

SENTENCES: Final[dict[str, str]] = {}
"""Problem code → what happened, marked with `N_`, naming its parameters in braces."""

REMEDIES: Final[dict[str, str]] = {}
"""Problem code → what to do now, in the same form."""


def sentence(code: str, params: Mapping[str, object], fallback: str) -> str:
    """What happened; never raises, whatever a newer or older node may send."""
    return _filled(SENTENCES.get(code), params, fallback)


def remedy(code: str, params: Mapping[str, object], fallback: str) -> str:
    """What the operator can do about it."""
    return _filled(REMEDIES.get(code), params, fallback)


def _filled(template: str | None, params: Mapping[str, object], fallback: str) -> str:
    if template is None:
        return fallback
    try:
        return _(template).format_map(params)
    except (KeyError, IndexError, ValueError, AttributeError):
        return fallback
