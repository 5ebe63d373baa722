"""What every view of the page works with."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.practice.practice import Practice
from coach.web.visit import Step, Steps, Visit

log = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 32  # handlers that may run at the same time; the model itself takes turns

HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
QUICK: dict[str, Any] = {**HIDDEN, "queue": False}  # answered at once, beside whatever is streaming
SLOW: dict[str, Any] = {**HIDDEN, "concurrency_limit": PEOPLE_AT_ONCE}

# Where somebody has scrolled up, Gradio leaves the conversation there; who presses a button wants to see what comes of it.
TO_THE_END = "() => document.querySelectorAll('.coach-chat [role=log]').forEach(each => each.scrollTo(0, each.scrollHeight))"
# A button that goes while the coach is at work takes the focus along. Not on a phone, where it would bring up the keyboard.
BACK_TO_THE_BOX = """() => {
  const box = document.querySelector('.coach-box:not([hidden]) textarea');
  if (box && document.activeElement === document.body && matchMedia('(pointer: fine)').matches) box.focus();
}"""

Changes = dict[Any, Any]  # component -> its new value, or a gr.update
UNCHANGED: Changes = gr.skip()


@dataclass(frozen=True)
class Context:
    """The practice that the page is for, `taken_along`, the folder of what is downloaded, and who has it open."""

    practice: Practice
    taken_along: Path
    visits: dict[str, Visit] = field(default_factory=dict)  # by Gradio's hash of an open page

    def visit(self, request: gr.Request) -> Visit:
        """The visit that a request is from."""
        return self.visits.setdefault(str(request.session_hash), Visit())

    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        if visit := self.visits.pop(str(request.session_hash), None):
            visit.leave()

    def leave_all(self) -> None:
        """Whoever practises here becomes somebody else: each open page begins anew."""
        for key in list(self.visits):
            if visit := self.visits.pop(key, None):
                visit.leave()


def played(steps: Steps) -> Iterator[Step]:
    """The steps, each to be shown. What can't be done at all is said in a corner of the page; nothing that goes wrong leaves the page busy."""
    try:
        yield from steps
    except Stopped:
        return
    except CoachError as error:
        one_thing_first(str(error))
    except Exception as error:
        log.exception("on the page")
        one_thing_first(f"Something unexpected went wrong ({type(error).__name__}): try again; the log has the details.")


def one_thing_first(sentence: str) -> None:
    """Say what has to be done before that."""
    gr.Info(sentence, title="One thing first")


def chatbot(placeholder: str, *, visible: bool = True) -> gr.Chatbot:
    """A conversation."""
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_classes="coach-chat",
        height="var(--coach-chat-height)",
        layout="panel",
        buttons=[],
        placeholder=placeholder,
        feedback_options=None,
        allow_tags=False,
        latex_delimiters=[],
        visible=visible,
    )
