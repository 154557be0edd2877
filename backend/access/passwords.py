"""Passwords and PINs: argon2id, checked off the event loop, in the same time whether or not there is an account."""

import asyncio
import base64
import re
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from backend.access.errors import WeakPassword

__all__ = ["Passwords", "check_new_password", "check_new_pin"]

LEAST_LENGTH: Final = 12
AT_ONCE: Final = 2  # each check takes a core and tens of megabytes


class Passwords:
    """Hashes and verifies. Close it with the node."""

    def __init__(self, *, time_cost: int, memory_kib: int, parallelism: int) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._nobodys = hash_of_nothing(self._hasher)

    def hash(self, secret: str) -> str:
        """Takes about as long as a check: not for the event loop."""
        return self._hasher.hash(_normal(secret))

    def is_right(self, kept: str | None, secret: str) -> bool:
        """Without a kept hash it works just as long and says no."""
        try:
            self._hasher.verify(kept or self._nobodys, _normal(secret))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    async def verify(self, kept: str | None, secret: str) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.is_right, kept, secret)

    async def hashed(self, secret: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash, secret)

    def close(self) -> None:
        self._threads.shutdown(wait=True)


def hash_of_nothing(hasher: PasswordHasher) -> str:
    """Random bytes in the form of a hash: checking it costs as much as any, making it nothing."""
    salt, tag = (
        base64.b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return (
        f"$argon2id$v={ARGON2_VERSION}$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${tag}"
    )


# What people reach for when asked for something long. Compared after digits and signs are taken out.
# fmt: off
_COMMON: Final = frozenset({
    "password", "passwort", "passphrase", "letmein", "welcome", "administrator", "admin", "operator", "qwerty",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyasdfgh", "qazwsxedc", "iloveyou", "woaini", "woaiwojia",
    "woaizhongguo", "zhongguo", "beijing", "shanghai", "huanying", "changeme", "onewindow", "bianminfuwu", "zhengwu",
    "zhengwufuwu", "fuwuzhongxin", "fuwudating", "yichuangtongban", "renminfuwu", "mima", "wodemima", "computer",
    "internet", "monkey", "dragon", "master", "superman", "football", "sunshine", "princess", "secret",
})
# fmt: on
_LOOKALIKES: Final = str.maketrans("013457@$!", "oieastasi")
_LEAST_DIFFERENT: Final = 5


def check_new_password(password: str, *, account: str, name: str = "") -> None:
    """WeakPassword, naming the rule, unless the password may be set."""
    normal = _normal(password)
    if min(len(normal), len(password)) < LEAST_LENGTH:
        raise WeakPassword(rule="too_short")
    folded = normal.casefold()
    if len(set(folded)) < _LEAST_DIFFERENT:
        raise WeakPassword(rule="too_uniform")
    if _is_run(folded):
        raise WeakPassword(rule="a_sequence")
    if any(part and part.casefold() in folded for part in (account, name)):
        raise WeakPassword(rule="names_the_account")
    if _words(folded) & _COMMON:
        raise WeakPassword(rule="too_common")


def check_new_pin(pin: str) -> None:
    """A PIN only reopens a screen, three tries: six digits or so, not all alike and not in a row."""
    if not re.fullmatch(r"[0-9]{4,12}", pin):
        raise WeakPassword(rule="pin_digits")
    if len(set(pin)) < 3 or _is_run(pin):
        raise WeakPassword(rule="pin_too_simple")


def _normal(secret: str) -> str:
    """The same password however the keyboard composes it."""
    return unicodedata.normalize("NFKC", secret)


def _is_run(text: str) -> bool:
    """Whether each character follows the one before by the same step: 123456789012, abcdefghijkl, 987654."""
    steps = {(ord(after) - ord(before)) % 10 if text.isdigit() else ord(after) - ord(before)
             for before, after in pairwise(text)}  # fmt: skip
    return len(steps) == 1


def _words(folded: str) -> set[str]:
    """The words somebody may have had in mind: without digits and signs around, or read as letters within."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    letters = {_NO_LETTER.sub("", folded), _NO_LETTER.sub("", core.translate(_LOOKALIKES))}
    return letters | set(_NO_LETTER.split(folded)) if len(core) < _A_SENTENCE else letters


_NO_LETTER: Final = re.compile(r"[\W\d_]+")
_A_SENTENCE: Final = 20  # characters; a common word among several others does no harm
