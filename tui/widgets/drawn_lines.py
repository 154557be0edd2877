"""A widget of lines that reach the screen as it drew them."""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class DrawnLines(Widget):
    """Draws every cell of its lines itself: nothing of the style sheet stands around or over them, no border, padding
    or opacity. So each line that was drawn before is on the screen again for the asking, its escape codes too.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        filters = self.get_line_filters()
        background = self.background_colors[1]
        begin, end = crop.column_span
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip.crop(begin, end))
        return strips
