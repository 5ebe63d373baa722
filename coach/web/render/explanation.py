"""Explanations and their sources as HTML."""

from collections.abc import Sequence

from coach.interview.coach import Explanation
from coach.interview.explain import Explained, Source
from coach.web.render.text import escape, notice, place, text

BREADCRUMB_FROM = 2  # role and kind of question go without saying on the page


def explanation(found: Explanation, sentences: Sequence[Explained], *, done: bool) -> str:
    """An explanation with numbered citations and, below, the sections that they open."""
    if found.declined:
        return notice("Your guides hold nothing on this, so the coach has nothing to explain it from. Try other words, or add a guide that covers it.")
    quoted = notice("The guides do not support what the model wrote, so here is what they say themselves.") if any(each.quoted for each in sentences) else ""
    if any(each.quoted for each in sentences):
        body = "".join(f"<blockquote>{text(each.text)}{_chip(each.n)}</blockquote>" for each in sentences)
    else:
        body = f"<p>{' '.join(f'{text(each.text)}{_chip(each.n)}' for each in sentences)}</p>"
    writing = "" if done else '<p class="coach-meta">Writing …</p>'
    return f'<div class="coach-explanation">{quoted}{body}{writing}{sources(found.sources)}</div>'


def sources(numbered: Sequence[Source]) -> str:
    """The passages, each a click away."""
    rows = "".join(
        f"<details><summary>{_chip(each.n)} {escape(' › '.join(each.hit.chunk.breadcrumb[BREADCRUMB_FROM:]))}</summary>"
        f"<blockquote>{text(each.hit.chunk.text)}</blockquote>{place(each.hit.chunk.path, each.hit.chunk.line)}</details>"
        for each in numbered
    )
    return f'<div class="coach-sources"><p class="coach-meta">Sources</p>{rows}</div>'


def _chip(number: int) -> str:
    return f'<span class="coach-chip">[{number}]</span>'
