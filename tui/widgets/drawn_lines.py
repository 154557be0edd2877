"""A widget of lines that reach the screen as it drew them."""

from abc import abstractmethod

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class DrawnLines(Widget):
    """Draws every cell of its lines itself: nothing of the style sheet stands around or over them, no border, padding
    or opacity. So each line that was drawn before is on the screen again for the asking, its escape codes too.
    """

    @abstractmethod
    def draw_line(self, y: int, size: Size) -> Strip:
        """A line as it stands in a widget of this size; asked for again whenever the screen shows it."""

    async def act_at_once(self, key: events.Key) -> None:
        """Do here what a key of this widget does: by way of every container to the application takes as long as a
        frame.
        """
        for binding in self._bindings.key_to_bindings.get(key.key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                key.stop()
                key.prevent_default()
                return

    def render_line(self, y: int) -> Strip:
        return self.draw_line(y, self.size)

    def render_lines(self, crop: Region) -> list[Strip]:
        filters = self.get_line_filters()
        background = self.background_colors[1]
        begin, end = crop.column_span
        size = self.size  # found anew by the screen each time it is asked for
        strips = []
        for y in crop.line_range:
            strip = self.draw_line(y, size)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip.crop(begin, end))
        return strips
