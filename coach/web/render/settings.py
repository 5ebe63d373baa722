"""The settings, and the first visit, as HTML."""

from collections.abc import Sequence

from coach.config import Settings
from coach.models.catalogue import ModelEntry
from coach.models.here import Machine, State, fit, in_use
from coach.models.transfer import megabytes
from coach.web.downloading import Fetching
from coach.web.render.text import escape, notice, problem, text

STATES: dict[State, str] = {"installed": "here", "incomplete": "partly here", "absent": "not here"}
HEADINGS = ("Model", "Download", "Memory", "Licence", "Is it here?", "On this machine")


def heading(words: str) -> str:
    """The name of a part of the view."""
    return f"<h2>{escape(words)}</h2>"


def machine(found: Machine, cores: int) -> str:
    """What this machine has."""
    has = f"{megabytes(found.memory)} of memory, {cores} {'core' if cores == 1 else 'cores'}, {megabytes(found.free_disk)} free on the models’ disk"
    return f'<p class="coach-meta">This machine has {escape(has)}.</p>'


def models(rows: Sequence[tuple[ModelEntry, State]], settings: Settings, found: Machine) -> str:
    """The catalogue as a table; below it what is used instead of it, if something is."""
    head = "".join(f'<th scope="col">{each}</th>' for each in HEADINGS)
    body = "".join(_model(entry, state, settings, found) for entry, state in rows)
    title = '<caption class="coach-aloud">Models that can be downloaded</caption>'
    table = f'<table class="coach-models">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    if settings.llm_url:
        return table + notice(f"The setting llm_url is set: the model at {settings.llm_url} is used instead of one of these.")
    if not any(in_use(entry, settings) for entry, _ in rows if entry.kind == "llm"):
        return table + notice(f"In use as the language model: {settings.model}")
    return table


def fetching(state: Fetching | None) -> str:
    """A download as it goes, or how it ended."""
    if state is None:
        return ""
    if not state.running:
        return problem(state.notice) if state.failed else notice(state.notice)
    done, total = state.progress.done_bytes, max(1, state.progress.total_bytes)
    share = min(1.0, done / total)
    said = f"{state.name}: {share:.0%} of {megabytes(total)}, {state.progress.message}"
    bar = f'<progress class="coach-progress-bar" max="100" value="{100 * share:.0f}" aria-label="Download of {escape(state.name)}">{share:.0%}</progress>'
    return f'{bar}<p class="coach-meta">{text(said)}</p>{notice(state.notice) if state.notice else ""}'


def privacy(places: Sequence[tuple[str, str]], server: str | None) -> str:
    """Where what is kept is, by name and place, and what leaves this machine."""
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{text(place)}</dd></div>" for name, place in places)
    if server:
        leaves = (
            f"The setting llm_url is set: your answers and questions, with the passages of your guides that go with them, are sent to the model at {server}. "
            "Nothing else leaves this machine; without that setting nothing does."
        )
    else:
        leaves = "Nothing that you write leaves this machine: the model, the guides and your history are all here. Only downloading a model uses the network."
    return f'{notice(leaves)}<dl class="coach-places">{rows}</dl>'


def welcome(can_sample: bool) -> str:
    """The card of a first visit."""
    what = "An interviewer on your own machine: it asks from your guides, and says point by point what your answer had and what it missed."
    then = "See it at work on a prepared answer first, or choose below and start." if can_sample else "Choose below and start."
    return f'<div class="coach-card"><h2>Welcome</h2><p>{what}</p><p class="coach-meta">{then}</p></div>'


def caption(title: str, words: str) -> str:
    """What the sample shows, beside it."""
    return f'<div class="coach-caption"><p><strong>{escape(title)}</strong> {text(words)}</p></div>'


def _model(entry: ModelEntry, state: State, settings: Settings, found: Machine) -> str:
    used = ' <span class="coach-used">in use</span>' if in_use(entry, settings) else ""
    cells = (megabytes(entry.bytes), megabytes(entry.memory), entry.licence, STATES[state], fit(entry, found, state))
    rest = "".join(f'<td data-label="{heading}">{escape(cell)}</td>' for heading, cell in zip(HEADINGS[1:], cells, strict=True))
    return f'<tr><th scope="row">{escape(entry.name)}{used}<span class="coach-meta">{text(entry.note)}</span></th>{rest}</tr>'
