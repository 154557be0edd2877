"""Staff, what they prove themselves with, what they may do, and where they are signed in."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from backend.storage import CountyKeyed, Table, json_field, partial_index

__all__ = ["CredentialRow", "FailureRow", "GrantRow", "SessionRow", "StaffRow"]


class StaffRow(CountyKeyed, Table, table=True):
    """A personal account. `account` is kept in the form it is compared in; `realm` never changes."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("county", "account"),)

    account: str = Field(max_length=40)
    name: str = Field(max_length=120)
    hall: str = Field(max_length=12)
    realm: str = Field(max_length=12)
    disabled: bool = False
    made_at: datetime


class CredentialRow(CountyKeyed, Table, table=True):
    """What a person knows and has; `id` is the staff's. `last_counter`: TOTP step of the newest code used."""

    __tablename__ = "credential"

    password_hash: str
    pin_hash: str
    totp: bytes  # sealed D4
    last_counter: int = 0
    set_at: datetime


class GrantRow(CountyKeyed, Table, table=True):
    """A role for a time and a scope. Counts only once a second person confirmed it.

    `scope` is a division code; `department` and `lines` (item codes) narrow roles that need it.
    """

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_staff", "county", "staff"),)

    staff: str = Field(max_length=36)
    role: str = Field(max_length=12)
    scope: str = Field(max_length=12)
    department: str | None = Field(default=None, max_length=40)
    lines: list[str] = json_field(default_factory=list)
    starts_at: datetime
    ends_at: datetime
    proposed_by: str = Field(max_length=36)
    confirmed_by: str | None = Field(default=None, max_length=36)
    revoked_at: datetime | None = None


class SessionRow(CountyKeyed, Table, table=True):
    """One sitting at one station. The token is nowhere, only its digest; at most one per person is live."""

    __tablename__ = "staff_session"
    __table_args__ = (
        UniqueConstraint("county", "token_digest"),
        partial_index("uq_staff_session_live", "county", "staff", unique=True, where="ended_at IS NULL"),
    )

    token_digest: bytes
    staff: str = Field(max_length=36)
    hall: str = Field(max_length=12)
    window: str = Field(max_length=2)
    station: str = Field(max_length=60)
    address: str | None = Field(default=None, max_length=45)
    state: str = Field(max_length=8)
    pin_tries: int = 0
    began_at: datetime
    seen_at: datetime  # last time somebody was at the keyboard
    expires_at: datetime
    ended_at: datetime | None = None
    ended_why: str | None = Field(default=None, max_length=20)


class FailureRow(CountyKeyed, Table, table=True):
    """Failed sign-ins under one account name, known or not; `id` is a keyed digest of the name."""

    __tablename__ = "sign_in_failure"

    tries: int = 0
    last_at: datetime
    locked_until: datetime | None = None
