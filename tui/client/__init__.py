"""The way from a screen to its node: a typed client, its connection, and what the station keeps itself."""

from tui.client.catalogue import Catalogue
from tui.client.connection import Connection, ConnectionState, Reach
from tui.client.drafts import DraftBox, DraftTrouble, SavedDraft
from tui.client.errors import (
    AccountLocked,
    ActionNotOpen,
    AlreadySubmitted,
    CatalogueOutdated,
    ClientError,
    DecisionDiffers,
    Distrusted,
    FileRefused,
    HistoryShrank,
    InFlight,
    KeyReused,
    NoRoleNow,
    NotAllowed,
    NotFound,
    NotNow,
    NotSignedIn,
    NotUnderstood,
    Refused,
    SessionEnded,
    SessionLocked,
    StorageTrouble,
    Unreachable,
    WrongCredentials,
    WrongPin,
)
from tui.client.event_stream import EventStream
from tui.client.line import Call, Line
from tui.client.node import Node
from tui.client.operations import new_operation
from tui.client.sealing import StationKey, Unsealable
from tui.client.station import Station
from tui.client.telling import told, told_certificate, told_damaged, told_trouble

__all__ = [
    "AccountLocked",
    "ActionNotOpen",
    "AlreadySubmitted",
    "Call",
    "Catalogue",
    "CatalogueOutdated",
    "ClientError",
    "Connection",
    "ConnectionState",
    "DecisionDiffers",
    "Distrusted",
    "DraftBox",
    "DraftTrouble",
    "EventStream",
    "FileRefused",
    "HistoryShrank",
    "InFlight",
    "KeyReused",
    "Line",
    "NoRoleNow",
    "Node",
    "NotAllowed",
    "NotFound",
    "NotNow",
    "NotSignedIn",
    "NotUnderstood",
    "Reach",
    "Refused",
    "SavedDraft",
    "SessionEnded",
    "SessionLocked",
    "Station",
    "StationKey",
    "StorageTrouble",
    "Unreachable",
    "Unsealable",
    "WrongCredentials",
    "WrongPin",
    "new_operation",
    "told",
    "told_certificate",
    "told_damaged",
    "told_trouble",
]
