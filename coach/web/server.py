"""Serving the page: loopback by default, no request to any other host, one sentence when the port is taken."""

import errno
import logging
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.errors import CoachError
from coach.practice.practice import Practice

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_UPLOAD_BYTES = 500_000_000  # an export of years; what reads a guide or a document has a smaller limit of its own

# Whatever a guide, a model or a dependency puts into the page, the browser asks no other host for it.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)

HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CoachError when the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CoachError(
                f"Port {port} on {host} is in use, perhaps by another coach; stop that, or choose another: coach serve --port {port + 1}"
            ) from error
        raise CoachError(f"The page can't be served on {host}:{port}: {error.strerror}; choose another --host or --port.") from error
    return listener


def _private_folder(folder: Path) -> Path:
    """An empty folder that only its owner can read. Raises CoachError."""
    try:
        shutil.rmtree(folder, ignore_errors=True)  # what an earlier run left
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise CoachError(f"The folder {folder} can't be made ({error.strerror}); check its permissions, or set COACH_HOME to another folder.") from error
    return folder


class _SecurityHeaders:
    """Adds the headers to every response. Passes everything else on as it is: the page is some ninety small files, and is waited for."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def serve(practice: Practice, settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve the page for a practice until interrupted. `announce` is given its address as soon as it answers."""
    listener = listen(settings.host, settings.port)  # before anything slow: a taken port is said at once
    taken_along = _private_folder(settings.data_path / "downloads")
    os.environ["GRADIO_TEMP_DIR"] = str(taken_along)  # where gradio copies what is downloaded; elsewhere others could read it
    import gradio as gr
    import uvicorn
    from fastapi import FastAPI

    from coach.web.app import APPEARANCE, STYLE, build, theme

    app = FastAPI(openapi_url=None)
    app.add_middleware(_SecurityHeaders)
    gr.mount_gradio_app(
        app,
        build(practice, taken_along),
        path="/",
        theme=theme(),
        css_paths=STYLE,
        head_paths=APPEARANCE,
        footer_links=[],
        show_error=False,
        run_history=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        max_file_size=MAX_UPLOAD_BYTES,
        ssr_mode=False,
        server_name=settings.host,
        server_port=listener.getsockname()[1],
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    # What a page that is still open makes of being cut off at the end is no news to whoever pressed Ctrl+C.
    logging.getLogger("uvicorn.error").addFilter(lambda record: not server.should_exit)
    host, port = listener.getsockname()[:2]
    announce(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    practice.coach.start(read_ahead=True)
    server.run(sockets=[listener])
