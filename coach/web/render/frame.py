"""The top of the page."""

from collections.abc import Sequence

from coach.interview.loading import Progress
from coach.web.render.text import escape, text


def head(title: str, status: str) -> str:
    """The top of the page: its name and, beside it, the status line."""
    return f'<div class="coach-head"><h1>{escape(title)}</h1><div role="status">{status}</div></div>'


def status(parts: Sequence[Progress], model_name: str | None, server: str | None = None) -> str:
    """The line at the top of the page: how loading goes, or that everything is there. `server` is where the model runs, if not in this process."""
    errors = [part.error for part in parts if part.error]
    if errors:
        said = "".join(f'<p class="coach-problem">{text(error)}</p>' for error in errors)
        return f'{said}<p class="coach-meta">{escape(_next_step(server))}</p>'
    if all(part.ready for part in parts):
        where = f"what you write goes to the model at {server}" if server else "nothing leaves this machine"
        return f'<p class="coach-meta">Ready · {escape(model_name or "")} · {escape(where)}</p>'
    shown = " · ".join(escape(part.message) + (f" {part.share:.0%}" if part.share is not None and not part.ready else "") for part in parts)
    return f'<p class="coach-meta">Getting ready: {shown}. You can start; the coach answers as soon as it is ready.</p>'


def _next_step(server: str | None) -> str:
    """What to do on the page when something could not be loaded."""
    if server:
        return "What next: see that the server runs, then press Try again under Settings, the last tab."
    return "What next: under Settings, the last tab, a model can be downloaded or another one chosen, and Try again loads it."
