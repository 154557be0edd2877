"""Makes sure a paper handed in is what it says, and nothing more: type, size, pixels, no hidden data."""

import io
from pathlib import PurePath
from typing import BinaryIO, Final

import filetype
from PIL import Image, ImageOps

from backend.storage.errors import FileTooLarge, FileTypeRefused, PictureTooLarge

SIZE_LIMIT: Final = 20 * 1024 * 1024
PIXEL_LIMIT: Final = 60_000_000
"""An A4 page at 600 dpi has 35 million."""

_LEAVES: Final = 3 * SIZE_LIMIT
"""A picture drawn anew may be larger than what came in; none is this large."""

_CHUNK: Final = 64 * 1024
_JPEG_QUALITY: Final = 92
_BY_SUFFIX: Final = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
_IMAGE_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}


def read_limited(stream: BinaryIO) -> bytes:
    """The whole content, or `FileTooLarge` after reading hardly more than the limit."""
    content = bytearray()
    while chunk := stream.read(_CHUNK):
        content += chunk
        if len(content) > SIZE_LIMIT:
            raise FileTooLarge(f"a paper may have {SIZE_LIMIT // (1024 * 1024)} MB at most")
    return bytes(content)


def media_type_of(content: bytes, name: str) -> str:
    """The media type, if content and file name agree on one we take."""
    claimed = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    found = filetype.guess_mime(content)
    if claimed is None:
        raise FileTypeRefused("only pdf, jpg and png files are taken")
    if found != claimed:
        raise FileTypeRefused("the file is not what its name says")
    return claimed


def kind_of(content: bytes) -> str:
    """The media type of a paper that was taken in. `FileTypeRefused` for what never was."""
    found = filetype.guess_mime(content)
    if found not in _BY_SUFFIX.values():
        raise FileTypeRefused("this is no paper")
    return str(found)


def check_leaves(size: int) -> None:
    """`FileTooLarge` for more bytes than any paper taken in has."""
    if size > _LEAVES:
        raise FileTooLarge(f"a paper of {size} bytes is not handed out")


def cleaned(content: bytes, media_type: str) -> bytes:
    """The same paper without hidden data: images are drawn anew from their pixels, upright."""
    image_format = _IMAGE_FORMATS.get(media_type)
    return content if image_format is None else _redrawn(content, image_format)


def _redrawn(content: bytes, image_format: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[image_format]) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise PictureTooLarge("the picture has too many pixels")
            return _encoded(image, image_format)
    except FileTooLarge:
        raise
    except Image.DecompressionBombError:
        raise PictureTooLarge("the picture has too many pixels") from None
    except Exception:  # a hostile picture may raise anything in a decoder
        raise FileTypeRefused("the picture is damaged") from None


def _encoded(image: Image.Image, image_format: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    if "transparency" in upright.info:
        upright = upright.convert("RGBA")
    bare = upright.copy()
    bare.info = {}  # or comments and profiles would be written again
    target = io.BytesIO()
    if image_format == "JPEG":
        bare.save(target, "JPEG", quality=_JPEG_QUALITY)
    else:
        bare.save(target, "PNG")
    return target.getvalue()
