"""Loading something slow in the background, so that the page is there first and can show how it goes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError

log = logging.getLogger(__name__)

Loaded = TypeVar("Loaded")
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How loading goes. `share` is 0 to 1, or None when unknown; `error` is the sentence to show when it failed."""

    message: str
    share: float | None = None
    ready: bool = False
    error: str | None = None


class Loading(Generic[Loaded]):
    """Runs `load` once in a thread of its own. `load` is given a function to report a message and a share with."""

    def __init__(self, name: str, load: Callable[[Callable[[str, float | None], None]], Loaded]) -> None:
        self._name = name
        self._load = load
        self._done = threading.Event()
        self._started = threading.Lock()
        self._result: Loaded | None = None
        self._progress = Progress(f"{name}: waiting")

    @property
    def progress(self) -> Progress:
        """The latest state."""
        return self._progress

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name=f"load {self._name}", daemon=True).start()

    def wait(self, cancel: Cancel | None = None) -> Loaded:
        """What was loaded, once it is. Raises CoachError when loading failed, Stopped when `cancel` is set first."""
        self.start()
        while not self._done.wait(POLL_SECONDS):
            if cancel is not None and cancel.is_set():
                raise Stopped
        if self._result is None:
            raise CoachError(self._progress.error or f"{self._name} did not load; restart the coach.")
        return self._result

    def _run(self) -> None:
        try:
            self._report("loading", None)
            self._result = self._load(self._report)
            self._progress = Progress(f"{self._name}: ready", 1.0, ready=True)
        except CoachError as error:
            self._progress = Progress(f"{self._name}: failed", error=str(error))
        except Exception as error:
            log.exception("loading %s", self._name)
            self._progress = Progress(f"{self._name}: failed", error=f"{self._name} could not be loaded ({error}); the log has the details.")
        finally:
            self._done.set()

    def _report(self, message: str, share: float | None) -> None:
        self._progress = Progress(f"{self._name}: {message}", share)
