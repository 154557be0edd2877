"""What is being typed, drawn in any room at all: a window may be one cell wide for a moment."""

import pytest
from wcwidth import wcswidth

from tui.counter.pages.entry_field import Typed


@pytest.mark.timeout(20)
@pytest.mark.parametrize("cells", [-5, 0, 1, 2, 3, 10, 200])
@pytest.mark.parametrize("text", ["1390", "样板镇东村2组8号", ""])
def test_a_field_without_room_is_drawn_in_what_there_is_and_never_hangs(text: str, cells: int) -> None:
    typed = Typed(text, len(text), (0, 0), "13800000000", "keeps it")
    shown = "".join(part for part, _role in typed.spans(cells))
    assert wcswidth(shown) <= max(1, cells)
    assert typed.caret_cell(cells) >= 0
