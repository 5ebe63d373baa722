"""Stopping work that is under way: the person pressed Stop, or left."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coach.errors import CoachError


class Stopped(CoachError):
    """The person pressed Stop or left; what was under way has ended."""

    def __init__(self) -> None:
        super().__init__("Stopped.")


class Cancel(threading.Event):
    """An event that also tells whoever is in the middle of the work, so that Stop need not wait for the next look at it."""

    def __init__(self) -> None:
        super().__init__()
        self._listeners: list[Callable[[], object]] = []

    def set(self) -> None:
        """Cancel; every listener is called once, in this thread."""
        super().set()
        for listener in tuple(self._listeners):
            listener()

    @contextmanager
    def listening(self, listener: Callable[[], object]) -> Iterator[None]:
        """Have `listener` called when `set` is, or at once if it has been already."""
        self._listeners.append(listener)
        try:
            if self.is_set():
                listener()
            yield
        finally:
            self._listeners.remove(listener)
