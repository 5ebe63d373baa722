"""Stop."""

import pytest

from coach.cancel import Cancel


def test_who_listens_is_told_once_when_stop_is_pressed() -> None:
    cancel, told = Cancel(), []
    with cancel.listening(lambda: told.append("first")), cancel.listening(lambda: told.append("second")):
        assert told == []
        cancel.set()
    assert told == ["first", "second"]


def test_who_begins_to_listen_after_stop_is_told_at_once() -> None:
    cancel, told = Cancel(), []
    cancel.set()
    with cancel.listening(lambda: told.append("late")):
        assert told == ["late"]


def test_who_has_finished_hears_no_stop() -> None:
    cancel, told = Cancel(), []
    with pytest.raises(KeyError), cancel.listening(lambda: told.append("gone")):
        raise KeyError
    cancel.set()
    assert told == []
