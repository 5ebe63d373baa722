"""Review: paste an answer, and see point by point what it covers."""

from collections.abc import Iterator

import gradio as gr

from coach.cancel import Cancel
from coach.web import reviewing
from coach.web.context import SLOW, Changes, Context
from coach.web.conversation import taken
from coach.web.views.conversing import Talk, talk
from coach.web.visit import Steps

WELCOME = "Paste an answer: the coach finds the question it is to, and says point by point what it covers."
PLACEHOLDER = "Paste an answer that you have written. Shift+Enter sends."
FIND_IT = "Find the question from my answer"


def build(context: Context) -> Talk:
    """The view."""
    coach = context.practice.coach
    questions = {question.text: question for guide in coach.library.guides for question in guide.questions if question.points}
    question = gr.Dropdown([FIND_IT, *questions], value=FIND_IT, label="Question", elem_classes="coach-choice")
    conversing = talk(WELCOME, "The answer to review", PLACEHOLDER)

    def on_send(text: str | None, question_text: str | None, request: gr.Request) -> Iterator[Changes]:
        conversation = context.visit(request).reviewing

        def reviewed(cancel: Cancel) -> Steps:
            yield from reviewing.review(coach, conversation, text or "", questions.get(question_text or ""), cancel)

        yield from conversing.shows(conversation, taken(conversation, text or "", reviewed))

    gr.on([conversing.send.click, conversing.box.submit], on_send, [conversing.box, question], conversing.shown, trigger_mode="once", **SLOW)
    conversing.stops(context, lambda visit: visit.reviewing)
    return conversing
