"""The ways in which what a department says can be no answer: a sound reply, spoilt."""

import asyncio
import re
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated, Final

from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator

__all__ = ["Nonsense", "NonsenseSwitch", "reply_of_nonsense", "spoilt"]

HUGE: Final = 10_000_000  # bytes
_BETWEEN_DRIPS: Final = 0.02  # seconds
_ID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OTHER_DIGITS: Final = bytes.maketrans(b"0123456789abcdef", b"fedcba9876543210")
_PAGE: Final = "<!DOCTYPE html><html><body><h1>502 网关错误</h1><p>请联系管理员</p></body></html>".encode()
_RUBBISH: Final = b'<html>{"reference": [1,,\xff\xfe"unfinished'
_SOAP_FAULT: Final = (
    b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    b"<faultcode>soap:Server</faultcode><faultstring>java.lang.NullPointerException</faultstring>"
    b"</soap:Fault></soap:Body></soap:Envelope>"
)


class Nonsense(StrEnum):
    RUBBISH = "rubbish"
    PAGE = "page"  # a gateway's error page, with status 200
    FAULT = "fault"  # "something broke here", in the protocol's own shape or nearly so, with status 200
    HALF = "half"  # the first half of what it would have said
    EMPTY = "empty"
    HUGE = "huge"
    ENDLESS = "endless"  # never ends; a file cannot do that, and is huge
    ENCODING = "encoding"  # Chinese words in GBK where UTF-8 was agreed
    TYPE = "type"  # the sound words, called a picture
    ANOTHER = "another"  # speaks of another application than the one it was asked about


def _kind(wanted: object) -> object:
    """True and False as in "it talks nonsense, whichever"."""
    if isinstance(wanted, bool):
        return Nonsense.RUBBISH if wanted else None
    return wanted


NonsenseSwitch = Annotated[Nonsense | None, BeforeValidator(_kind)]


def spoilt(sound: bytes, how: Nonsense) -> bytes:
    """What is said in place of ``sound``."""
    match how:
        case Nonsense.RUBBISH:
            return _RUBBISH
        case Nonsense.PAGE:
            return _PAGE
        case Nonsense.FAULT:
            return _SOAP_FAULT if sound.startswith(b"<") else b'{"code": 500, "message": "system busy"}'
        case Nonsense.HALF:
            return sound[: len(sound) // 2]
        case Nonsense.EMPTY:
            return b""
        case Nonsense.HUGE | Nonsense.ENDLESS:
            return sound + b" " * HUGE
        case Nonsense.ENCODING:
            return _in_gbk(sound.decode())
        case Nonsense.ANOTHER:
            return _ID.sub(lambda found: found[0].translate(_OTHER_DIGITS), sound)
        case Nonsense.TYPE:
            return sound


def _in_gbk(sound: str) -> bytes:
    """With something said in Chinese, so that it shows."""
    more = f'{{"说明": "已受理", {sound[1:]}' if sound.startswith("{") else f"{sound}<!-- 已受理 -->"
    return more.encode("gbk", "replace")


def reply_of_nonsense(sound: Response, how: Nonsense) -> Response:
    """The whole reply: always 200, as those who break without knowing it do."""
    if how is Nonsense.ENDLESS:
        return StreamingResponse(_drips(), 200, media_type=sound.media_type)
    kinds = {Nonsense.PAGE: "text/html", Nonsense.TYPE: "image/png"}
    said = spoilt(bytes(sound.body), how)
    return Response(said, 200, headers={"Content-Type": kinds.get(how, sound.headers["content-type"])})


async def _drips() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(_BETWEEN_DRIPS)
