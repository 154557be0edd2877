"""Three looks of the same screens. Nothing anywhere is said by colour alone, so all three say the same."""

from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.theme import Theme

SHARED_STYLES: Final = Path(__file__).parent / "shared.tcss"
"""For the application's CSS_PATH."""

CALM: Final = Theme(
    name="calm",
    dark=True,
    primary="#7aa2c9",
    secondary="#8fb3a0",
    accent="#d7b46a",
    warning="#d7b46a",
    error="#d98a8a",
    success="#8fbf8f",
    foreground="#dcdfe4",
    background="#14171a",
    surface="#1b1f24",
    panel="#242a31",
    variables={
        "border": "#5d6b7a",
        "border-blurred": "#39424c",
        "footer-background": "#1b1f24",
        "footer-foreground": "#aeb6c0",
        "footer-key-foreground": "#d7b46a",
        "footer-description-foreground": "#c3c9d1",
        "block-cursor-background": "#9dbfde",
        "block-cursor-foreground": "#0e1114",
        "block-cursor-blurred-background": "#2d3a47",
        "block-cursor-blurred-foreground": "#f0f2f5",
        "input-selection-background": "#3d5468",
    },
)

CONTRAST: Final = Theme(
    name="contrast",
    dark=True,
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff9d9d",
    success="#9dff9d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    text_alpha=1.0,
    variables={
        "border": "#ffffff",
        "border-blurred": "#b0b0b0",
        "text-muted": "#e0e0e0",
        "text-disabled": "#c0c0c0",
        "footer-background": "#000000",
        "footer-foreground": "#ffffff",
        "footer-key-foreground": "#ffff00",
        "footer-description-foreground": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#303030",
        "block-cursor-blurred-foreground": "#ffffff",
        "input-selection-background": "#0050c0",
    },
)

PLAIN: Final = Theme(
    name="plain",
    dark=True,
    primary="#d0d0d0",
    secondary="#d0d0d0",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#d0d0d0",
    foreground="#d0d0d0",
    background="#000000",
    surface="#000000",
    panel="#262626",
    variables={
        "border": "#a0a0a0",
        "border-blurred": "#606060",
        "text-muted": "#a8a8a8",
        "footer-background": "#000000",
        "footer-foreground": "#d0d0d0",
        "footer-key-foreground": "#ffffff",
        "footer-description-foreground": "#d0d0d0",
        "block-cursor-background": "#d0d0d0",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-blurred-foreground": "#ffffff",
        "input-selection-background": "#5a5a5a",
    },
)
"""Greys only: the same screens where colours are not wanted or not seen."""

LOOKS: Final[tuple[Theme, ...]] = (CALM, CONTRAST, PLAIN)


def dress(app: App[Any], look: str = CALM.name) -> None:
    """Make our looks known to the application and put one on, the calm one where none is called so; without colours
    when the terminal asks for none."""
    for theme in LOOKS:
        app.register_theme(theme)
    known = look if look in (theme.name for theme in LOOKS) else CALM.name
    app.theme = PLAIN.name if app.no_color else known
