"""What every view of the page works with."""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.practice.practice import Practice
from coach.web import render
from coach.web.visit import Step, Steps, Visit

log = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 32  # handlers that may run at the same time; the model itself takes turns

HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Answered at once, beside whatever is streaming. No gr.Info in these, so no `one_thing_first` either: without the queue Gradio only prints it.
QUICK: dict[str, Any] = {**HIDDEN, "queue": False}
SLOW: dict[str, Any] = {**HIDDEN, "concurrency_limit": PEOPLE_AT_ONCE}

# Where somebody has scrolled up, Gradio leaves the conversation there; who presses a button wants to see what comes of it.
TO_THE_END = "() => document.querySelectorAll('.coach-chat [role=log]').forEach(each => each.scrollTo(0, each.scrollHeight))"
# A button that goes while the coach is at work takes the focus along. Not on a phone, where it would bring up the keyboard.
# And what can be scrolled has to be within reach of the Tab key.
BACK_TO_THE_BOX = """() => {
  document.querySelectorAll('.coach-chat [role=log]').forEach(each => { each.tabIndex = 0 });
  const box = document.querySelector('.coach-box:not([hidden]) textarea');
  if (box && document.activeElement === document.body && matchMedia('(pointer: fine)').matches) box.focus();
}"""

Changes = dict[Any, Any]  # component -> its new value, or a gr.update
UNCHANGED: Changes = gr.skip()

FIRST = "One thing first"
SOMEBODY_ELSE = "Somebody else practises now; reload the page."


@dataclass(frozen=True)
class Context:
    """The practice that the page is for, `taken_along`, the folder of what is downloaded, and who has it open."""

    practice: Practice
    taken_along: Path
    visits: dict[str, Visit] = field(default_factory=dict)  # by Gradio's hash of an open page
    outdated: set[str] = field(default_factory=set)  # hashes of pages that show somebody else's conversations and do not know it yet

    def visit(self, request: gr.Request) -> Visit:
        """The visit that a request is from. Raises gr.Error once when it was left by `leave_all`, which a page shows also without the queue."""
        key = str(request.session_hash)
        if key in self.outdated:
            self.outdated.discard(key)
            raise gr.Error(SOMEBODY_ELSE, title=FIRST, print_exception=False)
        return self.visits.setdefault(key, Visit())

    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        key = str(request.session_hash)
        self.outdated.discard(key)
        if visit := self.visits.pop(key, None):
            visit.leave()

    def leave_all(self) -> None:
        """Whoever practises here has become somebody else: what is under way on any page stops.

        Other pages show their old conversations until they are reloaded, and say so when something is done there next.
        """
        for key in list(self.visits):
            if visit := self.visits.pop(key, None):
                self.outdated.add(key)
                visit.leave()

    def new_folder(self) -> Path:
        """An empty folder for files to download. Its name is not to be guessed: Gradio gives what is in it to whoever knows the path. Raises CoachError."""
        folder = self.taken_along / secrets.token_urlsafe(16)
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise CoachError(f"The folder {folder} can't be made ({error.strerror}); check the permissions of {self.taken_along}.") from error
        return folder


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
    gr.Info(render.text(sentence), title=FIRST)  # which Gradio takes for HTML


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
