"""Running `coach` as somebody types it, in this process."""

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from coach.cli.main import main


@dataclass(frozen=True)
class Finished:
    """What a command left."""

    status: int
    stdout: str
    stderr: str


class Terminal:
    """Runs `coach` in this process, so that the libraries are loaded once."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, stdin: bytes = b"") -> Finished:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        printed = self._capsys.readouterr()
        return Finished(int(ended.value.code or 0), printed.out, printed.err)

    def json(self, *arguments: str, stdin: bytes = b"") -> Any:
        finished = self.run(*arguments, "--json", stdin=stdin)
        assert finished.status == 0, finished.stderr
        return json.loads(finished.stdout)
