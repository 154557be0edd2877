"""How the house looks: three themes and the styles all screens share."""

from tui.theme.looks import CALM, CONTRAST, LOOKS, PLAIN, SHARED_STYLES, dress

__all__ = ["CALM", "CONTRAST", "LOOKS", "PLAIN", "SHARED_STYLES", "dress"]
