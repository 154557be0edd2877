"""A sentence in the two languages every catalogue text is written in."""

from pydantic import BaseModel, ConfigDict

__all__ = ["Text"]


class Text(BaseModel):
    """What a person reads, in Chinese and in English. Chinese is what is said to citizens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The text in ``language`` (``"en"``, or anything else for Chinese)."""
        return self.en if language.startswith("en") else self.zh
