"""Explain: ask about a concept, read where each sentence comes from, and be asked about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import gradio as gr

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.web import explaining, render
from coach.web.context import QUICK, SLOW, UNCHANGED, Changes, Context, one_thing_first, played
from coach.web.conversation import taken
from coach.web.views.practise import Practise
from coach.web.visit import Explaining, Step, Steps

PLACEHOLDER = "A concept or a question. Shift+Enter sends."
# A link within the page must not go by Gradio's <base>, or a page with a theme in its address would be loaded anew. Of the buttons those with a query ask it
# and those with a question start an interview; `trigger` is the component's own way to say so.
PRESSED = """element.addEventListener('click', event => {
  const link = event.target.closest('a'), button = event.target.closest('button')
  if (link) { event.preventDefault(); location.assign(location.pathname + location.search + link.hash) }
  if (button) trigger('query' in button.dataset ? 'submit' : 'select', {...button.dataset})
})"""


@dataclass(frozen=True)
class Explain:
    """What is done when the page and when the view is opened."""

    shown: list[gr.components.Component]
    on_load: Callable[[gr.Request], Changes]
    on_open: Callable[[gr.Request], Changes]


def build(context: Context, practising: Practise, tabs: gr.Tabs) -> Explain:
    """The view. `practising` is the one that interviews are held in, on the tab "practise" of `tabs`."""
    practice = context.practice
    offered = practice.coach.library, explaining.examples(practice.coach.library)

    def examples() -> list[str]:
        """What could be asked of the guides as they are now, found once for them."""
        nonlocal offered
        library = practice.coach.library
        if library is not offered[0]:
            offered = library, explaining.examples(library)
        return offered[1]

    with gr.Column(elem_classes="coach-explain"):
        with gr.Column():
            talk = gr.HTML(render.talk((), examples()), js_on_load=PRESSED)
            box = gr.Textbox(label="What should be explained?", placeholder=PLACEHOLDER, lines=2, max_lines=14, elem_classes="coach-box")
            with gr.Row(elem_classes="coach-actions"):
                send = gr.Button("Send", variant="primary")
                stop = gr.Button("Stop", variant="stop", visible=False)
        with gr.Column():
            panel = gr.HTML(render.panel((), is_looking=False), js_on_load=PRESSED)
            past = gr.HTML("", js_on_load=PRESSED)
            forget = gr.Button("Forget what was asked", size="sm", visible=False, elem_classes="coach-forget")
    shown = [talk, panel, box, send, stop, past, forget]

    def states(conversation: Explaining, step: Step, *, busy: bool) -> Changes:
        """What of the view is there, as the conversation stands."""
        return {
            talk: render.talk(conversation.messages, examples()),
            panel: render.panel(conversation.sources, is_looking=conversation.is_looking),
            box: gr.update() if step.box is None else step.box,
            send: gr.update(visible=not busy),
            stop: gr.update(visible=busy),
        }

    def history() -> Changes:
        try:
            asked = practice.looked_up()
            return {past: render.asked_before(asked), forget: gr.update(visible=bool(asked))}
        except CoachError as error:
            return {past: render.problem(str(error)), forget: gr.update(visible=False)}

    def shows(conversation: Explaining, steps: Steps) -> Iterator[Changes]:
        last = Step()
        for step in played(steps):
            yield states(conversation, step, busy=True)
            last = Step(step.box if step.box else None)
        yield states(conversation, last, busy=conversation.cancel is not None) | history()

    def asked(text: str, request: gr.Request, *, typed: bool) -> Iterator[Changes]:
        conversation = context.visit(request).explaining

        def explained(cancel: Cancel) -> Steps:
            yield from explaining.explain_beside(practice, conversation, text, cancel, typed=typed)

        yield from shows(conversation, taken(conversation, text if typed else None, explained))

    def on_send(text: str | None, request: gr.Request) -> Iterator[Changes]:
        yield from asked(text or "", request, typed=True)

    def on_query(event: gr.EventData, request: gr.Request) -> Iterator[Changes]:
        yield from asked(str(event.query), request, typed=False)

    def on_question(event: gr.EventData, request: gr.Request) -> Iterator[Changes]:
        visit = context.visit(request)
        before = visit.interview
        try:
            question = practice.coach.library.question(str(event.question))
        except CoachError as error:
            one_thing_first(str(error))
            return
        for changes in practising.begin_one(visit, question):
            begun = visit.interview is not before
            yield changes | ({tabs: gr.Tabs(selected="practise")} if begun else {})

    def on_forget() -> Changes:
        try:
            practice.forget_lookups()
        except CoachError as error:
            one_thing_first(str(error))
        return history()

    def on_stop(request: gr.Request) -> None:
        context.visit(request).explaining.stop()

    def on_load(request: gr.Request) -> Changes:
        conversation = context.visit(request).explaining
        return states(conversation, Step(), busy=conversation.cancel is not None) | history()

    def on_open(request: gr.Request) -> Changes:
        """Before anything was asked: what can be, as the guides may have changed since the page was opened."""
        asked_for = context.visit(request).explaining.messages
        return UNCHANGED if asked_for else {talk: render.talk((), examples())}

    gr.on([send.click, box.submit], on_send, box, shown, trigger_mode="once", **SLOW)
    gr.on([talk.submit, past.submit], on_query, None, shown, trigger_mode="once", **SLOW)
    talk.select(on_question, None, [*practising.shown, tabs], trigger_mode="once", **SLOW)
    forget.click(on_forget, None, [past, forget], **SLOW)
    stop.click(on_stop, None, None, **QUICK)
    return Explain(shown, on_load, on_open)
