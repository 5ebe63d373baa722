"""The guides read again and the index brought up to date in the background, once for all open pages."""

import threading
from typing import TYPE_CHECKING

from coach.cancel import Cancel
from coach.interview.coach import Coach
from coach.interview.loading import Loading, Progress, Report

if TYPE_CHECKING:
    from coach.index.build import BuildSummary


class Rebuilding:
    """The rebuild under way, or the last one."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._lock = threading.Lock()
        self._cancel = Cancel()
        self._latest: Loading[BuildSummary | None] | None = None

    @property
    def progress(self) -> Progress | None:
        """How the rebuild goes, or how the last one ended; None before the first."""
        return self._latest.progress if self._latest else None

    @property
    def under_way(self) -> bool:
        """Whether there is something to wait for."""
        progress = self.progress
        return progress is not None and not progress.ready and progress.error is None

    @property
    def is_stopped(self) -> bool:
        """Whether the last one has ended before it was done because somebody wanted that."""
        progress = self.progress
        return progress is not None and progress.error is not None and self._cancel.is_set()

    def start(self) -> None:
        """Begin. One that is under way may have read an older version of a guide and gives way; what it embedded is kept."""
        with self._lock:
            self._cancel.set()
            self._cancel = cancel = Cancel()

            def rebuild(report: Report) -> "BuildSummary | None":
                return self._coach.reload(lambda progress: report(progress.message, progress.share), cancel)

            self._latest = Loading("Index", rebuild)
            self._latest.start()

    def stop(self) -> None:
        """Stop what is under way; the coach goes on with what it had."""
        self._cancel.set()
