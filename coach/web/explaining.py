"""An explanation on the page."""

from collections.abc import Generator, Iterator, Sequence

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.guides.library import Library
from coach.interview.coach import Coach, Explanation
from coach.interview.concepts import concepts
from coach.interview.explain import Explained
from coach.interview.sections import cited_sections, source_name
from coach.practice.practice import Practice
from coach.web import render
from coach.web.visit import Conversation, Explaining, Message, Step, Steps

EXAMPLES = 3


def explain(coach: Coach, conversation: Conversation, text: str, cancel: Cancel) -> Steps:
    """Explain a concept from the guides in an interview, sentence by sentence, the sources below. Raises CoachError."""
    found = coach.look_up(text, cancel)
    conversation.messages.append({"role": "user", "content": render.paragraph(text)})
    message = conversation.say(render.explanation(found, (), done=found.declined))
    yield Step("")
    if found.declined:
        return
    written: Sequence[Explained] = ()
    for written in _growing(coach, found, cancel):
        message["content"] = render.explanation(found, written, done=False)
        yield Step()
    message["content"] = render.explanation(found, written, done=True)
    yield Step()


def explain_beside(practice: Practice, explaining: Explaining, text: str, cancel: Cancel, *, typed: bool = True) -> Generator[Step, None, None]:
    """The same in the view for it: the sources beside the explanation, whole sections, and what was asked is kept. Raises CoachError.

    What was not `typed` leaves the text box alone.
    """
    there = len(explaining.sources)
    explaining.is_looking = True
    try:
        explaining.messages.append({"role": "user", "content": render.paragraph(text)})
        message = explaining.say(render.looking())
        yield Step("" if typed else None)
        found = practice.look_up(text, cancel)
        explaining.is_looking = False
        if found.declined:
            message["content"] = render.declined(examples(practice.coach.library))
            explaining.sources.append(render.no_sources())
            yield Step()
        else:
            yield from _explained(practice.coach, explaining, message, found, cancel)
    except CoachError:
        del explaining.sources[there:]
        raise
    finally:
        explaining.is_looking = False


def examples(library: Library) -> list[str]:
    """What could be asked: EXAMPLES at most, none where the guides name nothing."""
    return concepts(library.guides, EXAMPLES)


def _explained(coach: Coach, explaining: Explaining, message: Message, found: Explanation, cancel: Cancel) -> Steps:
    number = len(explaining.sources) + 1
    library = found.search.library
    names = {source.n: source_name(source, library) for source in found.sources}
    explaining.sources.append(render.sources_beside(number, cited_sections(found.sources, library), names))
    waits = "Writing …" if coach.model.progress.ready else "The model is still being loaded, then it writes; the sources are here already …"
    message["content"] = render.explanation_beside(number, names, (), waits=waits)
    yield Step()
    written: Sequence[Explained] = ()
    for written in _growing(coach, found, cancel):
        message["content"] = render.explanation_beside(number, names, written, waits="Writing …")
        yield Step()
    message["content"] = render.explanation_beside(number, names, written, question=coach.question_on(found))
    yield Step()


def _growing(coach: Coach, found: Explanation, cancel: Cancel) -> Iterator[Sequence[Explained]]:
    """The sentences so far, one more each time."""
    written: list[Explained] = []
    for sentence in coach.explain(found, cancel):
        written.append(sentence)
        yield written
