"""What the page's events do, without a browser: the functions that Gradio would call."""

import inspect
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import FunctionType, SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from hashing import WordHashing
from sqlalchemy import text

from coach.config import Settings
from coach.index.types import Vectors
from coach.interview.coach import Coach
from coach.interview.loading import Loading
from coach.practice.practice import Practice
from coach.store.database import open_database
from coach.store.store import open_store
from coach.web.app import build
from coach.web.context import Context, one_thing_first, played
from coach.web.views import first_visit, library
from coach.web.views import settings as settings_view

BAKING = "---\nterm: Baker\n---\n\n## Technical Questions\n\n### How is sourdough leavened?\n\n- Wild yeast.\n"
PAGE: Any = SimpleNamespace(session_hash="a page")
PATIENCE = 20  # seconds


@pytest.fixture
def context(settings: Settings) -> Iterator[Context]:
    """A page without guides, an embedder that knows only words, and no model."""
    downloads = settings.data_path / "downloads"
    with open_store(settings) as store:
        downloads.mkdir()
        coach = Coach(settings, may_be_empty=True)
        coach.embedder = Loading("Search", lambda _report: WordHashing())
        yield Context(Practice(coach, store, store.default_profile()), downloads)


def put_guide(context: Context, content: str) -> None:
    (context.practice.coach.settings.content_path / "baker.md").write_text(content, "utf-8")


def drop(context: Context, table: str) -> None:
    """The store can't be read any more."""
    with open_database(context.practice.coach.settings).writing() as session:
        session.execute(text(f"DROP TABLE {table}"))


def event(page: gr.Blocks, name: str) -> Callable[..., Any]:
    """The function of that name that the page calls."""
    found: Callable[..., Any] = next(each.fn for each in page.fns.values() if each.fn is not None and each.name == name)
    return found


def called(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> set[Callable[..., Any]]:
    """The coach's functions that this one knows: of its module and of what it is defined in."""
    function = inspect.unwrap(function)
    if isinstance(function, FunctionType) and function not in seen and function.__module__.startswith("coach."):
        seen.add(function)
        known = inspect.getclosurevars(function)
        for each in [*known.nonlocals.values(), *known.globals.values()]:
            if callable(each):
                called(each, seen)
    return seen


def test_no_event_beside_the_queue_says_what_gradio_would_only_print(context: Context) -> None:
    page = build(context.practice, context.taken_along)
    said = {(each.name, each.queue is not False) for each in page.fns.values() if each.fn and called(each.fn, set()) & {one_thing_first, played}}
    queued = {name for name, is_queued in said if is_queued}
    only_printed = {name for name, is_queued in said if not is_queued}
    assert {"on_practise", "on_edit", "on_delete", "on_forget", "on_send"} <= queued
    assert only_printed == set()


def test_a_toast_holds_no_markup_of_a_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(gr, "Info", lambda sentence, title: said.append(sentence))
    one_thing_first("There is no <img src=x onerror=alert(1)>.")
    assert said == ["There is no &lt;img src=x onerror=alert(1)&gt;."]


def test_the_sample_is_offered_as_soon_as_there_is_a_guide_and_the_page_is_loaded_again(context: Context) -> None:
    with gr.Blocks():
        view = first_visit.build(context)
    _, card, words, see, *_ = view.shown
    before = view.on_load()
    assert (before[card]["visible"], before[see]["visible"], "prepared answer" in before[words]) == (True, False, False)
    put_guide(context, BAKING)
    context.practice.coach.library = Coach(context.practice.coach.settings).library
    after = view.on_load()
    assert (after[card]["visible"], after[see]["visible"], "prepared answer" in after[words]) == (True, True, True)
    assert "How is sourdough leavened?" in str(next(view.on_sample(PAGE)))


def test_a_store_that_can_not_be_read_is_said_on_the_page(context: Context) -> None:
    with gr.Blocks():
        view = first_visit.build(context)
    drop(context, "interviews")
    changed = view.on_load()
    assert "damaged file can be moved away" in changed[view.shown[0]]["value"]
    assert changed[view.own]["visible"]


def test_an_import_into_a_store_that_can_not_be_read_says_so(context: Context) -> None:
    with gr.Blocks() as page:
        view = settings_view.build(context, gr.Timer())
    drop(context, "profiles")
    upload = context.taken_along / "mine.json"
    upload.write_text("[]", "utf-8")
    changed = event(page, "on_import")(str(upload))
    assert "damaged file can be moved away" in changed[view.shown[-1]]


def test_a_sample_that_was_left_does_not_come_back(context: Context) -> None:
    put_guide(context, BAKING)
    context.practice.coach.library = Coach(context.practice.coach.settings).library
    with gr.Blocks() as page:
        view = first_visit.build(context)
    running = view.on_sample(PAGE)
    assert next(running)[view.own]["visible"] is False
    assert event(page, "on_own")(PAGE)[view.own]["visible"] is True
    rest = list(running)
    assert rest
    assert not any(view.own in each for each in rest)


def test_a_file_that_changed_during_a_rebuild_is_said_after_it(context: Context) -> None:
    class Meanwhile(WordHashing):
        def encode(self, texts: Sequence[str], report: Callable[[int], None] | None = None, cancel: threading.Event | None = None) -> Vectors:
            put_guide(context, BAKING.replace("Wild yeast", "Bacteria"))
            return super().encode(texts, report, cancel)

    put_guide(context, BAKING)
    context.practice.coach.embedder = Loading("Search", lambda _report: Meanwhile())
    with gr.Blocks() as page:
        view = library.build(context)
    building = view.shown[1]
    event(page, "begun")()
    assert "have changed since the coach read them" in outcome(page, building)
    event(page, "begun")()
    assert "The index is up to date" in outcome(page, building)


def outcome(page: gr.Blocks, building: gr.components.Component) -> str:
    """What the view says of the rebuild when that has ended."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        changed = event(page, "on_tick")(None)
        if "progress" not in changed[building]:
            return str(changed[building])
        time.sleep(0.02)
    raise AssertionError("the rebuild does not end")
