"""How the page is laid out and which event runs what."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from coach.errors import CoachError
from coach.guides.types import Category, Guide, Question
from coach.interview.coach import Coach
from coach.web import conversation, render
from coach.web.conversation import Step, Visit, Way

TITLE = "Interview Coach"
STYLE = Path(__file__).with_name("style.css")
FIND_IT = "Find the question from my answer"
LOADING_POLL_SECONDS = 1.0
PEOPLE_AT_ONCE = 32  # handlers that may run at the same time; the model itself takes turns

BOXES = {
    Way.INTERVIEW: ("Your answer", "Answer as you would in the interview. Shift+Enter sends."),
    Way.EXPLAIN: ("What should be explained?", "A concept or a question, for example: why are CNNs suited to images? Shift+Enter sends."),
    Way.REVIEW: ("The answer to review", "Paste an answer that you have written. Shift+Enter sends."),
}
WELCOME = {
    Way.INTERVIEW: "Press Start interview: the coach asks, you answer in your own words, and it tells you point by point what was there and what was missing.",
    Way.EXPLAIN: "Ask about a concept: the coach explains it from your guides and shows where each sentence comes from.",
    Way.REVIEW: "Paste an answer: the coach finds the question it is to, and says point by point what it covers.",
}


def theme() -> gr.themes.Base:
    """Colours and fonts. System fonts only: nothing is fetched from anywhere."""
    system = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    mono = ["ui-monospace", "Consolas", "monospace"]
    base = gr.themes.Default(primary_hue="teal", secondary_hue="teal", neutral_hue="slate", font=system, font_mono=mono)
    # Gradio's own greys and white on teal have less than the contrast of 4.5 to 1 that WCAG 2.2 asks of small text.
    return base.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_label_text_color="*neutral_600",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
    )


def build(coach: Coach) -> gr.Blocks:
    """The page for a coach."""
    visits: dict[str, Visit] = {}
    guides = [(guide.role, guide.id) for guide in coach.library.guides if any(question.points for question in guide.questions)]
    questions = {question.text: question for guide in coach.library.guides for question in guide.questions if question.points}

    def categories_of(one: Guide) -> list[Category]:
        return sorted({question.category for question in one.questions if question.points}, key=list(Category).index)

    categories = categories_of(coach.library.guide(guides[0][1])) if guides else []

    def visit_of(request: gr.Request) -> Visit:
        return visits.setdefault(str(request.session_hash), Visit())

    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        with gr.Column(elem_classes="coach-page"):
            head = gr.HTML(render.head(TITLE, ""))
            way = gr.Radio([each.value for each in Way], value=Way.INTERVIEW.value, label="What would you like to do?", elem_classes="coach-ways")
            with gr.Row(elem_classes="coach-setup") as setup:
                guide = gr.Dropdown(guides, value=guides[0][1] if guides else None, label="Guide", scale=3)
                chosen = gr.CheckboxGroup(
                    [(render.CATEGORY_NAMES[each], each.value) for each in categories],
                    value=[each.value for each in categories],
                    label="Categories",
                    scale=6,
                )
                count = gr.Slider(1, 20, value=5, step=1, label="Questions", scale=2)
                begin = gr.Button("Start interview", variant="primary", scale=1)
            question = gr.Dropdown([FIND_IT, *questions], value=FIND_IT, label="Question", visible=False, elem_classes="coach-choice")
            chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_classes="coach-chat",
                height="var(--coach-chat-height)",
                layout="panel",
                buttons=[],
                placeholder=WELCOME[Way.INTERVIEW],
                feedback_options=None,
                allow_tags=False,
                latex_delimiters=[],
            )
            label, hint = BOXES[Way.INTERVIEW]
            box = gr.Textbox(label=label, placeholder=hint, lines=3, max_lines=14, visible=False, elem_classes="coach-box")
            with gr.Row(elem_classes="coach-actions"):
                send = gr.Button("Send", variant="primary", visible=False)
                stop = gr.Button("Stop", variant="stop", visible=False)
                skip = gr.Button("Skip", visible=False)
                end = gr.Button("End interview", visible=False)
            timer = gr.Timer(LOADING_POLL_SECONDS)

        shown = [chat, box, send, stop, skip, end, setup]

        def has_box(visit: Visit) -> bool:
            return visit.session is not None or visit.way is not Way.INTERVIEW  # before an interview there is nothing to answer

        def view(visit: Visit, step: Step, *, busy: bool) -> tuple[Any, ...]:
            interviewing = visit.session is not None
            writing = has_box(visit) or bool(step.box)
            return (
                list(visit.messages),
                gr.update(visible=writing, **({} if step.box is None else {"value": step.box})),
                gr.update(visible=writing and not busy),
                gr.update(visible=busy),
                gr.update(visible=interviewing and visit.way is Way.INTERVIEW and not busy),
                gr.update(visible=interviewing and visit.way is Way.INTERVIEW and not busy),
                gr.update(visible=not interviewing and visit.way is Way.INTERVIEW),
            )

        def played(visit: Visit, steps: conversation.Steps) -> Iterator[tuple[Any, ...]]:
            last = Step()
            try:
                for step in steps:
                    yield view(visit, step, busy=True)
                    last = Step(step.box if step.box else None)
            except CoachError as error:
                gr.Info(str(error), title="One thing first")
            yield view(visit, last, busy=visit.cancel is not None)

        def on_begin(guide_id: str, chosen_categories: list[str], number: float, request: gr.Request) -> Iterator[tuple[Any, ...]]:
            visit = visit_of(request)
            wanted = [Category(each) for each in chosen_categories]
            yield from played(visit, conversation.begin_interview(coach, visit, guide_id, wanted, int(number)))

        def on_send(text: str, question_text: str | None, way_shown: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
            visit = visit_of(request)
            visit.way = Way(way_shown)  # what the page shows counts, also when this coach was started after the page was opened
            asked: Question | None = questions.get(question_text or "")
            yield from played(visit, conversation.send(coach, visit, text or "", asked))

        def on_skip(request: gr.Request) -> Iterator[tuple[Any, ...]]:
            visit = visit_of(request)
            yield from played(visit, conversation.skip(coach, visit))

        def on_end(request: gr.Request) -> Iterator[tuple[Any, ...]]:
            visit = visit_of(request)
            yield from played(visit, conversation.end(visit))

        def on_stop(request: gr.Request) -> None:
            visit_of(request).stop()

        def on_way(value: str, request: gr.Request) -> tuple[Any, ...]:
            visit = visit_of(request)
            visit.way = Way(value)
            label, hint = BOXES[visit.way]
            return (
                gr.update(label=label, placeholder=hint, visible=has_box(visit)),
                gr.update(visible=visit.way is Way.REVIEW),
                *view(visit, Step(), busy=visit.cancel is not None)[2:],
                gr.update(placeholder=WELCOME[visit.way]),
            )

        def on_guide(guide_id: str) -> Any:
            offered = categories_of(coach.library.guide(guide_id))
            return gr.update(choices=[(render.CATEGORY_NAMES[each], each.value) for each in offered], value=[each.value for each in offered])

        def on_tick() -> tuple[Any, Any]:
            parts = (coach.search.progress, coach.model.progress)
            name = coach.model.wait().name if parts[1].ready else None
            return render.head(TITLE, render.status(parts, name)), gr.Timer(active=not all(part.ready for part in parts))

        def on_leave(request: gr.Request) -> None:
            if visit := visits.pop(str(request.session_hash), None):
                visit.stop()

        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        slow: dict[str, Any] = {**quick, "concurrency_limit": PEOPLE_AT_ONCE}
        begin.click(on_begin, [guide, chosen, count], shown, **slow)
        gr.on([send.click, box.submit], on_send, [box, question, way], shown, trigger_mode="once", **slow)
        guide.change(on_guide, guide, chosen, **slow)
        skip.click(on_skip, None, shown, **slow)
        end.click(on_end, None, shown, **slow)
        stop.click(on_stop, None, None, queue=False, **quick)
        way.change(on_way, way, [box, question, send, stop, skip, end, setup, chat], **slow)
        timer.tick(on_tick, None, [head, timer], **slow)
        page.load(on_tick, None, [head, timer], **slow)
        page.unload(on_leave)
    page.queue(default_concurrency_limit=PEOPLE_AT_ONCE, api_open=False)
    return page
