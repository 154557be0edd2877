"""How a screen gets a catalogue of which it holds most. What a later node says besides is passed over."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

__all__ = ["MOST_PARTS", "CatalogueIndex", "CatalogueParts", "PartName"]

MOST_PARTS: Final = 48
"""Asked for at once: what a slow line brings in some seconds."""

PartName = Annotated[str, Field(pattern=r"^[0-9a-f]{10}$")]


class CatalogueIndex(BaseModel):
    """The parts that, joined in this order, are the catalogue of this version; `digest` is the SHA-256 of that."""

    version: str
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    parts: list[PartName]


class CatalogueParts(BaseModel):
    """Parts by name, which is the beginning of the SHA-256 of their UTF-8. One the node does not hold is not in it."""

    parts: dict[PartName, str]
