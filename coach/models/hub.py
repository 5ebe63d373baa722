"""One file from the Hugging Face Hub, or from whatever HF_ENDPOINT names, going on where an earlier attempt stopped."""

import os
import queue
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from coach import __version__
from coach.models.catalogue import HubSource, ModelFile
from coach.models.transfer import Progress, Report, SourceFailed, check_cancel, size_of

DEFAULT_ENDPOINT = "https://huggingface.co"
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 8.0  # until the answer begins, name look-up and redirects included: a machine without the Hub must not wait long for its next source
STALL_SECONDS = 15.0  # without a byte
ATTEMPTS = 5  # connections per call, each going on where the last one broke off
POLL_SECONDS = 0.1  # how soon a cancel is seen


def endpoint() -> str:
    """Base URL of the Hub: the variable HF_ENDPOINT if it is set, as for every client of the Hub."""
    return (os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).rstrip("/")


def host() -> str:
    """What to call the Hub in a message."""
    return urlsplit(endpoint()).hostname or endpoint()


def download(source: HubSource, file: ModelFile, partial: Path, report: Report, cancel: threading.Event) -> None:
    """Fetch one file into `partial`, keeping the bytes that are in it already; it then has file.bytes bytes, unchecked.

    Raises SourceFailed where the Hub does not answer or has something of another size, Cancelled, OSError when the disk cannot be written.
    """
    url = f"{endpoint()}/{quote(source.repo)}/resolve/{quote(source.revision)}/{quote(file.path)}"
    for attempt in range(1, ATTEMPTS + 1):
        before = size_of(partial)
        if before > file.bytes:
            partial.unlink()
        if before == file.bytes:
            return
        try:
            _one_connection(url, file, partial, report, cancel)
        except ConnectionError as error:
            if attempt == ATTEMPTS or size_of(partial) <= before:
                raise SourceFailed(f"{host()} does not give {file.path}: {error}") from error
    if size_of(partial) != file.bytes:
        raise SourceFailed(f"{host()} broke off {file.path} {ATTEMPTS} times")


@dataclass(frozen=True)
class _Answer:
    """Status, Content-Range and Content-Length of a response."""

    status: int
    content_range: str
    length: int | None


def _one_connection(url: str, file: ModelFile, partial: Path, report: Report, cancel: threading.Event) -> None:
    """Add to `partial` what one connection gives. Raises ConnectionError where trying again may help, SourceFailed where it does not.

    The connection is read in a thread of its own, so that neither a name look-up nor a silent server can hold up a cancel; only this one writes.
    """
    start = size_of(partial)
    inbox: queue.Queue[_Answer | bytes | Exception | None] = queue.Queue(maxsize=16)
    left = threading.Event()
    threading.Thread(target=_receive, args=(url, start, inbox, left), name="hub-download", daemon=True).start()
    try:
        answer = _next(inbox, ANSWER_SECONDS, cancel)
        if not isinstance(answer, _Answer):
            raise ConnectionError("no answer")
        start = _accepted_start(answer, start, file)
        with partial.open("r+b" if start else "wb") as stream:
            stream.seek(start)
            done = start
            while isinstance(chunk := _next(inbox, STALL_SECONDS, cancel), bytes):
                done += len(chunk)
                if done > file.bytes:
                    raise _other_file(partial, file, f"more than {file.bytes}")
                stream.write(chunk)
                report(Progress(done, file.bytes, f"fetching {file.path} from {host()}"))
        if done < file.bytes:
            raise ConnectionError(f"the connection ended after {done} of {file.bytes} bytes")
    finally:
        left.set()


def _accepted_start(answer: _Answer, start: int, file: ModelFile) -> int:
    """Which byte of the file the response begins with: `start` if the server went on from there, 0 if it begins anew."""
    if answer.status == httpx.codes.OK:
        start, total = 0, answer.length
    elif answer.status == httpx.codes.PARTIAL_CONTENT and (found := re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.content_range)):
        if int(found[1]) != start:
            raise SourceFailed(f"{host()} answers with byte {found[1]} of {file.path} when asked for byte {start}")
        total = int(found[2]) if found[2] != "*" else None
    else:
        raise SourceFailed(f"{host()} does not give {file.path}: HTTP status {answer.status}")
    if total is not None and total != file.bytes:
        raise SourceFailed(f"{host()} has another {file.path}: {total} bytes instead of {file.bytes}")
    return start


def _other_file(partial: Path, file: ModelFile, size: str) -> SourceFailed:
    partial.unlink()
    return SourceFailed(f"{host()} has another {file.path}: {size} bytes instead of {file.bytes}")


def _next(inbox: "queue.Queue[_Answer | bytes | Exception | None]", patience: float, cancel: threading.Event) -> _Answer | bytes | None:
    """What the connection gives next, None at its end. Raises Cancelled, or ConnectionError when it fails or is silent for that many seconds."""
    deadline = time.monotonic() + patience
    while True:
        check_cancel(cancel)
        try:
            item = inbox.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if time.monotonic() > deadline:
                raise ConnectionError(f"nothing came for {patience:.0f} seconds") from None
            continue
        if isinstance(item, Exception):
            raise ConnectionError(str(item) or type(item).__name__) from item
        return item


def _receive(url: str, start: int, inbox: "queue.Queue[_Answer | bytes | Exception | None]", left: threading.Event) -> None:
    """Put the response, then its bytes, then None into the inbox, or the error that ended it; stop once the reader has left."""
    # identity: a compressed answer would have neither the size nor the byte positions of the file
    headers = {"User-Agent": f"interview-coach/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    timeout = httpx.Timeout(STALL_SECONDS, connect=CONNECT_SECONDS)
    try:
        with httpx.Client(timeout=timeout, follow_redirects=True) as client, client.stream("GET", url, headers=headers) as response:
            length = response.headers.get("Content-Length", "")
            _offer(inbox, _Answer(response.status_code, response.headers.get("Content-Range", ""), int(length) if length.isdecimal() else None), left)
            for chunk in response.iter_raw():
                if not _offer(inbox, chunk, left):
                    return
        _offer(inbox, None, left)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        _offer(inbox, error, left)


def _offer(inbox: "queue.Queue[_Answer | bytes | Exception | None]", item: _Answer | bytes | Exception | None, left: threading.Event) -> bool:
    """Wait for room in the inbox. False once the reader has left."""
    while not left.is_set():
        try:
            inbox.put(item, timeout=POLL_SECONDS)
        except queue.Full:
            continue
        return True
    return False
