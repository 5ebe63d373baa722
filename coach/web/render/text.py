"""Text of users, guides and models as HTML: everything is escaped here, and nothing in it means anything."""

import html
from pathlib import Path


def text(value: str) -> str:
    """Somebody's text as HTML: nothing in it means anything, line breaks are kept."""
    return "<br>".join(escape(line) for line in value.strip().splitlines())


def paragraph(value: str, css_class: str = "") -> str:
    """Somebody's text as a paragraph of its own."""
    return f'<p class="{css_class}">{text(value)}</p>' if css_class else f"<p>{text(value)}</p>"


def notice(value: str) -> str:
    """A sentence of the coach about what is going on."""
    return f'<p class="coach-notice">{text(value)}</p>'


def problem(value: str) -> str:
    """A sentence about something that went wrong and what to do."""
    return f'<p class="coach-problem"><strong>That did not work.</strong> {text(value)}</p>'


def said(content: str) -> str:
    """What goes on or was made of something that was asked for: on the screen, and read out as it changes. Takes HTML."""
    return f'<div role="status">{content}</div>'


def counted(number: int, what: str) -> str:
    """The number with its noun, in the singular or with an s."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def place(path: str, line: int) -> str:
    """Where something is in the guides."""
    return f'<p class="coach-meta">{escape(Path(path).name)}, line {line}</p>'


def escape(value: str) -> str:
    """As HTML, in one line."""
    # The chat reads Markdown: inside an HTML block it leaves everything alone but a blank line, which `text` never makes.
    return html.escape(value, quote=True)
