"""What views show that were built before the guides changed, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from hashing import WordHashing

from coach.cancel import Cancel
from coach.config import Settings
from coach.interview.coach import Coach
from coach.interview.loading import Loading
from coach.practice.practice import Practice
from coach.store.store import open_store
from coach.web.context import Changes, Context
from coach.web.views import explain, practise, review

BAKING = "---\nterm: Baker\n---\n\n## Technical Questions\n\n### How is sourdough leavened?\n\n- **Wild Yeast**: It is in the air.\n"
SMITHING = "---\nterm: Smith\n---\n\n## Technical Questions\n\n### What is an anvil?\n\n- A block.\n"


@pytest.fixture
def context(settings: Settings, tmp_path: Path) -> Iterator[Context]:
    (settings.content_path / "craft.md").write_text(BAKING, "utf-8")
    coach = Coach(settings)
    coach.embedder = Loading("Search", lambda _report: WordHashing())
    with open_store(settings) as store:
        yield Context(Practice(coach, store, store.default_profile()), tmp_path)


def change(context: Context, guide: str) -> None:
    """Another guide in the place of the one there is, and in use."""
    coach = context.practice.coach
    (coach.settings.content_path / "craft.md").write_text(guide, "utf-8")
    coach.reload(lambda _progress: None, Cancel())


def only(changes: Changes) -> object:
    [change] = changes.values()
    return change


def test_examples_are_those_of_the_guides_there_are_now(context: Context) -> None:
    with gr.Blocks(), gr.Tabs() as tabs, gr.Tab("One"):
        view = explain.build(context, practise.build(context), tabs)
    visitor = gr.Request(session_hash="a visitor")
    assert 'data-query="Wild Yeast"' in str(only(view.on_open(visitor)))
    change(context, SMITHING)
    opened = str(only(view.on_open(visitor)))
    assert 'data-query="What is an anvil?"' in opened
    assert "Wild Yeast" not in opened
    assert opened in view.on_load(visitor).values()
    change(context, SMITHING.replace("- A block.\n", ""))
    assert "For example:" not in str(only(view.on_open(visitor)))


def test_a_conversation_is_left_alone_when_the_view_is_opened_again(context: Context) -> None:
    with gr.Blocks(), gr.Tabs() as tabs, gr.Tab("One"):
        view = explain.build(context, practise.build(context), tabs)
    visitor = gr.Request(session_hash="a visitor")
    context.visit(visitor).explaining.say("Something.")
    assert not set(view.on_open(visitor)) & set(view.shown)


def test_a_question_that_is_gone_is_chosen_no_more(context: Context) -> None:
    [asked] = context.practice.coach.library.guides[0].questions
    with gr.Blocks():
        view = review.build(context)
    assert view.on_open(asked.id)[view.question]["value"] == asked.id
    change(context, SMITHING)
    chosen = view.on_open(asked.id)[view.question]
    assert chosen["value"] == review.FOUND_FROM_ANSWER
    assert [name for name, _ in chosen["choices"]] == [review.FIND_IT, "What is an anvil?"]
