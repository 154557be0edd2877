"""Dispatch put together from settings: the one place that knows all its parts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.cases.ports import AnswerHandler, PayloadSource, ProcedureHandler, SendingHandler, SupplementSource
from backend.contract import Realm
from backend.dispatch.connectors.wire import prepare
from backend.dispatch.departments import CallbackKeys
from backend.dispatch.engine import Dispatcher
from backend.dispatch.errands import Errands
from backend.dispatch.inbox import Inbox
from backend.dispatch.outbox import Outbox
from backend.dispatch.pace import Pace
from backend.dispatch.reach import Reach
from backend.dispatch.sending import Sendings
from backend.dispatch.shared_data import SharedData
from backend.dispatch.standing import LineStates
from backend.dispatch.trail import Trail
from backend.guide.bundle import DepartmentSystem
from backend.settings import NodeSettings
from backend.storage import Store, new_id

__all__ = ["Dispatch", "assemble"]

DEMO_PACE = Pace(  # the demo's days pass in seconds
    first=timedelta(seconds=1), longest=timedelta(seconds=5), settle=timedelta(seconds=2)
)


@dataclass(frozen=True)
class Dispatch:
    """What the rest of the node uses of dispatch."""

    dispatcher: Dispatcher
    inbox: Inbox
    shared_data: SharedData
    callback_keys: CallbackKeys
    reach: Reach
    states: LineStates

    def warm(self) -> None:
        """Do beforehand, on a thread beside the loop, what the first exchange with a department would wait for."""
        prepare()


def assemble(
    settings: NodeSettings,
    store: Store,
    clock: Callable[[], datetime],
    systems: Callable[[], Mapping[str, DepartmentSystem]],
    payload_for: PayloadSource,
    supplement_for: SupplementSource,
    answered: AnswerHandler,
    told: SendingHandler,
    procedure: ProcedureHandler,
    turn: Callable[[], Awaitable[None]],
) -> Dispatch:
    """Nothing runs yet: `Dispatch.dispatcher.run()` does."""
    reach = Reach(settings, systems().values())
    lines, outbox = reach.lines, Outbox(settings.county)
    trail = Trail([hall.code for hall in settings.halls])
    inbox = Inbox(settings.county, outbox, answered, procedure, trail)
    sendings = Sendings(settings.county, outbox, trail, told)
    errands = Errands(
        store=store,
        outbox=outbox,
        inbox=inbox,
        sendings=sendings,
        payload_for=payload_for,
        supplement_for=supplement_for,
        clock=clock,
        turn=turn,
        pace=None if settings.realm is Realm.LIVE else DEMO_PACE,
    )
    dispatcher = Dispatcher(
        store=store, outbox=outbox, sendings=sendings, errands=errands, lines=lines, clock=clock, owner=new_id()
    )
    return Dispatch(
        dispatcher=dispatcher,
        inbox=inbox,
        shared_data=SharedData(lines, clock),
        callback_keys=reach.keys,
        reach=reach,
        states=LineStates(lines, systems),
    )
