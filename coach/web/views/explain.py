"""Explain: ask about a concept, and read where each sentence comes from."""

from collections.abc import Iterator

import gradio as gr

from coach.cancel import Cancel
from coach.web import explaining
from coach.web.context import SLOW, Changes, Context
from coach.web.conversation import taken
from coach.web.views.conversing import Talk, talk
from coach.web.visit import Steps

WELCOME = "Ask about a concept: the coach explains it from your guides and shows where each sentence comes from."
PLACEHOLDER = "A concept or a question, for example: why are CNNs suited to images? Shift+Enter sends."


def build(context: Context) -> Talk:
    """The view."""
    conversing = talk(WELCOME, "What should be explained?", PLACEHOLDER)

    def on_send(text: str | None, request: gr.Request) -> Iterator[Changes]:
        conversation = context.visit(request).explaining

        def explained(cancel: Cancel) -> Steps:
            yield from explaining.explain(context.practice.coach, conversation, text or "", cancel)

        yield from conversing.shows(conversation, taken(conversation, text or "", explained))

    gr.on([conversing.send.click, conversing.box.submit], on_send, conversing.box, conversing.shown, trigger_mode="once", **SLOW)
    conversing.stops(context, lambda visit: visit.explaining)
    return conversing
