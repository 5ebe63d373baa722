"""Loading in the background: what is shown, and what happens when it fails."""

import threading

import pytest

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.interview.loading import Loading, Progress, Report

SOON = 5.0  # seconds that a thread is given


class Attempts:
    """Something to load that fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.number = 0

    def __call__(self, report: Report) -> str:
        self.number += 1
        if self.failures:
            raise self.failures.pop(0)
        return "loaded"


def test_what_was_loaded_is_loaded_once() -> None:
    load = Attempts()
    loading = Loading("Model", load)
    assert loading.progress == Progress("Model: waiting")
    assert {loading.wait(), loading.wait()} == {"loaded"}
    loading.start()
    assert load.number == 1
    assert loading.progress == Progress("Model: ready", 1.0, ready=True)


def test_progress_is_shown_while_it_loads() -> None:
    reported, go_on = threading.Event(), threading.Event()

    def load(report: Report) -> int:
        report("reading the file", 0.25)
        reported.set()
        assert go_on.wait(SOON)
        return 1

    loading = Loading("Model", load)
    loading.start()
    assert reported.wait(SOON)
    assert loading.progress == Progress("Model: reading the file", 0.25)
    go_on.set()
    assert loading.wait() == 1


def test_stop_ends_the_waiting_and_not_the_loading() -> None:
    go_on = threading.Event()
    loading = Loading("Model", lambda _report: go_on.wait(SOON))
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Stopped):
        loading.wait(cancel)
    go_on.set()
    assert loading.wait()


def test_a_failure_is_shown_and_told_in_the_same_words() -> None:
    loading = Loading("Model", Attempts(CoachError("The file is missing; pull it.")))
    with pytest.raises(CoachError, match=r"^The file is missing; pull it\.$"):
        loading.wait()
    assert loading.progress == Progress("Model: failed", error="The file is missing; pull it.")


def test_an_unexpected_failure_says_what_failed_and_where_to_look(caplog: pytest.LogCaptureFixture) -> None:
    loading = Loading("Model", Attempts(MemoryError("out of memory")))
    with pytest.raises(CoachError, match=r"Model could not be loaded \(out of memory\); the log has the details"):
        loading.wait()
    assert "MemoryError" in caplog.text


def test_after_a_failure_was_told_the_next_use_tries_again() -> None:
    load = Attempts(CoachError("The file is missing."), CoachError("It is still missing."))
    loading = Loading("Model", load)
    with pytest.raises(CoachError, match="is missing"):
        loading.wait()
    with pytest.raises(CoachError, match="still missing"):
        loading.wait()
    assert loading.wait() == "loaded"
    assert loading.progress.ready
    assert load.number == 3


def test_a_failure_in_the_background_is_told_before_it_is_tried_again() -> None:
    load = Attempts(CoachError("The file is missing."))
    loading = Loading("Model", load)
    loading.start()
    while loading.progress.error is None:
        pass
    loading.start()
    assert load.number == 1
    with pytest.raises(CoachError, match="is missing"):
        loading.wait()


def test_everybody_who_waits_for_an_attempt_hears_of_its_failure() -> None:
    go_on = threading.Event()
    errors: list[CoachError] = []
    attempts = 0

    def load(_report: Report) -> str:
        nonlocal attempts
        attempts += 1
        assert go_on.wait(SOON)
        raise CoachError("The file is missing.")

    loading = Loading("Model", load)
    loading.start()

    def wait() -> None:
        try:
            loading.wait()
        except CoachError as error:
            errors.append(error)

    waiting = [threading.Thread(target=wait) for _ in range(3)]
    for thread in waiting:
        thread.start()
    go_on.set()
    for thread in waiting:
        thread.join(SOON)
    assert [str(error) for error in errors] == ["The file is missing."] * 3
    assert attempts <= 3


def test_what_is_put_in_place_stays_whatever_the_attempt_before_comes_to() -> None:
    may = threading.Event()

    def slow(_report: Report) -> str:
        may.wait()
        raise CoachError("It is gone.")

    loading = Loading("Search", slow)
    loading.start()
    loading.put("newer")
    assert loading.wait() == "newer"
    may.set()
    for thread in threading.enumerate():
        if thread.name == "load Search":
            thread.join()
    assert loading.wait() == "newer"
    assert loading.progress.ready
