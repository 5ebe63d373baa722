"""A model file's own chat template, applied so that no text can pose as one of its control tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.errors import CoachError
from coach.llm.types import Message, Prompt

# Private-use characters mark where a message's text belongs while the template is rendered; no template contains them.
_SLOT = "\ue000{}\ue001"
_SLOT_PATTERN = re.compile("\ue000([0-9]+)\ue001")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a rendered prompt: the template's own (control tokens mean something) or somebody's text (they don't)."""

    text: str
    is_template: bool


class ChatTemplate:
    """Renders a prompt into parts. `source` is the Jinja template in the model file; it runs in Jinja's sandbox."""

    def __init__(self, source: str, bos_token: str, eos_token: str) -> None:
        """Raises CoachError when the template is broken."""
        from jinja2 import TemplateSyntaxError
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        try:
            self._formatter = Jinja2ChatFormatter(template=source, bos_token=bos_token, eos_token=eos_token)
        except TemplateSyntaxError as error:
            raise CoachError(f"The model file's chat template is broken ({error.message}); choose another model.") from error
        self._takes_system = self._slotted([Message("system", ""), Message("user", "")]) is not None

    def render(self, prompt: Prompt, *, open_ended: bool = False) -> list[Part]:
        """Parts of the whole prompt, ready for the assistant's reply; up to the last message's text only if `open_ended`.

        Where the template has no place for a system message, its text opens the message of the user that follows.
        Raises CoachError when the template refuses the prompt or would leave out a message.
        """
        if not self._takes_system:
            prompt = _without_system(prompt)
        slotted = self._slotted(prompt)
        if slotted is None:
            raise CoachError("The model file's chat template can't take this conversation; choose another model.")
        return _fill(slotted, [message.content for message in prompt], open_ended=open_ended)

    def _slotted(self, prompt: Prompt) -> str | None:
        """The rendered prompt with a slot for each message's text; None when the template refuses it or doesn't show every message once, in order."""
        from jinja2 import TemplateError

        messages = [{"role": message.role, "content": _SLOT.format(number)} for number, message in enumerate(prompt)]
        try:
            rendered = self._formatter(messages=messages).prompt  # type: ignore[arg-type]
        except (TemplateError, ValueError):  # a template refuses by the `raise_exception` it is given, a ValueError
            return None
        return rendered if _SLOT_PATTERN.findall(rendered) == [str(number) for number in range(len(prompt))] else None


def _without_system(prompt: Prompt) -> Prompt:
    """The same with system messages at the front of the message that follows them."""
    messages: list[Message] = []
    waiting = ""
    for message in prompt:
        if message.role == "system":
            waiting += message.content + "\n\n"
        else:
            messages.append(Message(message.role, waiting + message.content))
            waiting = ""
    return messages


def _fill(rendered: str, contents: Sequence[str], *, open_ended: bool) -> list[Part]:
    parts: list[Part] = []
    pieces = _SLOT_PATTERN.split(rendered)  # template, number, template, number, ..., template
    for position, piece in enumerate(pieces):
        if position % 2:
            parts.append(Part(contents[int(piece)], is_template=False))
        elif piece:
            parts.append(Part(piece, is_template=True))
    if open_ended and parts and parts[-1].is_template:
        parts.pop()
    return parts
