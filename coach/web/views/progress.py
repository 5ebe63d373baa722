"""Progress: how the guides stand, what is due, and the reports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.web import looking_back, render
from coach.web.context import QUICK, Changes, Context


@dataclass(frozen=True)
class ProgressView:
    """What is done when the view is opened."""

    shown: list[gr.components.Component]
    on_open: Callable[[], Changes]
    practise: gr.Button


def build(context: Context) -> ProgressView:
    """The view."""
    practice = context.practice
    with gr.Column(elem_classes="coach-progress"):
        due = gr.HTML("")
        practise = gr.Button("Practise what is due, or needed most", variant="primary", elem_classes="coach-due", visible=False)
        standing = gr.HTML("")
        past = gr.Dropdown([], label="Report on an interview", visible=False)
        with gr.Row(elem_classes="coach-actions"):
            downloads = [gr.DownloadButton(name, visible=False) for name in ("Markdown", "HTML", "PDF")]
        report = gr.HTML("")

    def on_open() -> Changes:
        changed: Changes = {report: "", **{hidden: gr.update(visible=False) for hidden in (past, *downloads)}}
        try:
            choices = looking_back.interviews(practice)
            changed[due] = looking_back.due(practice)
            changed[practise] = gr.update(visible=True)
            changed[standing] = looking_back.overview(practice)
            changed[past] = gr.update(choices=choices, value=None, visible=bool(choices))
        except CoachError as error:
            changed |= {due: "", practise: gr.update(visible=False), standing: render.problem(str(error))}
        return changed

    def on_past(number: int | None) -> list[Any]:
        if number is None:
            return ["", *(gr.update(visible=False) for _ in downloads)]
        try:
            shown_report, files = looking_back.report(practice, number, context.new_folder())
            return [shown_report, *(gr.update(value=str(path), visible=True) for path in files)]
        except CoachError as error:
            return [render.problem(str(error)), *(gr.update(visible=False) for _ in downloads)]

    past.change(on_past, past, [report, *downloads], **QUICK)
    return ProgressView([due, practise, standing, past, report, *downloads], on_open, practise)
