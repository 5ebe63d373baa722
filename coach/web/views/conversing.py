"""A conversation with a box to write in: what the views that explain and review have in common."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import gradio as gr

from coach.web.context import QUICK, Changes, Context, chatbot, played
from coach.web.visit import Conversation, Step, Steps, Visit


@dataclass(frozen=True)
class Talk:
    """The components of a conversation, to be wired once those that it reads are there."""

    chat: gr.Chatbot
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button

    @property
    def shown(self) -> list[gr.components.Component]:
        """What a step changes."""
        return [self.chat, self.box, self.send, self.stop]

    def states(self, conversation: Conversation, step: Step, *, busy: bool) -> Changes:
        """What of it is there, as the conversation stands."""
        return {
            self.chat: list(conversation.messages),
            self.box: gr.update() if step.box is None else step.box,
            self.send: gr.update(visible=not busy),
            self.stop: gr.update(visible=busy),
        }

    def shows(self, conversation: Conversation, steps: Steps) -> Iterator[Changes]:
        """The changes of the page as the steps go by."""
        last = Step()
        for step in played(steps):
            yield self.states(conversation, step, busy=True)
            last = Step(step.box if step.box else None)
        yield self.states(conversation, last, busy=conversation.cancel is not None)

    def stops(self, context: Context, which: Callable[[Visit], Conversation]) -> None:
        """Wire the button that stops."""

        def on_stop(request: gr.Request) -> None:
            which(context.visit(request)).stop()

        self.stop.click(on_stop, None, None, **QUICK)


def talk(welcome: str, label: str, placeholder: str) -> Talk:
    """The components, laid out."""
    chat = chatbot(welcome)
    box = gr.Textbox(label=label, placeholder=placeholder, lines=3, max_lines=14, elem_classes="coach-box")
    with gr.Row(elem_classes="coach-actions"):
        return Talk(chat, box, gr.Button("Send", variant="primary"), gr.Button("Stop", variant="stop", visible=False))
