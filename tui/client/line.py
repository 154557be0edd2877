"""One line to one node: requests with time-outs, retries that cannot do anything twice, problems as exceptions.

Only what is safe to repeat is repeated: reading, and changes that carry their operation id, which the node
remembers. Every retry of a change sends the same id and the same bytes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar

import httpx
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from backend.contract import PROBLEM_JSON, ChainHead, Problem
from tui.client.connection import Connection
from tui.client.errors import InFlight, NotNow, NotUnderstood, Refused, SessionLocked, Unreachable, refusal
from tui.client.trust import hung_up, trusted, unreached

Answer = TypeVar("Answer")
Files = Mapping[str, tuple[str, bytes, str]]

PAUSES: Final = (0.15, 0.5, 1.2)
"""Seconds before each repetition of a request that got no answer."""

_TIMEOUT: Final = 8.0
_GATEWAY: Final = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `operation`: id of a change; a change without one is sent once only."""

    method: str
    path: str
    body: BaseModel | None = field(default=None, repr=False)
    operation: str | None = None
    query: Mapping[str, str | int | list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Files | None = field(default=None, repr=False)
    seconds: float = _TIMEOUT
    patient: bool = True

    @property
    def repeatable(self) -> bool:
        return self.patient and (self.method == "GET" or self.operation is not None)


class Witness(Protocol):
    """Hears the headers of every answer, and sees those of a success with what it held when the request was sent."""

    def hear(self, headers: Mapping[str, str]) -> None: ...

    def held(self) -> ChainHead | None: ...

    def see(self, headers: Mapping[str, str], since: ChainHead | None) -> None: ...


class _FellSilent(Unreachable):
    """Given up while it waited; asking again at once would be of no use."""


class Line:
    """Holds the session token, which is never shown and never in a URL."""

    def __init__(
        self,
        url: str,
        connection: Connection,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pauses: tuple[float, ...] = PAUSES,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url.rstrip('/')}/api/v1/",
            verify=trusted(url),
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )
        self.connection = connection
        self._pauses = pauses
        self._sleep = sleep
        self._clock = clock
        self._token: SecretStr | None = None
        self.witness: Witness | None = None
        self.on_locked: Callable[[SessionLocked], None] = lambda error: None
        """Called when the node wants the PIN first, whatever was asked of it."""

    @property
    def signed_in(self) -> bool:
        return self._token is not None

    def use(self, token: SecretStr | None) -> None:
        self._token = token

    @property
    def http(self) -> httpx.AsyncClient:
        return self._http

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, call: Call, answer: type[Answer]) -> Answer:
        """The typed answer. Raises the exceptions of `tui.client.errors`."""
        return _understood(call, await self.send(call), answer)

    async def ask_newer(self, call: Call, answer: type[Answer]) -> Answer | None:
        """The typed answer; None when what If-None-Match names has not changed."""
        reply = await self.send(call)
        return None if reply.status_code == httpx.codes.NOT_MODIFIED else _understood(call, reply, answer)

    async def tell(self, call: Call) -> None:
        """Send something that has no answer but its status."""
        await self.send(call)

    async def send(self, call: Call) -> httpx.Response:
        """The successful response, or 304. Repeats what may be repeated while no answer comes, until the time of one
        try is used up or the node falls silent: who waited that long is told rather than kept waiting."""
        until = self._clock() + call.seconds
        for pause in self._pauses if call.repeatable else ():
            try:
                return await self._once(call)
            except (Unreachable, InFlight, NotNow) as error:
                if isinstance(error, _FellSilent) or self._clock() >= until:
                    raise
                await self._sleep(pause)
        return await self._once(call)

    async def _once(self, call: Call) -> httpx.Response:
        began = self._clock()
        since = None if self.witness is None else self.witness.held()
        try:
            reply = await self._reply(call)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            why = unreached(error)
            self.connection.failed(why)
            raise why from None
        except TimeoutError:
            raise _FellSilent(sent=True) from None
        except httpx.RemoteProtocolError:
            why = await hung_up(self._http.base_url)
            self.connection.failed(why)
            raise why from None
        except httpx.HTTPError:
            self.connection.failed()
            raise Unreachable(sent=True) from None
        if self.witness is not None:
            self.witness.hear(reply.headers)
        judged = self._judged(reply, self._clock() - began)
        if self.witness is not None:
            self.witness.see(judged.headers, since)
        return judged

    async def _reply(self, call: Call) -> httpx.Response:
        """Raises TimeoutError when the node falls silent meanwhile: a scan may take a minute, silence may not."""
        async with asyncio.timeout(None) as patience:
            with self.connection.when_silent(lambda: patience.reschedule(0)):
                return await self._http.request(
                    call.method,
                    call.path,
                    content=_encoded(call.body),
                    files=None if call.files is None else dict(call.files),
                    params=dict(call.query) or None,
                    headers=self.headers(call),
                    timeout=httpx.Timeout(call.seconds, connect=min(3.0, call.seconds)),
                )

    def headers(self, call: Call) -> dict[str, str]:
        """Headers of a request: language-neutral, authenticated, named when it changes something."""
        headers = {"Accept": "application/json", **call.headers}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        if call.operation is not None:
            headers["Idempotency-Key"] = call.operation
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return headers

    def _judged(self, reply: httpx.Response, seconds: float) -> httpx.Response:
        problem = problem_in(reply)
        if problem is None and reply.status_code in _GATEWAY:
            self.connection.failed()
            raise Unreachable(sent=True)
        self.connection.answered(seconds)
        if problem is not None:
            raise self._heard(refusal(problem))
        if not (reply.is_success or reply.status_code == httpx.codes.NOT_MODIFIED):
            raise NotUnderstood(f"status {reply.status_code} without a problem")
        return reply

    def _heard(self, refused: Refused) -> Refused:
        if isinstance(refused, SessionLocked):
            self.on_locked(refused)
        return refused


def problem_in(reply: httpx.Response) -> Problem | None:
    """The problem a response tells, if it tells one."""
    if reply.headers.get("content-type", "").partition(";")[0].strip() != PROBLEM_JSON:
        return None
    try:
        return Problem.model_validate_json(reply.content)
    except ValidationError:
        raise NotUnderstood(f"status {reply.status_code} with an unreadable problem") from None


def _understood(call: Call, reply: httpx.Response, answer: type[Answer]) -> Answer:
    try:
        return TypeAdapter(answer).validate_json(reply.content)
    except ValidationError as error:
        # The validation error quotes what it read, which may be personal: drop it.
        raise NotUnderstood(f"{call.method} answer with {error.error_count()} faults") from None


def _encoded(body: BaseModel | None) -> bytes | None:
    if body is None:
        return None
    return TypeAdapter(object).dump_json(_open(body.model_dump(mode="python")))


def _open(value: Any) -> Any:
    """Secrets as what they hold: the wire is the one place they go."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return {key: _open(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_open(part) for part in value]
    return value


__all__ = ["Call", "Line", "Refused", "problem_in"]
