"""An explanation on the page."""

from coach.cancel import Cancel
from coach.interview.coach import Coach
from coach.web import render
from coach.web.visit import Conversation, Step, Steps


def explain(coach: Coach, conversation: Conversation, text: str, cancel: Cancel) -> Steps:
    """Explain a concept from the guides, sentence by sentence. Raises CoachError."""
    found = coach.look_up(text, cancel)
    conversation.messages.append({"role": "user", "content": render.paragraph(text)})
    message = conversation.say(render.explanation(found, (), done=found.declined))
    yield Step("")
    if found.declined:
        return
    written = []
    for sentence in coach.explain(found, cancel):
        written.append(sentence)
        message["content"] = render.explanation(found, written, done=False)
        yield Step()
    message["content"] = render.explanation(found, written, done=True)
    yield Step()
