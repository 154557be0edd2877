"""Why somebody may not, as one tree. Messages hold codes, never names or credentials.

AccessError
├── NotSignedIn           no session was shown, or one that never was
├── SessionEnded          signed out, taken over by a newer sign-in, too old, or shown from another place
├── SessionLocked         the PIN is asked first
├── WrongCredentials      one answer for unknown account, wrong password, wrong or used code, disabled account
├── AccountLocked         too many failures; says for how long
├── WrongPin              says how many tries are left
├── TooManyAttempts       one place tries to sign in too often
├── NoRoleNow             somebody proved who they are, and holds no role here at this time
├── NotAllowed            the role does not carry the action
├── OutOfReach            unknown, or not in the actor's scope: the same answer for both
├── WeakPassword          a new password breaks a rule, named by `rule`
└── GrantRefused          a grant of a role breaks a rule, named by `rule`
"""

from typing import ClassVar

__all__ = [
    "AccessError",
    "AccountLocked",
    "GrantRefused",
    "NoRoleNow",
    "NotAllowed",
    "NotSignedIn",
    "OutOfReach",
    "SessionEnded",
    "SessionLocked",
    "SignInTooOld",
    "TooManyAttempts",
    "WeakPassword",
    "WrongCredentials",
    "WrongPin",
]


class AccessError(Exception):
    """Base of everything this room raises on purpose; `code` is the stable problem code."""

    code: ClassVar[str] = "not_allowed"
    recorded: ClassVar[bool] = False
    """Whether the chain has its entry already when this is raised."""

    def __init__(self, **params: str | int) -> None:
        super().__init__(self.code)
        self.params = params


class NotSignedIn(AccessError):
    code = "not_signed_in"


class SessionEnded(AccessError):
    code = "session_ended"


class SessionLocked(AccessError):
    code = "session_locked"


class WrongCredentials(AccessError):
    code = "wrong_credentials"


class AccountLocked(AccessError):
    code = "account_locked"


class WrongPin(AccessError):
    code = "wrong_pin"
    recorded = True


class TooManyAttempts(AccessError):
    code = "too_many_requests"


class NoRoleNow(AccessError):
    code = "no_role_now"


class NotAllowed(AccessError):
    code = "not_allowed"


class SignInTooOld(AccessError):
    code = "sign_in_too_old"


class OutOfReach(AccessError):
    code = "not_found"


class WeakPassword(AccessError):
    code = "weak_password"


class GrantRefused(AccessError):
    code = "grant_refused"
