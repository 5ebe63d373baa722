"""Review: paste an answer or drop a document, and see sentence by sentence and point by point what it covers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from coach.cancel import Cancel
from coach.documents import ENDINGS
from coach.errors import CoachError
from coach.interview.review import CANDIDATES
from coach.web import render, reviewing
from coach.web.context import QUICK, SLOW, Changes, Context, played
from coach.web.conversation import taken
from coach.web.visit import Part, Reviewing, Steps

PLACEHOLDER = "Paste an answer that you have written, or drop a document (.txt, .md, .docx or .pdf) beside this box. Shift+Enter sends."
FIND_IT, FOUND_FROM_ANSWER = "Find the question from my answer", "find"
TO_THE_BOX = "() => document.querySelector('.coach-review .coach-box textarea')?.focus()"


@dataclass(frozen=True)
class Review:
    """What is done when the view is opened."""

    question: gr.Dropdown
    on_open: Callable[[str], Changes]  # given the question that is chosen


def build(context: Context) -> Review:
    """The view."""
    coach = context.practice.coach

    def offered() -> list[tuple[str, str]]:
        return [(FIND_IT, FOUND_FROM_ANSWER), *reviewing.questions(coach.library)]

    def picked(question_id: str) -> Changes:
        """The list with this question chosen; where it is in the guides no more, the question is to be found."""
        choices = offered()
        kept = question_id if question_id in (name for _, name in choices) else FOUND_FROM_ANSWER
        return {question: gr.update(choices=choices, value=kept)}

    with gr.Column(elem_classes="coach-review"):
        question = gr.Dropdown(offered(), value=FOUND_FROM_ANSWER, label="Question")
        with gr.Row(elem_classes="coach-review-answer"):
            box = gr.Textbox(label="The answer to review", placeholder=PLACEHOLDER, lines=8, max_lines=20, scale=4, elem_classes="coach-box")
            document = gr.File(label="As a document", file_types=list(ENDINGS), scale=1, min_width=180, elem_classes="coach-drop")
        with gr.Row(elem_classes="coach-actions"):
            send, stop = gr.Button("Send", variant="primary"), gr.Button("Stop", variant="stop", visible=False)
        with gr.Column(elem_classes="coach-result"):
            status = gr.HTML("", elem_classes="coach-review-status")
            shown: dict[Part, gr.HTML] = {Part.TAKEN: gr.HTML("", visible=False)}
            with gr.Column(elem_classes="coach-others"):
                switches = [gr.Button("", visible=False, size="sm") for _ in range(CANDIDATES)]
            for part in list(Part)[list(Part).index(Part.TAKEN) + 1 : -1]:
                shown[part] = gr.HTML("", visible=False)
            take_over = gr.Button("Take over the improved version", visible=False, elem_classes="coach-take-over")
            shown[Part.NEXT] = gr.HTML("", visible=False)

    outputs = [question, send, stop, status, *switches, *shown.values(), take_over]

    def states(current: Reviewing, known: dict[Part, str], *, busy: bool) -> Changes:
        """What of the view is there. A part that `known`, what the page shows already, has like this is left alone: what was opened in it stays open."""
        told = current.parts.get(Part.STATUS) or (current.messages[-1]["content"] if current.messages else "")
        others = reviewing.others(current) if Part.TAKEN in current.parts else []
        changed = {part: current.parts.get(part, "") for part in shown if known.get(part) != current.parts.get(part, "")}
        known.update(changed)
        return {
            send: gr.update(visible=not busy),
            stop: gr.update(visible=busy),
            status: render.said(told),
            take_over: gr.update(visible=bool(current.improved) and not busy),
            **{shown[part]: gr.update(value=html, visible=bool(html)) for part, html in changed.items()},
            **{button: gr.update(visible=False) for button in switches[len(others) :]},
            **{
                button: gr.update(value=reviewing.title(coach, each), visible=True, interactive=not busy)
                for button, each in zip(switches, others, strict=False)
            },
        }

    def reviewed(current: Reviewing, text: str, chosen: str) -> Iterator[Changes]:
        def work(cancel: Cancel) -> Steps:
            yield from reviewing.review(coach, current, text, None if chosen == FOUND_FROM_ANSWER else chosen, cancel)

        known: dict[Part, str] = {}
        for _ in played(taken(current, text, work)):
            yield states(current, known, busy=True)
        # All of it once more: of steps that follow each other at once the browser may show the last only.
        yield states(current, {}, busy=current.cancel is not None)

    def on_send(text: str | None, chosen: str, request: gr.Request) -> Iterator[Changes]:
        yield from reviewed(context.visit(request).reviewing, text or "", chosen)

    def on_switch(position: int) -> Callable[[gr.Request], Iterator[Changes]]:
        def switch(request: gr.Request) -> Iterator[Changes]:
            current = context.visit(request).reviewing
            others = reviewing.others(current)
            if position < len(others):
                yield picked(others[position].id)
                yield from reviewed(current, current.answer, others[position].id)

        return switch

    def on_document(path: str | None) -> Changes:
        if path is None:
            return {document: None}
        try:
            text = reviewing.read(Path(path))
        except CoachError as error:
            return {document: None, status: render.said(render.problem(str(error)))}
        said = render.notice(f"The text of {Path(path).name} is in the box: look it over, then send it.")
        return {document: None, box: text, status: render.said(said)}

    def on_take_over(request: gr.Request) -> Changes:
        current = context.visit(request).reviewing
        if not current.improved or current.question is None:
            return {box: gr.update()}
        said = render.notice("The improved version is in the box: put it into your own words, then send it to see what moved.")
        return {box: current.improved, status: render.said(said), **picked(current.question.id)}

    def on_stop(request: gr.Request) -> None:
        context.visit(request).reviewing.stop()

    gr.on([send.click, box.submit], on_send, [box, question], outputs, trigger_mode="once", **SLOW)
    for position, button in enumerate(switches):
        button.click(on_switch(position), None, outputs, trigger_mode="once", **SLOW)
    stop.click(on_stop, None, None, **QUICK)
    document.upload(on_document, document, [document, box, status], **SLOW)
    take_over.click(on_take_over, None, [box, question, status], **QUICK).then(None, None, None, js=TO_THE_BOX, **QUICK)
    return Review(question, picked)
