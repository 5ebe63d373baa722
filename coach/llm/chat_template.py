"""A model file's own chat template, applied so that no text can pose as one of its control tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.llm.types import Prompt

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
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._formatter = Jinja2ChatFormatter(template=source, bos_token=bos_token, eos_token=eos_token)

    def render(self, prompt: Prompt, *, open_ended: bool = False) -> list[Part]:
        """Parts of the whole prompt, ready for the assistant's reply; up to the last message's text only if `open_ended`."""
        slotted = [{"role": message.role, "content": _SLOT.format(number)} for number, message in enumerate(prompt)]
        rendered = self._formatter(messages=slotted).prompt  # type: ignore[arg-type]
        return _fill(rendered, [message.content for message in prompt], open_ended=open_ended)


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
