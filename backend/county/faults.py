"""Faults a department can be told to have: slow, down, hanging, talking nonsense. For the demo and for tests."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import CountyError
from backend.county.nonsense import Nonsense, NonsenseSwitch

__all__ = ["Down", "Leaving", "SwitchChange", "Switches"]

LONGEST_HANG = 600.0  # seconds
_LOOK_AGAIN = 0.05


class Down(CountyError):
    """The department does not answer now; nothing was taken."""


class Leaving(Enum):
    """In what shape a reply leaves the department once its work is done."""

    SOUND = auto()
    LOST = auto()


class Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=500)


class SwitchChange(BaseModel):
    """What to change; a switch not mentioned stays as it is.

    delay_ms: before every reply. fail_next, fail_rate, down: answer 503 and take nothing. hang: take it, never reply.
    lose_replies: take it, then answer 500. nonsense: take it, then answer what is no answer
    (`backend.county.nonsense`; true: rubbish). answer_after_ms: time of a decision.
    return_next, refuse_next: words of the next decision. deliver_twice: every call-back comes twice.
    """

    model_config = ConfigDict(extra="forbid")

    delay_ms: int = Field(default=0, ge=0, le=600_000)
    fail_next: int = Field(default=0, ge=0)
    fail_rate: float = Field(default=0.0, ge=0, le=1)
    down: bool = False
    hang: bool = False
    lose_replies: int = Field(default=0, ge=0)
    nonsense: NonsenseSwitch = None
    answer_after_ms: int | None = Field(default=None, ge=0)
    return_next: Words | None = None
    refuse_next: Words | None = None
    deliver_twice: bool = False


class Switches(SwitchChange):
    """The switches of one department."""

    def change(self, wanted: SwitchChange) -> None:
        for name in wanted.model_fields_set:
            setattr(self, name, getattr(wanted, name))

    def reset(self) -> None:
        for name, default in SwitchChange().__dict__.items():
            setattr(self, name, default)

    async def admit(self, more_ms: float = 0.0) -> None:
        """Let a request in, after its delay. Raises `Down` when it is to fail untaken."""
        await asyncio.sleep((self.delay_ms + more_ms) / 1000)
        if self.fails():
            raise Down

    def fails(self) -> bool:
        if self.fail_next:
            self.fail_next -= 1
            return True
        return self.down or random.random() < self.fail_rate

    async def leave(self, is_gone: Callable[[], Awaitable[bool]]) -> Leaving | Nonsense:
        """How the reply leaves; waits while the department hangs and somebody still listens."""
        waited = 0.0
        while self.hang and waited < LONGEST_HANG and not await is_gone():
            await asyncio.sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN
        if self.lose_replies:
            self.lose_replies -= 1
            return Leaving.LOST
        return self.nonsense or Leaving.SOUND

    def take_ruling(self) -> tuple[Any, str] | None:
        """The outcome and words the next decision was told to have, used up by asking."""
        if self.return_next is not None:
            words, self.return_next = self.return_next.words, None
            return "returned", words
        if self.refuse_next is not None:
            words, self.refuse_next = self.refuse_next.words, None
            return "refused", words
        return None
