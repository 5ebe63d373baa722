"""Library: the guides, what is found in them and wrong with them, and a place to write new ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.guides.library import SUFFIXES
from coach.guides.shelf import Occupied
from coach.guides.skeleton import SKELETON
from coach.web import browsing, drafting, render
from coach.web.context import QUICK, SLOW, UNCHANGED, Changes, Context, one_thing_first
from coach.web.drafting import Draft
from coach.web.rebuilding import Rebuilding

POLL_SECONDS = 0.5
CHANGED = "The guide files have changed since the coach read them. Rebuild the index to work with what they say now."
EDITOR_LINES = 24


@dataclass(frozen=True)
class LibraryView:
    """What other views need of this one."""

    shown: list[gr.components.Component]  # what `on_open` changes
    chosen: gr.Dropdown  # the file name of a guide
    practise: gr.Button
    on_open: Callable[[str | None], Iterator[Changes]]  # the view was opened; given what is chosen


def build(context: Context) -> LibraryView:
    """The view."""
    practice = context.practice
    coach = practice.coach
    folder = coach.settings.content_path
    rebuilding = Rebuilding(coach)

    with gr.Column(elem_classes="coach-library"):
        said = gr.HTML("")
        building = gr.HTML("")
        with gr.Row(elem_classes="coach-actions"):
            cancel = gr.Button("Cancel", variant="stop", visible=False)
        with gr.Column() as browse:
            with gr.Row(elem_classes="coach-setup-row"):
                query = gr.Textbox(label="Search in your guides", placeholder="A few words, for example: class imbalance", lines=1, max_lines=1, scale=4)
                find = gr.Button("Search", scale=1, min_width=110)
            found = gr.HTML("")
            gr.HTML("<h2>Your guides</h2>")
            with gr.Row(elem_classes="coach-setup-row"):
                chosen = gr.Dropdown([], label="Guide", scale=4)
                practise = gr.Button("Practise this guide", variant="primary", scale=1, min_width=200)
                edit = gr.Button("Edit", scale=1, min_width=90)
                delete = gr.Button("Delete", scale=1, min_width=90)
            with gr.Column(visible=False) as confirm:
                asked = gr.HTML("")
                with gr.Row(elem_classes="coach-actions"):
                    sure = gr.Button("Yes, delete it", variant="stop")
                    keep = gr.Button("Keep it")
            with gr.Row(elem_classes="coach-actions"):
                write = gr.Button("Write a new guide")
                upload = gr.UploadButton("Upload a guide", file_types=list(SUFFIXES))
                rebuild = gr.Button("Rebuild the index")
            guides = gr.HTML("")
            gr.HTML("<h2>Problems</h2>")
            problems = gr.HTML("")
        with gr.Column(visible=False) as editor:
            name = gr.Textbox(label="Name of the file", placeholder="data-engineer (made of the title if you leave this empty)", lines=1, max_lines=1)
            with gr.Row():
                text = gr.Textbox(
                    label="The guide, in Markdown", lines=EDITOR_LINES, max_lines=EDITOR_LINES, elem_classes="coach-source", scale=1, min_width=280
                )
                with gr.Column(scale=1, min_width=280):
                    parsed = gr.HTML("", elem_classes="coach-preview")
            trouble = gr.HTML("")
            with gr.Row(elem_classes="coach-actions"):
                save = gr.Button("Save", variant="primary")
                overwrite = gr.Button("Overwrite", variant="stop", visible=False)
                close = gr.Button("Close")
                discard = gr.Button("Discard what I wrote", variant="stop", visible=False)
        seconds = gr.Timer(POLL_SECONDS, active=False)

    shown = [said, building, cancel, guides, chosen, confirm, asked, problems, seconds]
    places = [*shown, browse, editor, name, text, parsed, trouble, overwrite, discard]

    def rebuilt() -> Changes:
        """How the rebuild goes, or what came of the last one."""
        progress = rebuilding.progress
        assert progress is not None  # noqa: S101 - asked only once one was begun
        if rebuilding.under_way:
            outcome = render.rebuild(progress)
        elif rebuilding.is_stopped:
            outcome = render.notice("Stopped. The coach goes on with the guides that it had.")
        elif progress.error is not None:
            outcome = render.problem(progress.error)
        else:
            outcome = render.notice(f"The index is up to date. {render.guides_in_use(coach.library.guides)}")
        return {building: outcome, cancel: gr.update(visible=rebuilding.under_way), seconds: gr.Timer(active=rebuilding.under_way)}

    def begun() -> Changes:
        """A rebuild, as it begins."""
        rebuilding.start()
        return rebuilt()

    def listed(current: str | None) -> Changes:
        """The guides; what is chosen stays chosen."""
        try:
            offered = browsing.choices(coach)
            names = [each for _, each in offered]
            value = current if current in names else next(iter(names), None)
            return {guides: browsing.overview(practice), chosen: gr.update(choices=offered, value=value), confirm: gr.update(visible=False)}
        except CoachError as error:
            return {guides: render.problem(str(error))}

    def looked() -> Changes:
        """What is wrong in the files, and whether they are what the coach works with."""
        seen = browsing.look(coach)
        return {problems: seen.problems} | ({building: render.notice(CHANGED)} if seen.changed and not rebuilding.under_way else {})

    def browsing_again(current: str | None) -> Changes:
        return {browse: gr.update(visible=True), editor: gr.update(visible=False)} | listed(current)

    def editing(draft: Draft, wanted: str, written: str, request: gr.Request) -> Changes:
        """The editor with a text in it."""
        context.visit(request).draft = draft
        return {
            said: "",
            trouble: "",
            browse: gr.update(visible=False),
            editor: gr.update(visible=True),
            name: gr.update(value=wanted, interactive=draft.name is None),
            text: written,
            parsed: drafting.preview(written, wanted),
            overwrite: gr.update(visible=False),
            discard: gr.update(visible=False),
        }

    def on_open(current: str | None) -> Iterator[Changes]:
        yield listed(current) | (rebuilt() if rebuilding.under_way else {seconds: gr.Timer(active=False)})
        yield looked()

    def on_tick(current: str | None) -> Changes:
        if rebuilding.under_way:
            return rebuilt()
        seen, progress = listed(current) | looked(), rebuilding.progress
        if progress is None:
            return seen | {seconds: gr.Timer(active=False)}
        return rebuilt() | seen if progress.ready else seen | rebuilt()  # a file may have changed during the rebuild

    def on_search(wanted: str | None) -> Iterator[str]:
        if not coach.search.progress.ready:
            yield render.notice("The search is still getting ready; this takes a moment.")
        try:
            yield browsing.search(coach, wanted or "", Cancel())
        except CoachError as error:
            yield render.problem(str(error))

    def on_write(request: gr.Request) -> Changes:
        return editing(Draft(), "", SKELETON, request)

    def on_upload(path: str, request: gr.Request) -> Changes:
        try:
            return editing(Draft(), *drafting.uploaded(Path(path)), request)
        except CoachError as error:
            return {said: render.problem(str(error))}

    def on_edit(current: str | None, request: gr.Request) -> Changes:
        if current is None:
            one_thing_first("Choose a guide.")
            return UNCHANGED
        try:
            draft = drafting.opened(folder, current)
        except CoachError as error:
            return {said: render.problem(str(error))}
        return editing(draft, current, draft.original or "", request)

    def on_type(written: str | None, wanted: str | None) -> str:
        return drafting.preview(written or "", wanted or "")

    def on_save(*, over: bool) -> Callable[[str | None, str | None, gr.Request], Changes]:
        def run(written: str | None, wanted: str | None, request: gr.Request) -> Changes:
            visit = context.visit(request)
            try:
                visit.draft, sentence = drafting.saved(folder, visit.draft, wanted or "", written or "", overwrite=over)
            except CoachError as error:
                return {trouble: render.problem(str(error)), overwrite: gr.update(visible=isinstance(error, Occupied))}
            return begun() | browsing_again(visit.draft.name) | {said: sentence}

        return run

    def on_close(written: str | None, current: str | None, request: gr.Request) -> Changes:
        draft = context.visit(request).draft
        if (written or "") != (SKELETON if draft.original is None else draft.original):
            return {trouble: render.notice("What you wrote is not saved."), discard: gr.update(visible=True)}
        return on_discard(current)

    def on_discard(current: str | None) -> Changes:
        return {said: ""} | browsing_again(current)

    def on_delete(current: str | None) -> Changes:
        if current is None:
            one_thing_first("Choose a guide.")
            return UNCHANGED
        return {said: "", asked: render.notice(f"Delete {current}? What was practised of it stays in the history."), confirm: gr.update(visible=True)}

    def on_keep() -> Changes:
        return {confirm: gr.update(visible=False)}

    def on_sure(current: str | None) -> Changes:
        try:
            sentence = drafting.deleted(folder, current or "")
        except CoachError as error:
            return {said: render.problem(str(error)), confirm: gr.update(visible=False)}
        return begun() | listed(None) | {said: sentence}

    def on_cancel() -> None:
        rebuilding.stop()

    gr.on([find.click, query.submit], on_search, query, found, trigger_mode="once", **SLOW)
    write.click(on_write, None, places, **QUICK)
    upload.upload(on_upload, upload, places, **QUICK)
    edit.click(on_edit, chosen, places, **SLOW)
    delete.click(on_delete, chosen, shown, **SLOW)
    keep.click(on_keep, None, shown, **QUICK)
    sure.click(on_sure, chosen, shown, **QUICK)
    chosen.input(on_keep, None, shown, **QUICK)
    rebuild.click(begun, None, shown, **QUICK)
    cancel.click(on_cancel, None, None, **QUICK)
    gr.on([text.input, name.input], on_type, [text, name], parsed, trigger_mode="always_last", **SLOW)
    save.click(on_save(over=False), [text, name], places, **QUICK)
    overwrite.click(on_save(over=True), [text, name], places, **QUICK)
    close.click(on_close, [text, chosen], places, **QUICK)
    discard.click(on_discard, chosen, places, **QUICK)
    seconds.tick(on_tick, chosen, shown, **QUICK)
    return LibraryView(shown, chosen, practise, on_open)
