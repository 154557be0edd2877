"""Signing in, and who is signed in."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, SecretStr

from backend.contract.model import Model

__all__ = ["Operator", "Realm", "Role", "SessionState", "SignIn", "SignedIn", "Unlock"]


class Role(StrEnum):
    OPERATOR = "operator"
    SPECIALIST = "specialist"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    KEEPER = "keeper"  # of the catalogue
    ADMIN_SYS = "admin.sys"
    ADMIN_SEC = "admin.sec"


class Realm(StrEnum):
    LIVE = "live"
    PRACTICE = "practice"
    DEMO = "demo"


class SessionState(StrEnum):
    ACTIVE = "active"
    LOCKED = "locked"


class SignIn(Model):
    account: str = Field(min_length=1, max_length=40)
    password: SecretStr = Field(min_length=1, max_length=200)
    code: SecretStr = Field(min_length=6, max_length=8)  # TOTP
    station: str = Field(min_length=1, max_length=60)
    window: str = Field(pattern=r"^\d{1,2}$")


class Unlock(Model):
    pin: SecretStr = Field(min_length=4, max_length=12)


class Operator(Model):
    """Who is signed in, where, and what the screen needs to know of the hall."""

    account: str
    name: str
    roles: list[Role]
    realm: Realm
    hall: str
    hall_name: str
    hall_name_en: str
    division_code: str
    window: str
    state: SessionState
    idle_lock_seconds: int
    expires_at: datetime
    role_ends_at: datetime | None = Field(
        default=None, description="When the first of the roles is over, unless it is granted anew before."
    )
    session: str = Field(default="", description="Id of the sitting, as the event session.ended names it.")
    demo_pin: str | None = Field(default=None, description="Only in the demo realm, where it protects nothing.")


class SignedIn(Model):
    token: SecretStr
    operator: Operator
