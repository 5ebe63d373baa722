"""Practise: what to be asked, and the interview as a conversation."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.guides.library import Library
from coach.guides.types import Category, Guide, Question
from coach.interview.choosing import askable, difficulties
from coach.interview.session import Answered, GaveUp, Hinted, Paused, Rephrased, Resumed, Skipped, Undone, allowed
from coach.interview.types import Mode
from coach.practice.practice import Ask, Wish
from coach.report.document import CATEGORY_NAMES
from coach.web import interviewing, render
from coach.web.context import BACK_TO_THE_BOX, HIDDEN, QUICK, SLOW, TO_THE_END, UNCHANGED, Changes, Context, chatbot, one_thing_first, played
from coach.web.conversation import taken
from coach.web.interviewing import Command
from coach.web.visit import Step, Steps, Visit

WELCOME = "Press Start interview: the coach asks, you answer in your own words, and it tells you point by point what was there and what was missing."
PLACEHOLDER = "Answer as you would in the interview. Shift+Enter sends; /hint, /skip and the other commands work here too."
MODES = [("Practice: feedback at once", Mode.PRACTICE.value), ("Realistic: feedback at the end", Mode.REALISTIC.value)]
MODES += [("Drill: due or weak", Mode.DRILL.value)]
ASKS = [("A mix", Ask.MIX.value), ("What I need most", Ask.NEED.value), ("For a job description", Ask.JOB.value)]
ANY_DIFFICULTY = "any"
NO_LIMIT = 0  # minutes

TO_THE_CONCEPT = "() => document.querySelector('.coach-concept input, .coach-concept textarea')?.focus()"

COMMANDS = {
    Hinted: ("Hint", interviewing.hint),
    Rephrased: ("Rephrase", interviewing.rephrase),
    GaveUp: ("I don’t know", interviewing.give_up),
    Skipped: ("Skip", interviewing.skip),
    Undone: ("Undo", interviewing.undo),
    Paused: ("Pause", interviewing.pause),
    Resumed: ("Go on", interviewing.pause),
}


@dataclass(frozen=True)
class Practise:
    """What other views need of this one."""

    shown: list[gr.components.Component]  # what `begin` changes
    begin: Callable[[Visit, Wish], Iterator[Changes]]  # an interview as somebody wishes, shown as it begins
    begin_one: Callable[[Visit, Question], Iterator[Changes]]  # the same, of one question
    on_load: Callable[[gr.Request], Changes]  # a page was opened
    guides: gr.Dropdown
    filled: list[gr.components.Component]  # what `fill` changes
    fill: Callable[[list[str]], Changes]  # the choices as the guides are now, with these guides chosen where they are still there
    on_open: Callable[[list[str], gr.Request], Changes]  # the view was opened; given the guides chosen


def wish_of(
    library: Library,
    guide_ids: Collection[str],
    asks: str,
    how: str,
    count: float,
    minutes_each: float,
    categories: Sequence[str],
    difficulty: str,
    minutes_in_all: float,
    job: str,
) -> Wish | None:
    """What the setup asks for; None when no guide or no category is chosen. What is due, or fits a job, is looked for in all guides and categories."""
    drill = how == Mode.DRILL
    anywhere = drill or asks == Ask.JOB
    guides = tuple(guide for guide in library.guides if askable([guide]) and (anywhere or guide.id in guide_ids))
    if not guides or not (anywhere or categories):
        return None
    mixed = asks == Ask.MIX and not drill
    return Wish(
        guides=guides,
        ask=Ask(asks),
        mode=Mode(how),
        categories=() if anywhere else tuple(Category(each) for each in categories),
        difficulty=difficulty if mixed and difficulty != ANY_DIFFICULTY else None,
        count=int(count),
        minutes=int(minutes_in_all or NO_LIMIT) or None if mixed else None,
        job=job or "",
        seconds=60 * int(minutes_each or NO_LIMIT) or None if how == Mode.REALISTIC else None,
    )


def build(context: Context) -> Practise:
    """The view."""
    practice = context.practice
    coach = practice.coach

    def guides_now() -> list[tuple[str, str]]:
        return [(guide.role, guide.id) for guide in coach.library.guides if askable([guide])]

    first = [each for _, each in guides_now()[:1]]

    def chosen_guides(ids: list[str]) -> tuple[Guide, ...]:
        """Those that are still there."""
        return tuple(guide for guide in coach.library.guides if guide.id in ids)

    def categories_of(ids: list[str]) -> list[Category]:
        return sorted({question.category for question in askable(chosen_guides(ids))}, key=list(Category).index)

    def difficulties_of(ids: list[str]) -> list[str]:
        return [ANY_DIFFICULTY, *difficulties(chosen_guides(ids))]

    with gr.Column(elem_classes="coach-setup") as setup:
        gr.HTML(render.paragraph(WELCOME))
        with gr.Row(elem_classes="coach-setup-row"):
            guide = gr.Dropdown(guides_now(), value=first, multiselect=True, label="Guides", scale=4)
            ask = gr.Dropdown(ASKS, value=Ask.MIX.value, label="Questions", scale=3)
            mode = gr.Dropdown(MODES, value=Mode.PRACTICE.value, label="Mode", scale=4)
            count = gr.Slider(1, 20, value=5, step=1, label="How many", scale=3)
            minutes = gr.Number(NO_LIMIT, minimum=0, maximum=60, precision=0, label="Minutes each (0: no clock)", visible=False, scale=2)
        job = gr.Textbox(label="Job description", placeholder="Paste the job advert here.", lines=3, max_lines=8, visible=False)
        with gr.Accordion("Narrow it down", open=False) as narrowing, gr.Row(elem_classes="coach-setup-row"):
            offered = categories_of(first)
            chosen = gr.CheckboxGroup(
                [(CATEGORY_NAMES[each], each.value) for each in offered], value=[each.value for each in offered], label="Categories", scale=5
            )
            difficulty = gr.Dropdown(difficulties_of(first), value=ANY_DIFFICULTY, label="Difficulty", visible=len(difficulties_of(first)) > 1, scale=2)
            in_all = gr.Number(NO_LIMIT, minimum=0, maximum=240, precision=0, label="Minutes in all (0: no limit)", scale=2)
        with gr.Row(elem_classes="coach-actions"):
            begin = gr.Button("Start interview", variant="primary")
            resume = gr.Button("Continue", visible=False)
    chat = chatbot(WELCOME, visible=False)
    clock = gr.HTML("", visible=False)
    box = gr.Textbox(label="Your answer", placeholder=PLACEHOLDER, lines=3, max_lines=14, visible=False, elem_classes="coach-box")
    with gr.Row(elem_classes=["coach-actions", "coach-at-hand"]):
        send = gr.Button("Send", variant="primary", visible=False)
        stop = gr.Button("Stop", variant="stop", visible=False)
        go = gr.Button("Begin", variant="primary", visible=False)
        buttons = {kind: gr.Button(name, visible=False) for kind, (name, _) in COMMANDS.items()}
        again = gr.Button("Repeat", visible=False)
        explain = gr.Button("Explain", visible=False)
        end = gr.Button("End interview", visible=False)
    with gr.Row(visible=False, elem_classes="coach-setup-row") as explaining:
        concept = gr.Textbox(
            label="What should be explained?",
            placeholder="A concept or a question. Enter asks; what you have written of your answer stays.",
            elem_classes="coach-concept",
            scale=6,
        )
        look_up = gr.Button("Explain it", scale=1)
    seconds = gr.Timer(1.0, active=False)

    controls = [setup, resume, box, send, stop, go, *buttons.values(), again, explain, explaining, concept, end, clock, seconds]
    shown = [chat, *controls]

    def unfinished_number(visit: Visit) -> int | None:
        """Of the interview to go on with. Where the store is out of reach the conversation says so, once."""
        try:
            return practice.unfinished_number()
        except CoachError as error:
            said = render.problem(str(error))
            if not any(message["content"] == said for message in visit.messages):
                visit.say(said)
            return None

    def states(visit: Visit, step: Step, *, busy: bool) -> Changes:
        """What of the view is there, as the interview stands."""
        interview = visit.interview
        current = interview or visit.ended
        fitting = allowed(current.session) if current and not busy else frozenset()
        writing = Answered in fitting or busy or bool(step.box)
        unfinished = None if interview else unfinished_number(visit)
        left = visit.seconds_left()
        return {
            chat: gr.update(value=list(visit.messages), visible=bool(visit.messages)),
            setup: gr.update(visible=interview is None and not busy),
            resume: gr.update(visible=bool(unfinished), value=f"Continue interview {unfinished}"),
            box: gr.update(visible=writing, **({} if step.box is None else {"value": step.box})),
            send: gr.update(visible=writing and not busy),
            stop: gr.update(visible=busy),
            go: gr.update(visible=visit.proposed is not None and interview is None and not busy),
            again: gr.update(visible=Answered in fitting),
            explain: gr.update(visible=Answered in fitting and interview is not None and interview.plan.mode is not Mode.REALISTIC),
            explaining: gr.update(visible=False),
            end: gr.update(visible=interview is not None and not busy),
            clock: gr.update(value=render.clock(left), visible=left is not None),
            seconds: gr.Timer(active=left is not None),
            **{button: gr.update(visible=kind in fitting) for kind, button in buttons.items()},
        }

    def shows(visit: Visit, steps: Steps) -> Iterator[Changes]:
        last = Step()
        for step in played(steps):
            yield states(visit, step, busy=True)
            last = Step(step.box if step.box else None)
        yield states(visit, last, busy=visit.cancel is not None)

    def wished(visit: Visit, wish: Wish) -> Iterator[Changes]:
        yield from shows(visit, interviewing.propose(practice, visit, wish))

    def begin_one(visit: Visit, question: Question) -> Iterator[Changes]:
        yield from shows(visit, interviewing.begin_one(practice, visit, question))

    def on_begin(
        ids: list[str],
        asks: str,
        how: str,
        number: float,
        each: float,
        wanted: list[str],
        level: str,
        total: float,
        description: str,
        request: gr.Request,
    ) -> Iterator[Changes]:
        wish = wish_of(coach.library, ids, asks, how, number, each, wanted, level, total, description)
        if wish is None:
            one_thing_first("Choose at least one guide and one category.")
            return
        yield from wished(context.visit(request), wish)

    def on_go(request: gr.Request) -> Iterator[Changes]:
        visit = context.visit(request)
        yield from shows(visit, interviewing.begin(practice, visit))

    def on_resume(request: gr.Request) -> Iterator[Changes]:
        visit = context.visit(request)
        yield from shows(visit, interviewing.resume(practice, visit))

    def on_send(text: str | None, request: gr.Request) -> Iterator[Changes]:
        visit = context.visit(request)

        def answered(cancel: Cancel) -> Steps:
            yield from interviewing.answer(coach, visit, text or "", cancel)

        yield from shows(visit, taken(visit, text or "", answered))
        visit.prepare(coach)

    def on_look_up(text: str | None, request: gr.Request) -> Iterator[Changes]:
        visit = context.visit(request)

        def explained(cancel: Cancel) -> Steps:
            for _ in interviewing.explain(coach, visit, text or "", cancel):
                yield Step()  # the box is the answer's

        unexplained = ""
        for step in played(taken(visit, text or "", explained)):
            unexplained = step.box or ""  # where it was stopped or failed
            yield states(visit, Step(), busy=True)
        again_there = {concept: unexplained, explaining: gr.update(visible=bool(unexplained))}
        yield states(visit, Step(), busy=visit.cancel is not None) | again_there
        visit.prepare(coach)

    def on_command(command: Command) -> Callable[[gr.Request], Iterator[Changes]]:
        def run(request: gr.Request) -> Iterator[Changes]:
            visit = context.visit(request)
            visit.give_way()
            yield from shows(visit, interviewing.run(command, practice, visit))

        return run

    def on_stop(request: gr.Request) -> None:
        visit = context.visit(request)
        visit.stop()
        visit.give_way()

    def on_guides(ids: list[str]) -> tuple[Changes, Changes]:
        offered = categories_of(ids)
        levels = difficulties_of(ids)
        return (
            gr.update(choices=[(CATEGORY_NAMES[each], each.value) for each in offered], value=[each.value for each in offered]),
            gr.update(choices=levels, value=ANY_DIFFICULTY, visible=len(levels) > 1),
        )

    def fill(ids: list[str]) -> Changes:
        offered = guides_now()
        known = [each for _, each in offered]
        kept = [each for each in ids if each in known] or known[:1]
        categories, levels = on_guides(kept)
        return {guide: gr.update(choices=offered, value=kept), chosen: categories, difficulty: levels}

    def on_open(ids: list[str], request: gr.Request) -> Changes:
        visit = context.visit(request)
        if visit.filled_from is coach.library:
            return UNCHANGED
        visit.filled_from = coach.library
        return fill(ids)

    def on_choice(asks: str, how: str, ids: list[str]) -> Changes:
        drill = how == Mode.DRILL
        by_job = asks == Ask.JOB and not drill
        mixed = asks == Ask.MIX and not drill
        return {
            guide: gr.update(visible=not (drill or by_job)),
            ask: gr.update(visible=not drill),
            narrowing: gr.update(visible=not (drill or by_job)),
            job: gr.update(visible=by_job),
            minutes: gr.update(visible=how == Mode.REALISTIC),
            in_all: gr.update(visible=mixed),
            difficulty: gr.update(visible=mixed and len(difficulties_of(ids)) > 1),
        }

    def on_second(request: gr.Request) -> Changes:
        update: Changes = gr.update(value=render.clock(context.visit(request).seconds_left()))
        return update

    def on_load(request: gr.Request) -> Changes:
        return states(context.visit(request), Step(), busy=False)

    def wire(triggers: Sequence[Callable[..., Any]], does: Callable[..., Iterator[Changes]], inputs: Any = None) -> None:
        gr.on(triggers, js=TO_THE_END, **HIDDEN)
        gr.on(triggers, does, inputs, shown, trigger_mode="once", **SLOW).then(js=BACK_TO_THE_BOX, **HIDDEN)

    wire([begin.click], on_begin, [guide, ask, mode, count, minutes, chosen, difficulty, in_all, job])
    wire([go.click], on_go)
    wire([resume.click], on_resume)
    wire([send.click, box.submit], on_send, box)
    wire([look_up.click, concept.submit], on_look_up, concept)
    wire([again.click], on_command(interviewing.repeat))
    explain.click(lambda: (gr.update(visible=True), ""), None, [explaining, concept], **QUICK).then(js=TO_THE_CONCEPT, **HIDDEN)
    for kind, (_, command) in COMMANDS.items():
        wire([buttons[kind].click], on_command(command))
    wire([end.click], on_command(interviewing.end))
    guide.change(on_guides, guide, [chosen, difficulty], **QUICK)
    gr.on([ask.change, mode.change], on_choice, [ask, mode, guide], [guide, ask, narrowing, job, minutes, in_all, difficulty], **QUICK)
    stop.click(on_stop, None, None, **QUICK)
    seconds.tick(on_second, None, clock, **QUICK)
    return Practise(shown, wished, begin_one, on_load, guide, [guide, chosen, difficulty], fill, on_open)
