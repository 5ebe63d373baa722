"""The first visit: a card that says what this is, and the guided sample."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import gradio as gr

from coach.errors import CoachError
from coach.guides.types import Question
from coach.interview.sample import sample_question
from coach.web import render, sampling
from coach.web.context import QUICK, SLOW, Changes, Context, chatbot, one_thing_first, played
from coach.web.visit import Sampling

WHILE_LOADING = "The sample starts in a moment."


@dataclass(frozen=True)
class FirstVisit:
    """What the page does with it."""

    own: gr.Column  # for what somebody practises, out of the way while the sample is shown
    shown: list[gr.components.Component]
    on_load: Callable[[], Changes]  # a page was opened
    on_sample: Callable[[gr.Request], Iterator[Changes]]  # the sample is asked for


def build(context: Context) -> FirstVisit:
    """The card and the sample, above a column for what somebody practises."""
    practice = context.practice
    trouble = gr.HTML("", visible=False)
    with gr.Column(visible=False, elem_classes="coach-welcome") as card:
        words = gr.HTML("", padding=False)
        with gr.Row(elem_classes="coach-actions"):
            see = gr.Button("See a sample (two minutes)", variant="primary", visible=False)
            skip = gr.Button("No, thanks")
    with gr.Column(visible=False, elem_classes="coach-sample") as sample:
        chat = chatbot(WHILE_LOADING)
        with gr.Row(elem_classes="coach-actions"):
            start = gr.Button("Start my own interview", variant="primary")
            stop = gr.Button("Stop", variant="stop", visible=False)
    own = gr.Column(elem_classes="coach-practising")
    shown = [trouble, card, words, see, sample, own, chat, stop]

    def question_now() -> Question | None:
        return sample_question(practice.coach.library.guides)

    def states(conversation: Sampling, *, busy: bool) -> Changes:
        in_front = {card: gr.update(visible=False), sample: gr.update(visible=True), own: gr.update(visible=False)} if conversation.is_shown else {}
        return in_front | {chat: list(conversation.messages), stop: gr.update(visible=busy)}

    def on_load() -> Changes:
        can_sample = question_now() is not None
        changed: Changes = {
            trouble: gr.update(visible=False),
            card: gr.update(visible=False),
            words: render.welcome(can_sample),
            see: gr.update(visible=can_sample),
            sample: gr.update(visible=False),
            own: gr.update(visible=True),
        }
        try:
            return changed | {card: gr.update(visible=practice.is_new())}
        except CoachError as error:
            return changed | {trouble: gr.update(value=render.problem(str(error)), visible=True)}

    def on_sample(request: gr.Request) -> Iterator[Changes]:
        question = question_now()
        if question is None:
            one_thing_first("Your guides have no question with a model answer yet; add one, then reload the page.")
            return
        conversation = context.visit(request).sampling
        conversation.is_shown = True
        for _ in played(sampling.sample(practice.coach, conversation, question)):
            yield states(conversation, busy=True)
        yield states(conversation, busy=conversation.cancel is not None)

    def on_own(request: gr.Request) -> Changes:
        conversation = context.visit(request).sampling
        conversation.is_shown = False  # first: what the sample still has to say must not bring it back
        conversation.stop()
        return {card: gr.update(visible=False), sample: gr.update(visible=False), own: gr.update(visible=True)}

    def on_stop(request: gr.Request) -> None:
        context.visit(request).sampling.stop()

    see.click(on_sample, None, shown, **SLOW)
    stop.click(on_stop, None, None, **QUICK)
    gr.on([start.click, skip.click], on_own, None, [card, sample, own], **QUICK)
    return FirstVisit(own, shown, on_load, on_sample)
