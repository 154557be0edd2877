"""A sentence in the two languages every catalogue text is written in."""

from backend.guide.model import Model

__all__ = ["Text"]


class Text(Model):
    """What a person reads, in Chinese and in English. Chinese is what is said to citizens."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The text in ``language`` (``"en"``, or anything else for Chinese)."""
        return self.en if language.startswith("en") else self.zh
