"""What an evaluation has computed, kept so that a run that was interrupted goes on, and one that is repeated costs nothing."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from coach.config import PACKAGE_DIR
from coach.errors import CoachError

# What a verdict depends on besides its inputs and the models. A change to any of these makes old results void.
_DEPENDS_ON = ("evaluation", "grading", "guides", "llm", "prompts.py", "text.py", "index/embedder.py", "interview/answers.py", "interview/coach.py")


class Results:
    """A file of JSON lines, one result each, by the content that it was computed from."""

    def __init__(self, path: Path, *version: str) -> None:
        """Read what is in the file, which need not exist. `version` tells the models apart; the code's version is added.

        A last line that an interruption cut short is dropped. Raises CoachError when the file can't be read or made.
        """
        self._path = path
        self._version = [code_version(), *version]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = path.read_text("utf-8").split("\n") if path.exists() else [""]
            if lines[-1]:  # cut short: what is appended must start on a line of its own
                os.truncate(path, path.stat().st_size - len(lines[-1].encode()))
            self._known: dict[str, Any] = dict(json.loads(line) for line in lines[:-1])
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise CoachError(f"{path}: results can't be kept there ({error.strerror}); make room or set COACH_HOME to another folder.") from error
        except (ValueError, TypeError) as error:
            raise CoachError(f"{path}: this file of earlier results is damaged; delete it and run the command again.") from error

    def get(self, parts: Sequence[str], compute: Callable[[], Any]) -> Any:
        """The result for `parts` (any JSON value), computed unless it is there. Raises CoachError when it can't be written down."""
        key = hashlib.sha256(json.dumps([*self._version, *parts]).encode()).hexdigest()
        if key not in self._known:
            self._known[key] = compute()
            try:
                self._file.write(json.dumps([key, self._known[key]]) + "\n")
                self._file.flush()
            except OSError as error:
                raise CoachError(f"{self._path}: a result can't be kept ({error.strerror}); make room and run the command again.") from error
        return self._known[key]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def code_version(package: Path = PACKAGE_DIR) -> str:
    """Changes with every change to the code that grades."""
    digest = hashlib.sha256()
    for name in _DEPENDS_ON:
        source = package / name
        for file in sorted(source.rglob("*.py")) if source.is_dir() else [source]:
            digest.update(file.read_bytes())
    return digest.hexdigest()
