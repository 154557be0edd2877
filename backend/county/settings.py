"""How a county is set up."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["CountySettings"]


@dataclass(frozen=True)
class CountySettings:
    """``drop`` defaults to a folder beside the data; ``secret`` to one made and kept in ``data``.

    ``speed`` says how many times faster than the demo the departments are; infinity leaves no waiting at all.
    ``callback`` is the base address answers are called back to, unless one was set since (it is remembered).
    """

    data: Path
    drop: Path | None = None
    secret: str | None = None
    speed: float = 1.0
    callback: str | None = None

    @property
    def drop_folder(self) -> Path:
        return self.drop or self.data / "drop"
