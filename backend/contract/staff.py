"""Accounts and roles, as an administrator asks for them and is told of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, SecretStr, field_validator

from backend.contract.access import Role
from backend.contract.model import Model

__all__ = [
    "GrantState",
    "Made",
    "NewAccount",
    "NewRole",
    "NewSecrets",
    "StaffGrant",
    "StaffMember",
]

_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
Division = Field(pattern=r"^[0-9]{12}$")


class NewSecrets(Model):
    """What a person proves themselves with. `seed` of the second factor, base32, made where the person sits."""

    password: SecretStr = Field(min_length=1, max_length=200)
    pin: SecretStr = Field(min_length=4, max_length=12)
    seed: SecretStr = Field(min_length=32, max_length=64)

    @field_validator("seed")
    @classmethod
    def _is_base32(cls, seed: SecretStr) -> SecretStr:
        if not set(seed.get_secret_value()) <= _BASE32:
            raise ValueError("not base32")
        return seed


class NewAccount(Model):
    """An account without any role. `hall`: where the person works."""

    account: str = Field(min_length=2, max_length=40)
    name: str = Field(min_length=1, max_length=60, repr=False)
    hall: str = Division
    secrets: NewSecrets


class NewRole(Model):
    """A role for at most a year. A reviewer needs `department`; `lines` are the item codes of a specialist."""

    role: Role
    scope: str = Division
    days: int = Field(default=365, ge=1, le=365)
    department: str | None = Field(default=None, max_length=40)
    lines: list[str] = Field(default=[], max_length=300)


class GrantState(StrEnum):
    PROPOSED = "proposed"  # a second person has yet to confirm it
    COUNTS = "counts"
    OVER = "over"
    REVOKED = "revoked"


class StaffGrant(Model):
    """`proposed_by`, `confirmed_by`: accounts, or what the console of the node was told."""

    id: str
    role: Role
    scope: str
    department: str | None
    lines: list[str]
    ends_at: datetime
    state: GrantState
    proposed_by: str
    confirmed_by: str | None


class StaffMember(Model):
    id: str
    account: str
    name: str = Field(repr=False)
    hall: str
    disabled: bool
    grants: list[StaffGrant]


class Made(Model):
    """The id of what was made."""

    id: str
