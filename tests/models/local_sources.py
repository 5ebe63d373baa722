"""Sources that tests run on this machine: a Hub on the loopback that can misbehave, and small wheels for pip to find."""

import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from coach.models.catalogue import ModelEntry, ModelFile, Source
from coach.models.transfer import Progress

DEAD_ENDPOINT = "http://127.0.0.1:9"  # the discard port: nobody answers, at once


def quiet(progress: Progress) -> None:
    """A report that goes nowhere."""


def entry_of(content: bytes, *sources: Source, name: str = "tiny", path: str = "tiny.gguf") -> ModelEntry:
    """A catalogue entry for these bytes."""
    file = ModelFile(path, len(content), hashlib.sha256(content).hexdigest())
    return ModelEntry(name, "llm", (file,), "Apache-2.0", 2048, 1, "chatml", sources, "")


def python_environment(**changes: str) -> dict[str, str]:
    """The environment for a Python process that imports this checkout."""
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])} | changes


@dataclass
class Hub:
    """A Hub on the loopback. behaviour: ranges, no-ranges, redirect, drop-once, hang, silent-half, or an HTTP status."""

    files: dict[str, bytes] = field(default_factory=dict)
    behaviour: str = "ranges"
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    sent: int = 0
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def serve(self, repo: str, revision: str, path: str, content: bytes) -> None:
        self.files[f"/{repo}/resolve/{revision}/{path}"] = content


@contextmanager
def running(hub: Hub) -> Iterator[None]:
    """Answer requests until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            hub.requests.append((self.path, asked))
            if hub.behaviour == "hang":
                hub.closing.wait(30)
                return
            if hub.behaviour.isdecimal() or self.path.removeprefix("/cdn") not in hub.files:
                self.send_error(int(hub.behaviour) if hub.behaviour.isdecimal() else 404)
                return
            if hub.behaviour == "redirect" and not self.path.startswith("/cdn"):
                self.send_response(302)
                self.send_header("Location", f"{hub.url}/cdn{self.path}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content = hub.files[self.path.removeprefix("/cdn")]
            start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and hub.behaviour != "no-ranges" else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            part = content[start:]
            behaviour = hub.behaviour
            if behaviour in ("drop-once", "silent-half"):
                part = part[: len(part) // 2]
                hub.behaviour = "ranges"
                self.close_connection = True
            self.wfile.write(part)
            hub.sent += len(part)
            if behaviour == "silent-half":
                self.wfile.flush()
                hub.closing.wait(30)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that leaves half way, as one does that is cancelled, is not worth a traceback."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        hub.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Index:
    """A folder in which pip finds wheels, instead of PyPI."""

    folder: Path

    def add(self, name: str, members: dict[str, bytes], version: str = "1.0") -> str:
        """Put a wheel there and return its requirement."""
        stem = f"{name.replace('-', '_')}-{version}"
        with zipfile.ZipFile(self.folder / f"{stem}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
            archive.writestr(f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{stem}.dist-info/RECORD", "")
        return f"{name}=={version}"

    def add_parts(self, content: bytes, parts: int) -> tuple[str, ...]:
        """Split the bytes over that many wheels and return their requirements in order."""
        step = -(-len(content) // parts)
        return tuple(
            self.add(f"tiny-part{number}", {f"tiny_part{number}/data/part{number:02}.bin": content[(number - 1) * step : number * step]})
            for number in range(1, parts + 1)
        )

    def remove(self, requirement: str) -> None:
        name, _, version = requirement.partition("==")
        (self.folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl").unlink()
