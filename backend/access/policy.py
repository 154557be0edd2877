"""The one table of what may be done: action × role × scope × state. Everything not in it is forbidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from backend.contract import Realm, Role, SessionState

__all__ = ["POLICY", "REALMS_OF_ROLE", "Action", "Audience", "Room", "Rule", "Scope", "rule_for"]


class Room(StrEnum):
    """Which group of routes an action belongs to."""

    NODE = "node"
    SESSION = "session"
    HALL = "hall"
    STAFF = "staff"
    VISITS = "visits"
    CASES = "cases"
    INBOX = "inbox"


class Action(StrEnum):
    SEE_HEALTH = "see_health"
    SEE_API = "see_api"

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    LOCK = "lock"
    UNLOCK = "unlock"
    SEE_SELF = "see_self"
    HEARTBEAT = "heartbeat"

    SEE_HALL = "see_hall"
    SEE_CATALOGUE = "see_catalogue"
    SEE_VERSIONS = "see_versions"
    PUBLISH_CATALOGUE = "publish_catalogue"
    WATCH_EVENTS = "watch_events"

    SEE_STAFF = "see_staff"
    MANAGE_STAFF = "manage_staff"
    CONFIRM_GRANT = "confirm_grant"
    REPLACE_OWN_SECRETS = "replace_own_secrets"
    EXPORT_CHAIN = "export_chain"

    FIND_PERSON = "find_person"
    CHOOSE_PERSON = "choose_person"
    OPEN_VISIT = "open_visit"
    SEE_PROFILE = "see_profile"
    LOOK_UP = "look_up"
    ATTACH_FILE = "attach_file"
    OPEN_FILE = "open_file"
    SUBMIT = "submit"
    REVEAL = "reveal"
    SAVE_DRAFT = "save_draft"
    LIST_DRAFTS = "list_drafts"
    SEE_DRAFT = "see_draft"
    DROP_DRAFT = "drop_draft"
    SEE_MANY_LOOKS = "see_many_looks"

    SEE_RECEIPT = "see_receipt"
    PRINT_SLIP = "print_slip"
    PRINT_FORM = "print_form"
    PRINT_RECEIPT = "print_receipt"
    EVALUATE = "evaluate"
    LIST_CASES = "list_cases"
    SEE_CASE = "see_case"
    ACT_ON_CASE = "act_on_case"
    OPEN_CASE_FILE = "open_case_file"
    PRINT_RESULT = "print_result"
    SEE_WHO_LOOKED = "see_who_looked"

    RECEIVE_ANSWER = "receive_answer"


class Audience(StrEnum):
    """Who an action is for, before any role is asked."""

    ANYONE = "anyone"
    DEPARTMENT = "department"  # proves itself by its own signature, see dispatch
    STAFF = "staff"


class Scope(StrEnum):
    """How far a role's permission reaches."""

    SELF = "self"  # the actor's own session
    HALL = "hall"  # what belongs to the hall signed in to
    LINES = "lines"  # of that hall, the items of the actor's own line
    DEPARTMENT = "department"  # what was sent to the actor's own department
    DIVISION = "division"  # own division and everything below


ACTIVE: Final = frozenset({SessionState.ACTIVE})
ALSO_LOCKED: Final = frozenset(SessionState)


@dataclass(frozen=True)
class Rule:
    """One row: who may take the action, how far, in which state of the session, and whether only right after a sign-in
    with both factors."""

    room: Room
    audience: Audience = Audience.STAFF
    roles: Mapping[Role, Scope] = field(default_factory=dict)
    states: frozenset[SessionState] = ACTIVE
    fresh: bool = False


_REAL: Final = frozenset({Realm.LIVE, Realm.DEMO})
_PRACTICE: Final = frozenset({Realm.PRACTICE})
REALMS_OF_ROLE: Final[Mapping[Role, frozenset[Realm]]] = MappingProxyType(
    {
        **dict.fromkeys(Role, _REAL),
        **dict.fromkeys((Role.TRAINER, Role.TRAINEE), _PRACTICE),
        **dict.fromkeys((Role.ADMIN_SYS, Role.ADMIN_SEC, Role.KEEPER), frozenset(Realm)),
    }
)
"""A role counts only here: those who practise never reach real people, the others never practise by accident."""


def _each(scope: Scope, *roles: Role) -> Mapping[Role, Scope]:
    return MappingProxyType(dict.fromkeys(roles, scope))


_EVERYBODY: Final = _each(Scope.SELF, *Role)
_STAFF_OF_HALL: Final = MappingProxyType(
    {
        **_each(Scope.HALL, *Role),
        Role.INSPECTOR: Scope.DIVISION,
        Role.REVIEWER: Scope.DEPARTMENT,
        Role.SPECIALIST: Scope.LINES,
    }
)
_AT_THE_WINDOW: Final = _each(Scope.HALL, Role.OPERATOR, Role.TRAINEE)
_HANDLERS: Final = MappingProxyType({**_AT_THE_WINDOW, Role.SPECIALIST: Scope.LINES})
_READERS: Final = MappingProxyType(
    {
        **_HANDLERS,
        Role.SUPERVISOR: Scope.HALL,
        Role.TRAINER: Scope.HALL,
        Role.REVIEWER: Scope.DEPARTMENT,
        Role.INSPECTOR: Scope.DIVISION,
    }
)
_KEEPERS: Final = _each(Scope.DIVISION, Role.KEEPER)
_ADMINS: Final = _each(Scope.DIVISION, Role.ADMIN_SEC, Role.ADMIN_SYS)
_WHO_ANSWERS: Final = MappingProxyType({**_KEEPERS, Role.SUPERVISOR: Scope.HALL, Role.INSPECTOR: Scope.DIVISION})


def _own(states: frozenset[SessionState] = ALSO_LOCKED) -> Rule:
    return Rule(Room.SESSION, roles=_EVERYBODY, states=states)


def _window() -> Rule:
    return Rule(Room.VISITS, roles=_AT_THE_WINDOW)


POLICY: Final[Mapping[Action, Rule]] = MappingProxyType(
    {
        Action.SEE_HEALTH: Rule(Room.NODE, Audience.ANYONE),
        Action.SEE_API: Rule(Room.NODE, Audience.ANYONE),
        Action.SIGN_IN: Rule(Room.SESSION, Audience.ANYONE),
        Action.SIGN_OUT: _own(),
        Action.LOCK: _own(),
        Action.UNLOCK: _own(),
        Action.SEE_SELF: _own(),
        Action.HEARTBEAT: _own(ACTIVE),
        Action.SEE_HALL: Rule(Room.HALL, roles=_STAFF_OF_HALL),
        Action.SEE_CATALOGUE: Rule(Room.HALL, roles=_STAFF_OF_HALL),
        Action.SEE_VERSIONS: Rule(Room.HALL, roles=_WHO_ANSWERS),
        Action.PUBLISH_CATALOGUE: Rule(Room.HALL, roles=_KEEPERS),
        # Events carry ids only, and a locked screen must be told that it was signed out.
        Action.WATCH_EVENTS: Rule(Room.HALL, roles=_STAFF_OF_HALL, states=ALSO_LOCKED),
        Action.SEE_STAFF: Rule(Room.STAFF, roles=_ADMINS),
        Action.MANAGE_STAFF: Rule(Room.STAFF, roles=_each(Scope.DIVISION, Role.ADMIN_SEC), fresh=True),
        Action.CONFIRM_GRANT: Rule(Room.STAFF, roles=_ADMINS, fresh=True),
        Action.REPLACE_OWN_SECRETS: Rule(Room.STAFF, roles=_EVERYBODY, fresh=True),
        Action.EXPORT_CHAIN: Rule(Room.HALL, roles=_each(Scope.DIVISION, Role.INSPECTOR), fresh=True),
        Action.FIND_PERSON: _window(),
        Action.CHOOSE_PERSON: _window(),
        Action.OPEN_VISIT: _window(),
        Action.SEE_PROFILE: _window(),
        Action.LOOK_UP: _window(),
        Action.ATTACH_FILE: _window(),
        Action.OPEN_FILE: _window(),
        Action.SUBMIT: _window(),
        Action.REVEAL: _window(),
        Action.SAVE_DRAFT: _window(),
        Action.LIST_DRAFTS: _window(),
        Action.SEE_DRAFT: _window(),
        Action.DROP_DRAFT: _window(),
        Action.SEE_MANY_LOOKS: Rule(Room.VISITS, roles=_each(Scope.HALL, Role.SUPERVISOR, Role.INSPECTOR)),
        Action.SEE_RECEIPT: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.PRINT_SLIP: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.PRINT_FORM: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.PRINT_RECEIPT: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.EVALUATE: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.LIST_CASES: Rule(Room.CASES, roles=_READERS),
        Action.SEE_CASE: Rule(Room.CASES, roles=_READERS),
        Action.ACT_ON_CASE: Rule(Room.CASES, roles=_HANDLERS),
        Action.OPEN_CASE_FILE: Rule(Room.CASES, roles=_HANDLERS),
        Action.PRINT_RESULT: Rule(Room.CASES, roles=_AT_THE_WINDOW),
        Action.SEE_WHO_LOOKED: Rule(Room.CASES, roles=_each(Scope.DIVISION, Role.INSPECTOR), fresh=True),
        Action.RECEIVE_ANSWER: Rule(Room.INBOX, Audience.DEPARTMENT),
    }
)


def rule_for(action: Action) -> Rule:
    return POLICY[action]
