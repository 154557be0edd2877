"""What a log may say of an unexpected error: its kind and where it was raised. Its words may quote a citizen."""

import traceback
from typing import Final

__all__ = ["where_raised"]

_FRAMES: Final = 6


def where_raised(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    path = " < ".join(f"{_module(frame.filename)}:{frame.lineno}:{frame.name}" for frame in reversed(frames))
    return f"{type(error).__module__}.{type(error).__qualname__} at {path}"


def _module(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").split("/")[-2:])
