"""The process that opens a scan and draws it small: `python -m tui.preview.drawing WIDTH HEIGHT`, file on stdin.

A file from a folder anybody may write to is opened here and nowhere else at the counter: what it breaks, fills or
keeps busy is this process, which has little memory, little time, and ends.
"""

import io
import sys
from typing import Final

from PIL import Image, ImageOps

from tui.preview.picture import Picture

MOST_DOTS: Final = 60_000_000
"""As at the node; an A4 page at 600 dpi has 35 million."""

TOO_MANY_DOTS, DAMAGED, LOCKED = 3, 4, 5
"""What the process ends with when it draws nothing."""

_MEMORY: Final = 1536 * 1024 * 1024
_SECONDS: Final = 10
_FINER: Final = 2
"""Drawn so many times larger first, then reduced: thin strokes stay visible."""


class TooManyDots(Exception): ...


class Locked(Exception): ...


def drawn(content: bytes, width: int, height: int) -> Picture:
    """The first page, no larger than this. Raises TooManyDots, Locked, and anything at all for a damaged file."""
    if content.startswith(b"%PDF-"):
        return _drawn_pdf(content, width, height)
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        if image.width * image.height > MOST_DOTS:
            raise TooManyDots
        side = max(width, height) * _FINER
        image.thumbnail((side, side), Image.Resampling.BOX)
        return _reduced(ImageOps.exif_transpose(image), width, height, pages=1)


def _drawn_pdf(content: bytes, width: int, height: int) -> Picture:
    import pypdfium2

    try:
        paper = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else ValueError) from None
    paper.init_forms()
    page = paper[0]
    wide, high = page.get_size()
    scale = min(width / wide, height / high) * _FINER
    return _reduced(page.render(scale=scale).to_pil(), width, height, pages=len(paper))


def _reduced(image: Image.Image, width: int, height: int, *, pages: int) -> Picture:
    """On white paper, in plain colours, no larger than the room."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    small = image.convert("RGB")
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    return Picture(small.width, small.height, pages, small.tobytes())


def _live_within_limits() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    _live_within_limits()
    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    width, height = (int(argument) for argument in sys.argv[1:3])
    try:
        picture = drawn(sys.stdin.buffer.read(), width, height)
    except (TooManyDots, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_DOTS
    except Locked:
        return LOCKED
    except Exception:  # a hostile file may raise anything in a decoder
        return DAMAGED
    sys.stdout.buffer.write(picture.packed())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
