"""The page: its head, its views, and what leads from one view to another."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from coach.practice.practice import Practice
from coach.web import browsing, render
from coach.web.context import PEOPLE_AT_ONCE, QUICK, SLOW, UNCHANGED, Changes, Context, one_thing_first
from coach.web.looking_back import due_or_needed
from coach.web.views import explain, first_visit, library, practise, progress, review, settings

TITLE = "Interview Coach"
STYLE = Path(__file__).with_name("style.css")
APPEARANCE = Path(__file__).with_name("appearance.html")
LOADING_POLL_SECONDS = 1.0
KEPT_SECONDS = 3600  # what was downloaded


def theme() -> gr.themes.Base:
    """Colours and fonts. System fonts only: nothing is fetched from anywhere."""
    system = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    mono = ["ui-monospace", "Consolas", "monospace"]
    sizes = gr.themes.Size(
        xxs="0.5625rem", xs="0.625rem", sm="0.75rem", md="0.875rem", lg="1rem", xl="1.375rem", xxl="1.625rem"
    )  # Gradio's, in rem: see Settings
    base = gr.themes.Default(primary_hue="teal", secondary_hue="teal", neutral_hue="slate", text_size=sizes, font=system, font_mono=mono)
    # Gradio's own greys and white on teal have less than the contrast of 4.5 to 1 that WCAG 2.2 asks of small text.
    return base.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_label_text_color="*neutral_600",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        button_cancel_background_fill="#b91c1c",
        button_cancel_background_fill_hover="#991b1b",
    )


def build(practice: Practice, taken_along: Path) -> gr.Blocks:
    """The page for somebody's practice. `taken_along` is the folder for reports that are downloaded."""
    coach = practice.coach
    context = Context(practice, taken_along)
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(KEPT_SECONDS, KEPT_SECONDS)) as page:
        with gr.Column(elem_classes="coach-page"):
            head = gr.HTML(render.head(TITLE, ""))
            timer = gr.Timer(LOADING_POLL_SECONDS)
            with gr.Tabs(overflow_behavior="wrap", elem_classes="coach-views") as tabs:
                with gr.Tab("Practise", id="practise") as asking:
                    first = first_visit.build(context)
                    with first.own:
                        practising = practise.build(context)
                with gr.Tab("Explain", id="explain") as looking_up:
                    explaining = explain.build(context, practising, tabs)
                with gr.Tab("Review", id="review") as pasting:
                    reviewing = review.build(context)
                with gr.Tab("Progress", id="progress") as looking_back:
                    past = progress.build(context)
                with gr.Tab("Library", id="library") as shelf:
                    guides = library.build(context)
                with gr.Tab("Settings", id="settings") as setting:
                    chosen = settings.build(context, timer)

        def on_tick() -> tuple[Any, Any]:
            parts = (coach.search.progress, coach.model.progress)
            name = coach.model.wait().name if parts[1].ready else None
            return render.head(TITLE, render.status(parts, name, coach.settings.llm_url)), gr.Timer(active=not all(part.ready for part in parts))

        def on_practise(name: str | None, request: gr.Request) -> Changes:
            guide = browsing.guide_in(coach, name or "")
            if guide is None:
                one_thing_first("The coach has no question from this file yet; see what is wrong with it under Problems, or rebuild the index.")
                return UNCHANGED
            if context.visit(request).interview is not None:
                one_thing_first("End the interview that is under way; then press Start interview.")
            return practising.fill([guide.id]) | {tabs: gr.Tabs(selected="practise")}

        def on_due(request: gr.Request) -> Iterator[Changes]:
            visit = context.visit(request)
            for changes in practising.begin(visit, due_or_needed(practice)):
                moved = {} if visit.interview else {tabs: gr.Tabs(selected="practise")}
                yield changes | moved

        past.practise.click(on_due, None, [*practising.shown, tabs], **SLOW)
        asking.select(practising.on_open, practising.guides, practising.filled, **QUICK)
        looking_up.select(explaining.on_open, None, explaining.shown, **QUICK)
        pasting.select(reviewing.on_open, reviewing.question, reviewing.question, **QUICK)
        shelf.select(guides.on_open, guides.chosen, guides.shown, **SLOW)
        guides.practise.click(on_practise, guides.chosen, [*practising.filled, tabs], **SLOW)
        looking_back.select(past.on_open, None, past.shown, **QUICK)
        setting.select(chosen.on_open, None, chosen.shown, **QUICK)
        chosen.sample.click(lambda: gr.Tabs(selected="practise"), None, tabs, **QUICK).then(first.on_sample, None, first.shown, **SLOW)
        timer.tick(on_tick, None, [head, timer], **QUICK)
        page.load(on_tick, None, [head, timer], **QUICK)
        page.load(practising.on_load, None, practising.shown, **QUICK)
        page.load(explaining.on_load, None, explaining.shown, **QUICK)
        page.load(practising.on_open, practising.guides, practising.filled, **QUICK)
        page.load(first.on_load, None, first.shown, **QUICK)
        page.load(None, None, chosen.appearance, js="() => coachAppearance.kept()")
        page.unload(context.leave)
    page.queue(default_concurrency_limit=PEOPLE_AT_ONCE, api_open=False)
    return page
