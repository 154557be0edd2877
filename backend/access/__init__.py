"""Who may do what here: staff, sign-in, sessions, roles, and how far each reaches."""

from backend.access.actor import Actor, Held, Reach
from backend.access.allowed import Allowed, Declared, allowed, declared, desk_of
from backend.access.checks import RouteUndeclared, action_of, check_routes
from backend.access.demo import DEMO_FILE, DemoPerson, RealmMixed, check_realm, read_demo_people, seed_demo_staff
from backend.access.desk import AccessDesk, HasAccessDesk, ServedHall
from backend.access.errors import (
    AccessError,
    AccountLocked,
    GrantRefused,
    NotAllowed,
    NotSignedIn,
    OutOfReach,
    SessionEnded,
    SessionLocked,
    SignInTooOld,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    WrongPin,
)
from backend.access.failures import forget_old_failures
from backend.access.life import EndedSession, lock, sign_out, sweep, unlock
from backend.access.passwords import Passwords, check_new_password, check_new_pin
from backend.access.policy import POLICY, Action, Audience, Room, Rule, Scope, rule_for
from backend.access.roster import roster
from backend.access.scope import check_division, county_of, level_digits, within, within_clause
from backend.access.second_factor import provisioning_uri
from backend.access.signing_in import Admission, sign_in
from backend.access.staff import (
    Administrator,
    NewGrant,
    NewSecretHashes,
    NewStaff,
    confirm_grant,
    disable,
    enrol,
    get_grant,
    get_staff,
    propose_grant,
    replace_secrets,
    revoke_grant,
)
from backend.access.trail import record_by

__all__ = [
    "DEMO_FILE",
    "POLICY",
    "AccessDesk",
    "AccessError",
    "AccountLocked",
    "Action",
    "Actor",
    "Administrator",
    "Admission",
    "Allowed",
    "Audience",
    "Declared",
    "DemoPerson",
    "EndedSession",
    "GrantRefused",
    "HasAccessDesk",
    "Held",
    "NewGrant",
    "NewSecretHashes",
    "NewStaff",
    "NotAllowed",
    "NotSignedIn",
    "OutOfReach",
    "Passwords",
    "Reach",
    "RealmMixed",
    "Room",
    "RouteUndeclared",
    "Rule",
    "Scope",
    "ServedHall",
    "SessionEnded",
    "SessionLocked",
    "SignInTooOld",
    "TooManyAttempts",
    "WeakPassword",
    "WrongCredentials",
    "WrongPin",
    "action_of",
    "allowed",
    "check_division",
    "check_new_password",
    "check_new_pin",
    "check_realm",
    "check_routes",
    "confirm_grant",
    "county_of",
    "declared",
    "desk_of",
    "disable",
    "enrol",
    "forget_old_failures",
    "get_grant",
    "get_staff",
    "level_digits",
    "lock",
    "propose_grant",
    "provisioning_uri",
    "read_demo_people",
    "record_by",
    "replace_secrets",
    "revoke_grant",
    "roster",
    "rule_for",
    "seed_demo_staff",
    "sign_in",
    "sign_out",
    "sweep",
    "unlock",
    "within",
    "within_clause",
]
