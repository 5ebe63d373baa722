"""Settings: the model, what it may use, where the data is, who practises, how the page looks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from coach.config import Settings, variable_that_sets
from coach.errors import CoachError
from coach.llm.local import physical_cores
from coach.models.catalogue import find, load_catalogue
from coach.models.here import this_machine
from coach.web import configuring, render
from coach.web.context import QUICK, SLOW, Changes, Context
from coach.web.downloading import Download

POLL_SECONDS = 1.0  # of a download
THEMES = [("As the system", "system"), ("Light", "light"), ("Dark", "dark")]
SIZES = [("Small", "small"), ("Normal", "normal"), ("Large", "large")]
RELOAD = "() => window.location.reload()"


@dataclass(frozen=True)
class SettingsView:
    """What the page does with the view."""

    shown: list[gr.components.Component]
    on_open: Callable[[], Changes]  # the view is looked at
    appearance: list[gr.components.Component]  # theme and text size, as the browser keeps them
    sample: gr.Button  # asks for the guided sample


def build(context: Context, loading: gr.Timer) -> SettingsView:
    """The view. `loading` keeps the status line up to date while something is being loaded."""
    practice = context.practice
    coach = practice.coach
    download = Download()
    cores = physical_cores()
    names = [entry.name for entry in load_catalogue()]
    in_use = next((name for name in names if name.lower() == coach.settings.model.lower()), names[0])

    with gr.Column(elem_classes="coach-settings"):
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Model"), padding=False)
            table = gr.HTML("", padding=False)
            with gr.Row(elem_classes="coach-setup-row"):
                name = gr.Dropdown(names, value=in_use, label="Model to download or use", scale=3)
                fetch = gr.Button("Download")
                use = gr.Button("Use this model", variant="primary")
                again = gr.Button("Try again", visible=False)
            bar = gr.HTML("", padding=False)
            stop = gr.Button("Cancel download", variant="stop", visible=False)
            model_said = gr.HTML("", padding=False)
            downloads = gr.Timer(POLL_SECONDS, active=False)
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Speed and memory"), padding=False)
            with gr.Row(elem_classes="coach-setup-row"):
                threads = gr.Number(
                    coach.settings.threads,
                    precision=0,
                    label="Threads",
                    info=_info("threads", f"Empty: all {cores} cores. More than that is slower, not faster."),
                )
                tokens = gr.Number(
                    coach.settings.context,
                    precision=0,
                    label="Context (tokens)",
                    info=_info("context", "How much text the model keeps in mind, at least 2048. 8192 is enough for long answers; more takes more memory."),
                )
                keep = gr.Button("Save", variant="primary")
            numbers_said = gr.HTML("", padding=False)
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Appearance"), padding=False)
            with gr.Row():
                theme = gr.Radio(THEMES, value="system", label="Theme")
                size = gr.Radio(SIZES, value="normal", label="Text size")
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Who practises"), padding=False)
            with gr.Row(elem_classes="coach-setup-row"):
                profile = gr.Dropdown([], label="Profile", info="Each has a history of its own. Changing it concerns every open page.", scale=3)
                choose = gr.Button("Practise as this one")
            with gr.Row(elem_classes="coach-setup-row"):
                new = gr.Textbox(label="Name of a new profile", max_lines=1, scale=3)
                add = gr.Button("Add and practise")
            profile_said = gr.HTML("", padding=False)
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Privacy and data"), padding=False)
            kept = gr.HTML("", padding=False)
            with gr.Row(elem_classes="coach-actions"):
                export = gr.Button("Export everything")
                file = gr.DownloadButton("Download the export", variant="primary", visible=False)
                bring = gr.UploadButton("Import an export", file_types=[".json"])
            with gr.Row(elem_classes="coach-setup-row"):
                typed = gr.Textbox(label="To delete everything of this profile, type its name", max_lines=1, scale=3)
                delete = gr.Button("Delete everything", variant="stop")
            data_said = gr.HTML("", padding=False)
        with gr.Column(elem_classes="coach-setting"):
            gr.HTML(render.heading("Guided sample"), padding=False)
            with gr.Row(elem_classes="coach-actions"):
                sample = gr.Button("See the sample again (two minutes)")
        anew = gr.State(0)  # counts up when the page has to begin anew

    models_shown = [table, fetch, stop, again, bar, downloads, model_said]

    def models() -> Changes:
        """The model section as things stand; what was said stays."""
        fetching = download.state
        running = fetching is not None and fetching.running
        failed = bool(coach.search.progress.error or coach.model.progress.error)
        machine = this_machine(coach.settings.models_path)
        later = configuring.waiting(coach.settings, configuring.chosen_settings(coach))
        shown = (
            render.machine(machine, cores) + render.models(configuring.rows(coach.settings), coach.settings, machine) + (render.notice(later) if later else "")
        )
        return {
            table: shown,
            bar: render.fetching(fetching),
            fetch: gr.update(interactive=not running),
            stop: gr.update(visible=running),
            again: gr.update(visible=failed),
            downloads: gr.Timer(active=running),
        }

    def profiles() -> list[tuple[str, int]]:
        return [(each.name, each.id) for each in practice.store.profiles()]

    def answered(where: gr.HTML, work: Callable[[], str]) -> Changes:
        """What `work` says, or what is wrong."""
        try:
            return {where: render.said(render.notice(work())), **models()}
        except CoachError as error:
            return {where: render.said(render.problem(str(error)))}

    def on_open() -> Changes:
        changed: Changes = {model_said: "", numbers_said: "", profile_said: "", data_said: "", file: gr.update(visible=False), typed: ""}
        try:
            settings = configuring.chosen_settings(coach)
            changed |= {threads: _number("threads", settings), tokens: _number("context", settings), **models()}
            changed[profile] = gr.update(choices=profiles(), value=practice.profile.id)
        except CoachError as error:
            changed[model_said] = render.problem(str(error))
        changed[kept] = render.privacy(configuring.places(coach.settings), coach.settings.llm_url)
        return changed

    def on_fetch(chosen: str) -> Changes:
        def work() -> str:
            download.start(find(chosen), coach.settings.models_path, lambda: coach.retry(configuring.chosen_settings(coach)))
            return f"Downloading {chosen}. You can go on meanwhile, and close this page."

        return answered(model_said, work)

    def on_poll() -> Changes:
        try:
            changed = models()
        except CoachError as error:
            return {model_said: render.problem(str(error)), downloads: gr.Timer(active=False)}
        done = download.state is not None and not download.state.running
        return {**changed, loading: gr.Timer(active=True), model_said: ""} if done else changed

    def on_use(chosen: str) -> Changes:
        return {loading: gr.Timer(active=True), **answered(model_said, lambda: configuring.use_model(coach, chosen))}

    def on_again() -> Changes:
        return {loading: gr.Timer(active=True), **answered(model_said, lambda: configuring.try_again(coach))}

    def on_keep(wanted_threads: float | None, wanted_context: float | None) -> Changes:
        return {loading: gr.Timer(active=True), **answered(numbers_said, lambda: configuring.use_numbers(coach, wanted_threads, wanted_context))}

    def on_export() -> Changes:
        try:
            path = configuring.export(context)
        except CoachError as error:
            return {data_said: render.said(render.problem(str(error)))}
        made = "The export is made. It holds what was said in interviews: keep it to yourself."
        return {data_said: render.said(render.notice(made)), file: gr.update(value=str(path), visible=True)}

    def on_import(path: str) -> Changes:
        imported = answered(data_said, lambda: configuring.import_file(practice, Path(path)))
        try:
            return imported | {profile: gr.update(choices=profiles())}
        except CoachError as error:
            return imported | {data_said: render.said(render.problem(str(error)))}

    def begins_anew(where: gr.HTML, work: Callable[[], None], count: int) -> Changes:
        try:
            work()
        except CoachError as error:
            return {where: render.said(render.problem(str(error)))}
        return {anew: count + 1}

    def on_choose(chosen: int, count: int) -> Changes:
        return begins_anew(profile_said, lambda: configuring.switch(context, chosen), count)

    def on_add(wanted: str, count: int) -> Changes:
        return begins_anew(profile_said, lambda: configuring.create(context, wanted), count)

    def on_delete(wanted: str, count: int) -> Changes:
        return begins_anew(data_said, lambda: configuring.delete(context, wanted), count)

    fetch.click(on_fetch, name, models_shown, **QUICK)
    stop.click(download.cancel, None, None, **QUICK)
    downloads.tick(on_poll, None, [*models_shown, loading], **QUICK)
    use.click(on_use, name, [*models_shown, loading], **QUICK)
    again.click(on_again, None, [*models_shown, loading], **QUICK)
    keep.click(on_keep, [threads, tokens], [*models_shown, numbers_said, loading], **QUICK)
    export.click(on_export, None, [data_said, file], **QUICK)
    bring.upload(on_import, bring, [*models_shown, data_said, profile], **QUICK)
    choose.click(on_choose, [profile, anew], [profile_said, anew], **SLOW)
    gr.on([add.click, new.submit], on_add, [new, anew], [profile_said, anew], **SLOW)
    delete.click(on_delete, [typed, anew], [data_said, anew], **SLOW)
    # Gradio tells of a State that has changed only at the end of what went through its queue.
    anew.change(None, None, None, js=RELOAD)
    for kind, choice in (("theme", theme), ("size", size)):
        choice.input(None, choice, None, js=f"value => coachAppearance.keep('{kind}', value)")
    shown = [*models_shown, threads, tokens, numbers_said, profile, profile_said, kept, file, typed, data_said]
    return SettingsView(shown, on_open, [theme, size], sample)


def _info(setting: str, meaning: str) -> str:
    variable = variable_that_sets(setting)
    return f"Set by the variable {variable}; unset it and start again to change it here." if variable else meaning


def _number(setting: str, settings: Settings) -> Changes:
    update: Changes = gr.update(value=getattr(settings, setting), interactive=variable_that_sets(setting) is None)
    return update
