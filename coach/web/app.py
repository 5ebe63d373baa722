"""How the page is laid out and which event runs what."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from coach.errors import CoachError
from coach.guides.types import Category, Guide, Question
from coach.interview.choosing import askable
from coach.interview.session import Answered, GaveUp, Hinted, Paused, Rephrased, Resumed, Skipped, Undone, allowed
from coach.interview.types import Mode
from coach.practice.practice import Ask, Practice, Wish
from coach.report.document import CATEGORY_NAMES
from coach.web import conversation, interviewing, render
from coach.web import looking_back as back
from coach.web.interviewing import Command
from coach.web.visit import Step, Steps, Visit, Way

TITLE = "Interview Coach"
STYLE = Path(__file__).with_name("style.css")
FIND_IT = "Find the question from my answer"
LOADING_POLL_SECONDS = 1.0
PEOPLE_AT_ONCE = 32  # handlers that may run at the same time; the model itself takes turns
NO_CLOCK = 0  # minutes
KEPT_SECONDS = 3600  # what was downloaded

BOXES = {
    Way.INTERVIEW: ("Your answer", "Answer as you would in the interview. Shift+Enter sends; /hint, /skip and the other commands work here too."),
    Way.EXPLAIN: ("What should be explained?", "A concept or a question, for example: why are CNNs suited to images? Shift+Enter sends."),
    Way.PROGRESS: ("", ""),
    Way.REVIEW: ("The answer to review", "Paste an answer that you have written. Shift+Enter sends."),
}
WELCOME = {
    Way.INTERVIEW: "Press Start interview: the coach asks, you answer in your own words, and it tells you point by point what was there and what was missing.",
    Way.EXPLAIN: "Ask about a concept: the coach explains it from your guides and shows where each sentence comes from.",
    Way.PROGRESS: "",
    Way.REVIEW: "Paste an answer: the coach finds the question it is to, and says point by point what it covers.",
}
MODES = [("Practice: feedback at once", Mode.PRACTICE.value), ("Realistic: feedback at the end", Mode.REALISTIC.value)]
MODES += [("Drill: due or weak", Mode.DRILL.value)]
ASKS = [("A mix", Ask.MIX.value), ("What I need most", Ask.NEED.value), ("For a job description", Ask.JOB.value)]


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


def build(practice: Practice, taken_along: Path) -> gr.Blocks:
    """The page for somebody's practice. `taken_along` is the folder for reports that are downloaded."""
    coach = practice.coach
    visits: dict[str, Visit] = {}
    guides = [(guide.role, guide.id) for guide in coach.library.guides if askable([guide])]
    questions = {question.text: question for guide in coach.library.guides for question in guide.questions if question.points}

    def visit_of(request: gr.Request) -> Visit:
        return visits.setdefault(str(request.session_hash), Visit())

    def chosen_guides(ids: list[str]) -> tuple[Guide, ...]:
        return tuple(coach.library.guide(each) for each in ids)

    def categories_of(ids: list[str]) -> list[Category]:
        return sorted({question.category for question in askable(chosen_guides(ids))}, key=list(Category).index)

    first = [guides[0][1]] if guides else []
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(KEPT_SECONDS, KEPT_SECONDS)) as page:
        with gr.Column(elem_classes="coach-page"):
            head = gr.HTML(render.head(TITLE, ""))
            way = gr.Radio([each.value for each in Way], value=Way.INTERVIEW.value, label="What would you like to do?", elem_classes="coach-ways")
            with gr.Column(elem_classes="coach-setup") as setup:
                with gr.Row(elem_classes="coach-setup-row"):
                    guide = gr.Dropdown(guides, value=first, multiselect=True, label="Guides", scale=3)
                    ask = gr.Dropdown(ASKS, value=Ask.MIX.value, label="Questions", scale=3)
                    mode = gr.Dropdown(MODES, value=Mode.PRACTICE.value, label="Mode", scale=4)
                    count = gr.Slider(1, 20, value=5, step=1, label="How many", scale=2)
                    minutes = gr.Number(NO_CLOCK, minimum=0, maximum=60, precision=0, label="Minutes each (0: no clock)", visible=False, scale=2)
                with gr.Row(elem_classes="coach-setup-row"):
                    offered = categories_of(first)
                    chosen = gr.CheckboxGroup(
                        [(CATEGORY_NAMES[each], each.value) for each in offered],
                        value=[each.value for each in offered],
                        label="Categories",
                        scale=6,
                    )
                    job = gr.Textbox(label="Job description", placeholder="Paste the job advert here.", lines=3, max_lines=8, visible=False, scale=6)
                    begin = gr.Button("Start interview", variant="primary", scale=1)
                    resume = gr.Button("Continue", visible=False, scale=1)
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
            with gr.Column(visible=False, elem_classes="coach-progress") as progress:
                standing = gr.HTML("")
                past = gr.Dropdown([], label="Report on an interview", visible=False)
                with gr.Row(elem_classes="coach-actions"):
                    downloads = [gr.DownloadButton(name, visible=False) for name in ("Markdown", "HTML", "PDF")]
                report = gr.HTML("")
            clock = gr.HTML("", visible=False)
            label, hint = BOXES[Way.INTERVIEW]
            box = gr.Textbox(label=label, placeholder=hint, lines=3, max_lines=14, visible=False, elem_classes="coach-box")
            with gr.Row(elem_classes="coach-actions"):
                send = gr.Button("Send", variant="primary", visible=False)
                stop = gr.Button("Stop", variant="stop", visible=False)
                go = gr.Button("Begin", variant="primary", visible=False)
                buttons = {
                    Hinted: gr.Button("Hint", visible=False),
                    Rephrased: gr.Button("Rephrase", visible=False),
                    GaveUp: gr.Button("I don’t know", visible=False),
                    Skipped: gr.Button("Skip", visible=False),
                    Undone: gr.Button("Undo", visible=False),
                    Paused: gr.Button("Pause", visible=False),
                    Resumed: gr.Button("Go on", visible=False),
                }
                explain = gr.Button("Explain", visible=False)
                end = gr.Button("End interview", visible=False)
            timer = gr.Timer(LOADING_POLL_SECONDS)
            seconds = gr.Timer(1.0, active=False)

        controls = [setup, resume, box, send, stop, go, *buttons.values(), explain, end, clock, seconds]
        shown = [chat, *controls]

        def states(visit: Visit, step: Step, *, busy: bool) -> dict[Any, Any]:
            """What of the page is there, as the conversation stands."""
            interviewing_ = visit.way is Way.INTERVIEW
            interview = visit.interview if interviewing_ else None
            fitting = allowed(interview.session) if interview and not busy else frozenset()
            writing = visit.way is not Way.PROGRESS and (Answered in fitting or busy or not interviewing_ or bool(step.box))
            planned = interviewing_ and visit.proposed is not None and visit.interview is None and not busy
            unfinished = None if visit.interview or not interviewing_ else practice.unfinished_number()
            left = visit.seconds_left()
            return {
                setup: gr.update(visible=interviewing_ and interview is None and not busy),
                resume: gr.update(visible=bool(unfinished), value=f"Continue interview {unfinished}"),
                box: gr.update(visible=writing, **({} if step.box is None else {"value": step.box})),
                send: gr.update(visible=writing and not busy),
                stop: gr.update(visible=busy),
                go: gr.update(visible=planned),
                explain: gr.update(visible=Answered in fitting and interview is not None and interview.plan.mode is not Mode.REALISTIC),
                end: gr.update(visible=interview is not None and not busy),
                clock: gr.update(value=render.clock(left), visible=left is not None),
                seconds: gr.Timer(active=left is not None),
                **{button: gr.update(visible=kind in fitting) for kind, button in buttons.items()},
            }

        def played(visit: Visit, steps: Steps) -> Iterator[dict[Any, Any]]:
            last = Step()
            try:
                for step in steps:
                    yield {chat: list(visit.messages), **states(visit, step, busy=True)}
                    last = Step(step.box if step.box else None)
            except CoachError as error:
                gr.Info(str(error), title="One thing first")
            yield {chat: list(visit.messages), **states(visit, last, busy=visit.cancel is not None)}

        def on_begin(
            ids: list[str], asks: str, how: str, number: float, each: float, wanted: list[str], description: str, request: gr.Request
        ) -> Iterator[dict[Any, Any]]:
            by_job = asks == Ask.JOB and how != Mode.DRILL
            if not ids or not (wanted or by_job):
                gr.Info("Choose at least one guide and one category.", title="One thing first")
                return
            wish = Wish(
                guides=chosen_guides(ids),
                ask=Ask(asks),
                mode=Mode(how),
                categories=tuple(Category(each) for each in wanted),
                count=int(number),
                job=description or "",
                seconds=60 * int(each or NO_CLOCK) or None if how == Mode.REALISTIC else None,
            )
            visit = visit_of(request)
            yield from played(visit, interviewing.propose(practice, visit, wish))

        def on_go(request: gr.Request) -> Iterator[dict[Any, Any]]:
            visit = visit_of(request)
            yield from played(visit, interviewing.begin(practice, visit))

        def on_resume(request: gr.Request) -> Iterator[dict[Any, Any]]:
            visit = visit_of(request)
            yield from played(visit, interviewing.resume(practice, visit))

        def on_send(text: str, question_text: str | None, way_shown: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
            visit = visit_of(request)
            visit.way = Way(way_shown)  # what the page shows counts, also when this coach was started after the page was opened
            asked: Question | None = questions.get(question_text or "")
            yield from played(visit, conversation.send(practice, visit, text or "", asked))

        def on_explain(text: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
            visit = visit_of(request)
            if not (text or "").strip():
                gr.Info("Write into the box what should be explained, then press Explain.", title="One thing first")
                return
            yield from played(visit, conversation.send(practice, visit, f"{interviewing.EXPLAIN} {text}", None))

        def on_command(command: Command) -> Any:
            def run(request: gr.Request) -> Iterator[dict[Any, Any]]:
                visit = visit_of(request)
                if visit.preparing is not None:
                    visit.preparing.set()  # what is done ahead gives way to what was asked for
                yield from played(visit, interviewing.run(command, practice, visit))

            return run

        def on_stop(request: gr.Request) -> None:
            visit_of(request).stop()

        def on_way(value: str, request: gr.Request) -> dict[Any, Any]:
            visit = visit_of(request)
            visit.way = Way(value)
            label, hint = BOXES[visit.way]
            changed = states(visit, Step(), busy=visit.cancel is not None)
            changed[box] = gr.update(label=label, placeholder=hint, visible=changed[box]["visible"])
            looking_back = visit.way is Way.PROGRESS
            changed[question] = gr.update(visible=visit.way is Way.REVIEW)
            changed[chat] = gr.update(placeholder=WELCOME[visit.way], visible=not looking_back)
            changed[progress] = gr.update(visible=looking_back)
            if looking_back:
                changed[report] = ""
                changed.update((hidden, gr.update(visible=False)) for hidden in (past, *downloads))
                try:
                    choices = back.interviews(practice)
                    changed[standing] = back.overview(practice)
                    changed[past] = gr.update(choices=choices, value=None, visible=bool(choices))
                except CoachError as error:
                    changed[standing] = render.problem(str(error))
            return changed

        def on_past(number: int | None) -> list[Any]:
            if number is None:
                return ["", *(gr.update(visible=False) for _ in downloads)]
            try:
                shown_report, files = back.report(practice, number, taken_along)
                return [shown_report, *(gr.update(value=str(path), visible=True) for path in files)]
            except CoachError as error:
                return [render.problem(str(error)), *(gr.update(visible=False) for _ in downloads)]

        def on_guides(ids: list[str]) -> Any:
            offered = categories_of(ids)
            return gr.update(choices=[(CATEGORY_NAMES[each], each.value) for each in offered], value=[each.value for each in offered])

        def on_choice(asks: str, how: str) -> tuple[Any, Any, Any, Any]:
            by_job = asks == Ask.JOB and how != Mode.DRILL
            return (
                gr.update(visible=how != Mode.DRILL),
                gr.update(visible=not by_job),
                gr.update(visible=by_job),
                gr.update(visible=how == Mode.REALISTIC),
            )

        def on_tick() -> tuple[Any, Any]:
            parts = (coach.search.progress, coach.model.progress)
            name = coach.model.wait().name if parts[1].ready else None
            return render.head(TITLE, render.status(parts, name, coach.settings.llm_url)), gr.Timer(active=not all(part.ready for part in parts))

        def on_second(request: gr.Request) -> Any:
            return gr.update(value=render.clock(visit_of(request).seconds_left()))

        def on_load(request: gr.Request) -> dict[Any, Any]:
            return states(visit_of(request), Step(), busy=False)

        def on_leave(request: gr.Request) -> None:
            if visit := visits.pop(str(request.session_hash), None):
                visit.leave()

        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        quick: dict[str, Any] = {**hidden, "queue": False}  # answered at once, beside whatever is streaming
        slow: dict[str, Any] = {**hidden, "concurrency_limit": PEOPLE_AT_ONCE}
        begin.click(on_begin, [guide, ask, mode, count, minutes, chosen, job], shown, **slow)
        go.click(on_go, None, shown, **slow)
        resume.click(on_resume, None, shown, **slow)
        gr.on([send.click, box.submit], on_send, [box, question, way], shown, trigger_mode="once", **slow)
        explain.click(on_explain, box, shown, **slow)
        commands = {
            Hinted: interviewing.hint,
            Rephrased: interviewing.rephrase,
            GaveUp: interviewing.give_up,
            Skipped: interviewing.skip,
            Undone: interviewing.undo,
            Paused: interviewing.pause,
            Resumed: interviewing.pause,
        }
        for kind, command in commands.items():
            buttons[kind].click(on_command(command), None, shown, **slow)
        end.click(on_command(interviewing.end), None, shown, **slow)
        guide.change(on_guides, guide, chosen, **quick)
        gr.on([ask.change, mode.change], on_choice, [ask, mode], [ask, chosen, job, minutes], **quick)
        stop.click(on_stop, None, None, **quick)
        way.change(on_way, way, [*controls, question, chat, progress, standing, past, report, *downloads], **quick)
        past.change(on_past, past, [report, *downloads], **quick)
        timer.tick(on_tick, None, [head, timer], **quick)
        seconds.tick(on_second, None, clock, **quick)
        page.load(on_tick, None, [head, timer], **quick)
        page.load(on_load, None, controls, **quick)
        page.unload(on_leave)
    page.queue(default_concurrency_limit=PEOPLE_AT_ONCE, api_open=False)
    return page
