"""Fonts for pictures of the screen: Chinese characters exactly two Latin ones wide."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from tui.tour.errors import NoChineseFont

Face = ImageFont.FreeTypeFont

_FAMILIES: Final = (
    "Noto Sans Mono CJK SC",
    "Source Han Mono SC",
    "Sarasa Mono SC",
    "WenQuanYi Zen Hei Mono",
    "WenQuanYi Micro Hei Mono",
)
_SYMBOL_FAMILIES: Final = ("DejaVu Sans Mono", "Noto Sans Symbols2", "Noto Sans Symbols")
# Where Debian's fonts-noto-cjk and fonts-wqy-* put theirs, for machines without fontconfig; index of the mono face.
_KNOWN: Final = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-{weight}.ttc", 7),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 1),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 1),
)
_NOWHERE: Final = "\U0010fffe"


@lru_cache(maxsize=8)
def chinese_face(size: int, *, bold: bool = False) -> Face:
    """Raises NoChineseFont, naming the packages that would help."""
    for family in _FAMILIES:
        if (found := _by_fontconfig(family, size, bold)) is not None:
            return found
    weight = "Bold" if bold else "Regular"
    for pattern, index in _KNOWN:
        path = Path(pattern.format(weight=weight))
        if path.exists():
            return ImageFont.truetype(str(path), size, index=index)
    raise NoChineseFont(
        "No Chinese font of one width was found: install fonts-noto-cjk (or fonts-wqy-zenhei) and fontconfig."
    )


@lru_cache(maxsize=8)
def symbol_faces(size: int) -> tuple[Face, ...]:
    """Further fonts to look for a character in; may be none."""
    faces = (_by_fontconfig(family, size, bold=False) for family in _SYMBOL_FAMILIES)
    return tuple(face for face in faces if face is not None)


@lru_cache(maxsize=4096)
def face_for(character: str, cells: int, size: int, bold: bool) -> Face:
    """The first font whose character fits its cells: Chinese fonts draw the ellipsis and triangles too wide."""
    having = [face for face in (chinese_face(size, bold=bold), *symbol_faces(size)) if _has(face, character)]
    room = cells * size / 2 + 1
    fitting = (face for face in having if face.getlength(character) <= room)
    return next(fitting, having[0] if having else chinese_face(size, bold=bold))


def _has(face: Face, character: str) -> bool:
    """Whether it draws something else than it draws for a character no font has."""
    return bytes(face.getmask(character)) != bytes(face.getmask(_NOWHERE))


def _by_fontconfig(family: str, size: int, bold: bool) -> Face | None:
    """fc-match always answers something: it counts only when it is the family asked for."""
    if shutil.which("fc-match") is None:
        return None
    wish = f"{family}:bold" if bold else family
    answer = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}|%{family}", wish], capture_output=True, text=True, check=False
    ).stdout.split("|")
    if len(answer) != 3 or family not in answer[2].split(","):
        return None
    return ImageFont.truetype(answer[0], size, index=int(answer[1] or 0) & 0xFFFF)
