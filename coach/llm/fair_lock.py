"""A lock that serves whoever came first: the turn-taking of several users on one model."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from coach.cancel import Cancel, Stopped

CANCEL_POLL_SECONDS = 0.1


class FairLock:
    """First come, first served. Somebody who holds it in small steps gives everybody else a turn between two of them."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._queue: deque[object] = deque()

    @contextmanager
    def turn(self, cancel: Cancel | None = None) -> Iterator[None]:
        """Wait for one's turn and hold it. Raises Stopped when `cancel` is set while waiting."""
        ticket = object()
        with self._condition:
            self._queue.append(ticket)
            try:
                while self._queue[0] is not ticket:
                    if cancel is not None and cancel.is_set():
                        raise Stopped
                    self._condition.wait(CANCEL_POLL_SECONDS if cancel is not None else None)
            except BaseException:
                self._leave(ticket)
                raise
        try:
            yield
        finally:
            with self._condition:
                self._leave(ticket)

    def _leave(self, ticket: object) -> None:
        self._queue.remove(ticket)
        self._condition.notify_all()
