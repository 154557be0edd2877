"""What cannot be read as HTTP is answered with a problem like everything else; uvicorn would answer in plain text."""

from http import HTTPStatus
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.api.problems import ApiProblem, problem
from backend.contract import PROBLEM_JSON

__all__ = ["NodeProtocol"]

_STATUS: Final = HTTPStatus.BAD_REQUEST


class NodeProtocol(H11Protocol):
    """HTTP/1.1 as the node speaks it."""

    def send_400_response(self, msg: str) -> None:
        body = problem(ApiProblem("unreadable_request")).model_dump_json(exclude_none=True).encode()
        headers = [("content-type", PROBLEM_JSON), ("content-length", str(len(body))), ("connection", "close")]
        for event in (
            h11.Response(status_code=_STATUS, headers=headers, reason=_STATUS.phrase),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event))
        self.transport.close()
