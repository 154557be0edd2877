"""The steps of a visit, in the order they are walked."""

from enum import StrEnum


class Step(StrEnum):
    IDENTIFY = "identify"
    CHOOSE = "choose"
    ASK = "ask"
    FILL = "fill"
    PAPERS = "papers"
    REVIEW = "review"
    HAND_OVER = "hand_over"

    @property
    def place(self) -> int:
        return list(Step).index(self)

    def is_before(self, other: "Step") -> bool:
        return self.place < other.place
