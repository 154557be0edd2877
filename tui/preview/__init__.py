"""A scan as it looks, drawn in the cells of a terminal."""

from tui.preview.child import NoPreview, draw
from tui.preview.picture import Picture
from tui.preview.view import PictureView, shows_pictures

__all__ = ["NoPreview", "Picture", "PictureView", "draw", "shows_pictures"]
