"""Explanations and their sources as HTML."""

from collections.abc import Callable, Mapping, Sequence

from coach.guides.types import Question
from coach.interview.coach import Explanation
from coach.interview.explain import Explained, Source
from coach.interview.sections import CitedSection, Paragraph
from coach.web.render.text import escape, notice, place, text

BREADCRUMB_FROM = 2  # role and kind of question go without saying on the page
WELCOME = "Ask about a concept: the coach explains it from your guides and shows where each sentence comes from."
DECLINED = "Your guides hold nothing on this, so the coach has nothing to explain it from. Try other words, or add a guide that covers it."
NO_SOURCES = "The sections that an explanation rests on are shown here, with the passages marked."


def explanation(found: Explanation, sentences: Sequence[Explained], *, done: bool) -> str:
    """An explanation with numbered citations and, below, the passages that they open."""
    if found.declined:
        return notice(DECLINED)
    writing = "" if done else _waiting("Writing …")
    return f'<div class="coach-explanation">{_words(sentences, _chip)}{writing}{_sources(found.sources)}</div>'


# The Explain view. An id has the number of its explanation, from 1: those before stay on the page, and their links with them.


def talk(messages: Sequence[Mapping[str, str]], examples: Sequence[str]) -> str:
    """The conversation; before anything was asked, what can be."""
    if not messages:
        return f'<div class="coach-talk"><div class="coach-explain-welcome"><p>{WELCOME}</p>{_offered("For example:", examples)}</div></div>'
    said = "".join(f'<div class="{"coach-asked" if each["role"] == "user" else "coach-told"}">{each["content"]}</div>' for each in messages)
    return f'<div class="coach-talk" tabindex="0" role="log" aria-label="Explanations"><div>{said}</div></div>'


def looking() -> str:
    """The explanation before its sources are found."""
    return _waiting("Looking in your guides …")


def declined(examples: Sequence[str]) -> str:
    """The guides hold nothing, and what to do then."""
    return notice(DECLINED) + _offered("This is in your guides:", examples)


def explanation_beside(
    number: int, names: Mapping[int, str], sentences: Sequence[Explained], *, waits: str | None = None, question: Question | None = None
) -> str:
    """An explanation whose citations lead to its sources in `sources_beside`.

    `names` are those of the sources by number; `waits` says what is waited for, None when the explanation is whole; `question` is what the button that
    starts an interview would ask.
    """

    def link(n: int) -> str:
        return f'<a class="coach-chip" href="#coach-source-{number}-{n}" aria-label="Source {n}: {escape(names[n])}">{n}</a>'

    words = _words(sentences, link)
    waiting = _waiting(waits) if waits else ""
    button = (
        f'<p><button type="button" class="coach-press" data-question="{escape(question.id)}">Ask me about this</button></p>'
        f'<p class="coach-meta">Starts an interview with one question: “{text(question.text)}”</p>'
        if question
        else ""
    )
    return f'<div class="coach-explanation" id="coach-explanation-{number}" tabindex="-1">{words}{waiting}{button}</div>'


def sources_beside(number: int, sections: Sequence[CitedSection], names: Mapping[int, str]) -> str:
    """The sections that an explanation rests on, whole, the cited passages marked and numbered."""
    return "".join(_section(number, section, names) for section in sections)


def no_sources() -> str:
    """Beside an explanation that was declined."""
    return notice("Nothing in your guides is close to what you asked.")


def panel(groups: Sequence[str], *, is_looking: bool) -> str:
    """What stands beside the conversation: the sources of each explanation, of which the last ones show unless a link leads to others."""
    if is_looking:
        return f'<p class="coach-meta coach-panel">{NO_SOURCES}</p>'  # another element, so that what a link has led to is gone
    shown = "".join(f"<div>{each}</div>" for each in groups) or f'<div><p class="coach-meta">{NO_SOURCES}</p></div>'
    return f'<div class="coach-panel" tabindex="0" role="region" aria-label="Sources">{shown}</div>'


def asked_before(past: Sequence[str]) -> str:
    """What was asked before, to be asked again; nothing where nothing was."""
    return f'<div class="coach-before"><h2>Asked before</h2>{_queries(past)}</div>' if past else ""


def _sources(numbered: Sequence[Source]) -> str:
    """The passages, each a click away."""
    rows = "".join(
        f"<details><summary>{_chip(each.n)} {escape(' › '.join(each.hit.chunk.breadcrumb[BREADCRUMB_FROM:]))}</summary>"
        f"<blockquote>{text(each.hit.chunk.text)}</blockquote>{place(each.hit.chunk.path, each.hit.chunk.line)}</details>"
        for each in numbered
    )
    return f'<div class="coach-sources"><p class="coach-meta">Sources</p>{rows}</div>'


def _offered(title: str, offered: Sequence[str]) -> str:
    """Buttons that ask, below what they are; nothing where there is none."""
    return f'<p class="coach-meta">{title}</p>{_queries(offered)}' if offered else ""


def _queries(offered: Sequence[str]) -> str:
    """Buttons that ask."""
    rows = "".join(f'<li><button type="button" class="coach-press" data-query="{escape(each)}">{escape(each)}</button></li>' for each in offered)
    return f'<ul class="coach-queries">{rows}</ul>'


def _section(number: int, section: CitedSection, names: Mapping[int, str]) -> str:
    to_passages = " ".join(
        f'<a class="coach-chip" href="#coach-source-{number}-{n}" aria-label="Passage {n}: {escape(names[n])}">{n}</a>' for n in section.numbers
    )
    rows: list[str] = []
    group: tuple[str, ...] = ()
    begun: set[int] = set()  # sources whose first paragraph is there
    for each in section.paragraphs:
        if each.group != group:
            group = each.group
            rows.append(f'<p class="coach-group">{escape(" › ".join(group))}</p>')
        rows.append(_paragraph(number, each, begun))
        begun.update(mark.n for mark in each.marks)
    return (
        f'<div class="coach-section"><p class="coach-meta">{escape(" › ".join(section.breadcrumb))}</p><h2>{text(section.title)}</h2>'
        f'{place(str(section.path), section.line)}<p class="coach-meta">Cited: {to_passages}</p>{"".join(rows)}</div>'
    )


def _paragraph(number: int, shown: Paragraph, begun: set[int]) -> str:
    """A paragraph; links to a source lead to where it begins, and one leads back from there."""
    pieces, end = [], 0
    new = []
    for mark in shown.marks:
        where = ""
        if mark.n not in begun:
            new.append(mark.n)
            where = f' id="coach-source-{number}-{mark.n}" tabindex="-1"'
        pieces += [_kept(shown.text[end : mark.start]), f"<mark{where}>{_kept(shown.text[mark.start : mark.end])}</mark>"]
        end = mark.end
    words = "".join(pieces) + _kept(shown.text[end:])
    if not new:
        return f'<p class="coach-passage">{words}</p>'
    back = "".join(
        f'<a class="coach-back" href="#coach-explanation-{number}" aria-label="Source {n}: back to the explanation">{n} ↩</a>' for n in dict.fromkeys(new)
    )
    return f'<p class="coach-passage">{words} <span class="coach-meta">line {shown.line}</span> {back}</p>'


def _kept(value: str) -> str:
    """A piece of a text, with the spaces around it."""
    return escape(value).replace("\n", "<br>")


def _words(sentences: Sequence[Explained], chip: Callable[[int], str]) -> str:
    if any(each.quoted for each in sentences):
        quoted = notice("The guides do not support what the model wrote, so here is what they say themselves.")
        return quoted + "".join(f"<blockquote>{text(each.text)}{chip(each.n)}</blockquote>" for each in sentences)
    return f"<p>{' '.join(f'{text(each.text)}{chip(each.n)}' for each in sentences)}</p>"


def _waiting(what: str) -> str:
    return f'<p class="coach-meta">{escape(what)}</p>'


def _chip(number: int) -> str:
    return f'<span class="coach-chip">[{number}]</span>'
