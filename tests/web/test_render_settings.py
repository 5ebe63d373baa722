"""The settings as HTML: names of files and servers stay text, and what can't be loaded says what to do next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.config import load_settings
from coach.interview.loading import Progress
from coach.models import transfer
from coach.models.catalogue import find
from coach.models.here import Machine
from coach.web import render
from coach.web.downloading import Fetching

HOSTILE = '"><img src=x onerror=alert(1)>'
MACHINE = Machine(8 * 10**9, 10**12)
READY, FAILED = Progress("Search: ready", 1.0, ready=True), Progress("Model: failed", error="qwen2.5-coder-1.5b is not here.")


def test_the_table_says_what_is_here_in_use_and_fits() -> None:
    rows = [(find("qwen2.5-coder-1.5b"), "installed"), (find("qwen3-4b"), "absent")]
    shown = render.models(rows, load_settings(model="qwen2.5-coder-1.5b"), MACHINE)  # type: ignore[arg-type]
    assert shown.count("in use</span>") == 1
    assert shown.index("in use</span>") < shown.index("qwen3-4b")
    assert "not here" in shown
    assert "Apache-2.0" in shown
    assert "In use as the language model" not in shown


@pytest.mark.parametrize("settings", [{"model": f"{HOSTILE}.gguf"}, {"llm_url": f"http://{HOSTILE}"}])
def test_what_is_used_instead_is_named_and_stays_text(settings: dict[str, str]) -> None:
    shown = render.models([(find("qwen3-4b"), "absent")], load_settings(**settings), MACHINE)
    assert "&gt;&lt;img src=x" in shown
    assert "<img" not in shown


def test_privacy_says_what_leaves_this_machine() -> None:
    assert "Nothing that you write leaves this machine" in render.privacy([("Here", "/a")], None)
    shown = render.privacy([(HOSTILE, HOSTILE)], HOSTILE)
    assert "are sent to the model at" in shown
    assert "<img" not in shown


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.text())
def test_a_download_shows_a_share_between_nothing_and_all(done: int, total: int, message: str) -> None:
    shown = render.fetching(Fetching("tiny", transfer.Progress(done, total, message)))
    share = float(shown.split('value="')[1].split('"')[0])
    assert 0 <= share <= 100
    assert "\n" not in shown


def test_an_error_at_the_top_says_what_to_do_next() -> None:
    local = render.status((READY, FAILED), None)
    assert "qwen2.5-coder-1.5b is not here." in local
    assert "under Settings, the last tab, a model can be downloaded" in local
    assert "see that the server runs" in render.status((READY, FAILED), None, "http://127.0.0.1:1/v1")
