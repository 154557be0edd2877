"""The node as one process under uvicorn, and the file that says where it can be reached."""

import json
import logging
import os
import socket
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from backend import collector
from backend.certificate import LOOKED_AT_EVERY, Certificate
from backend.listening import listen
from backend.settings import NodeSettings
from backend.unreadable import NodeProtocol

__all__ = ["READY_FILE", "serve"]

READY_FILE: Final = "node.json"
GRACE_SECONDS: Final = 10


def serve(app: FastAPI, settings: NodeSettings) -> None:
    """Until SIGINT or SIGTERM. Raises what `listen` raises."""
    _log_to_stderr()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        http=NodeProtocol,
        ws="none",
        log_config=None,
        access_log=False,  # it would write addresses
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_notify=LOOKED_AT_EVERY,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    listen(_NodeServer(config, settings))


class _NodeServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, settings: NodeSettings) -> None:
        super().__init__(config)
        self._settings = settings
        self._app: FastAPI = config.app  # type: ignore[assignment]  # we gave it one

    @property
    def _ready_file(self) -> Path:
        return self._settings.data_dir / READY_FILE

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._ready_file.unlink(missing_ok=True)
        if self.config.ssl is not None and self._settings.tls_certificate is not None:
            files = self._settings.tls_certificate, self._settings.tls_key
            self.config.callback_notify = Certificate(self.config.ssl, *files).renew
        await super().startup(sockets)
        collector.resume()
        if self.started:
            _write_whole(self._ready_file, {"url": self._url(), "pid": os.getpid()})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ready_file.unlink(missing_ok=True)
        self._app.state.node.events.close()  # or the streams would keep the server waiting
        await super().shutdown(sockets)

    def _url(self) -> str:
        port = self.servers[0].sockets[0].getsockname()[1]
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        return f"{'https' if self._settings.tls_certificate else 'http'}://{host}:{port}"


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes addresses
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # it writes a line for each


def _write_whole(path: Path, value: dict[str, str | int]) -> None:
    """Readers find the whole file or none."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(value) + "\n", encoding="utf-8")
    draft.replace(path)
