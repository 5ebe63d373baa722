"""A model being fetched in the background, for every open page to watch."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError
from coach.models.catalogue import ModelEntry
from coach.models.fetch import pull
from coach.models.transfer import Cancelled, Progress

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetching:
    """How it stands. `notice` is what is worth knowing on the way, or the end; `failed` says that it is a bad one."""

    name: str
    progress: Progress
    running: bool = True
    notice: str = ""
    failed: bool = False


class Download:
    """Fetches one model at a time through `coach.models.fetch`, which checks it, goes on where an earlier attempt ended, and keeps what it has when stopped."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._cancel = threading.Event()
        self.state: Fetching | None = None  # None before the first

    def start(self, entry: ModelEntry, models_dir: Path, fetched: Callable[[], None]) -> None:
        """Begin; `fetched` is called when the model is there. Raises CoachError while another one is being fetched."""
        with self._starting:
            if self.state is not None and self.state.running:
                raise CoachError(f"{self.state.name} is being downloaded; wait for it or press Cancel download.")
            self._cancel = threading.Event()
            self.state = Fetching(entry.name, Progress(0, entry.bytes, "starting"))
        threading.Thread(target=self._run, args=(entry, models_dir, fetched, self._cancel), name=f"fetch {entry.name}", daemon=True).start()

    def cancel(self) -> None:
        """Stop soon; what was fetched is kept."""
        self._cancel.set()

    def _run(self, entry: ModelEntry, models_dir: Path, fetched: Callable[[], None], cancel: threading.Event) -> None:
        notice = ""
        latest = Progress(0, entry.bytes, "starting")

        def report(progress: Progress) -> None:
            nonlocal notice, latest
            if progress.notice:
                notice = f"{progress.message}."
            else:
                latest = progress
            self.state = Fetching(entry.name, latest, notice=notice)

        here = ""
        try:
            pull(entry, models_dir, report, cancel)
            here = f"{entry.name} is here, complete and checked. "
            fetched()
        except Cancelled:
            self.state = Fetching(entry.name, latest, running=False, notice="The download is stopped. What was fetched is kept: Download goes on from there.")
        except CoachError as error:
            self.state = Fetching(entry.name, latest, running=False, notice=f"{here}{error}", failed=True)
        except Exception as error:
            log.exception("while fetching %s", entry.name)
            problem = f"{here}Something unexpected went wrong ({type(error).__name__}); the log has the details. Press Download to try again."
            self.state = Fetching(entry.name, latest, running=False, notice=problem, failed=True)
        else:
            self.state = Fetching(entry.name, latest, running=False, notice=here.strip())
