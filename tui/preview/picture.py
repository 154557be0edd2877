"""A small picture and its form on the pipe between the process that draws it and the one that shows it."""

import json
from dataclasses import dataclass, field
from typing import Self

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """`dots` are three bytes each, row by row; `pages` is how many the paper has, of which this is the first."""

    width: int
    height: int
    pages: int
    dots: bytes = field(repr=False)

    def dot(self, x: int, y: int) -> Colour:
        at = (y * self.width + x) * 3
        return self.dots[at], self.dots[at + 1], self.dots[at + 2]

    def packed(self) -> bytes:
        head = json.dumps({"width": self.width, "height": self.height, "pages": self.pages})
        return head.encode() + b"\n" + self.dots

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Raises ValueError for what is no packed picture."""
        head, _, dots = content.partition(b"\n")
        try:
            told = json.loads(head)
            picture = cls(int(told["width"]), int(told["height"]), int(told["pages"]), dots)
        except (KeyError, TypeError) as error:
            raise ValueError("no picture") from error
        if len(dots) != picture.width * picture.height * 3 or not dots:
            raise ValueError("a picture cut off")
        return picture
