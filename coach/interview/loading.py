"""Loading something slow in the background, so that the page is there first and can show how it goes."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError

log = logging.getLogger(__name__)

Loaded = TypeVar("Loaded")
Report = Callable[[str, float | None], None]  # given a message and a share, 0 to 1 or None when unknown
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How loading goes. `share` is 0 to 1, or None when unknown; `error` is the sentence to show when it failed."""

    message: str
    share: float | None = None
    ready: bool = False
    error: str | None = None


class Loading(Generic[Loaded]):
    """Runs `load` in a thread of its own: once, and once more whenever it failed and somebody asks again after being told so."""

    def __init__(self, name: str, load: Callable[[Report], Loaded]) -> None:
        self._name = name
        self._load = load
        self._lock = threading.Lock()
        self._attempt: Future[Loaded] | None = None
        self._progress = Progress(f"{name}: waiting")

    @property
    def progress(self) -> Progress:
        """The latest state."""
        return self._progress

    def start(self) -> None:
        """Begin; does nothing while loading is under way or done."""
        self._current()

    def put(self, loaded: Loaded) -> None:
        """What `wait` gives from now on, in place of what was loaded; whoever has that keeps it."""
        attempt: Future[Loaded] = Future()
        attempt.set_result(loaded)
        with self._lock:
            self._attempt = attempt
            self._progress = Progress(f"{self._name}: ready", 1.0, ready=True)

    def wait(self, cancel: Cancel | None = None) -> Loaded:
        """What was loaded, once it is. Raises CoachError when loading failed, Stopped when `cancel` is set first.

        After a failure was raised the next call tries again: its cause, such as a missing file, may be gone.
        """
        attempt = self._current()
        while True:
            try:
                return attempt.result(POLL_SECONDS)
            except TimeoutError:
                if cancel is not None and cancel.is_set():
                    raise Stopped from None
            except CoachError:
                with self._lock:
                    if self._attempt is attempt:
                        self._attempt = None
                raise

    def _current(self) -> Future[Loaded]:
        with self._lock:
            if self._attempt is None:
                self._attempt = Future()
                threading.Thread(target=self._run, args=(self._attempt,), name=f"load {self._name}", daemon=True).start()
            return self._attempt

    def _run(self, attempt: Future[Loaded]) -> None:
        def report(message: str, share: float | None) -> None:
            self._tell(attempt, Progress(f"{self._name}: {message}", share))

        try:
            report("loading", None)
            loaded = self._load(report)
        except CoachError as error:
            self._failed(attempt, error)
        except Exception as error:
            log.exception("loading %s", self._name)
            self._failed(attempt, CoachError(f"{self._name} could not be loaded ({error}); the log has the details."))
        else:
            self._tell(attempt, Progress(f"{self._name}: ready", 1.0, ready=True))
            attempt.set_result(loaded)

    def _failed(self, attempt: Future[Loaded], error: CoachError) -> None:
        self._tell(attempt, Progress(f"{self._name}: failed", error=str(error)))
        attempt.set_exception(error)

    def _tell(self, attempt: Future[Loaded], progress: Progress) -> None:
        """How an attempt goes, unless something else was put in its place."""
        with self._lock:
            if self._attempt is attempt:
                self._progress = progress
