"""What is asked of the coach on the page, done or said why not. An error leaves what was sent in the text box."""

import logging
from collections.abc import Callable

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.web import render
from coach.web.visit import Conversation, Step, Steps

log = logging.getLogger(__name__)


def taken(conversation: Conversation, text: str | None, work: Callable[[Cancel], Steps]) -> Steps:
    """`work` on what was asked for; where it is stopped or fails, what it said is taken back and a sentence says so. Raises CoachError when busy.

    `text` was sent from the text box and is put back there then; None for what came from elsewhere, which leaves the box alone.
    """
    with conversation.at_work() as cancel:
        said = len(conversation.messages)
        try:
            yield from work(cancel)
        except Stopped:
            del conversation.messages[said:]
            conversation.say(render.notice("Stopped." if text is None else "Stopped. Your text is back in the box."))
            yield Step(text)
        except CoachError as error:
            del conversation.messages[said:]
            conversation.say(render.problem(str(error)))
            yield Step(text)
        except Exception as error:
            log.exception("while answering")
            kept = "" if text is None else "your text is back in the box and "
            conversation.say(render.problem(f"Something unexpected went wrong ({type(error).__name__}); {kept}the log has the details."))
            yield Step(text)
