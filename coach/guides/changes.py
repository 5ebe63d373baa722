"""What became of a guide when its file changed. Pure."""

from dataclasses import dataclass, replace

from coach.guides.types import Guide, Question


@dataclass(frozen=True, slots=True)
class Changes:
    """Questions that one version of a guide has and the other has not, by id; `changed` are in both, with other answers."""

    added: tuple[Question, ...]
    changed: tuple[Question, ...]  # as they are now
    removed: tuple[Question, ...]


def changes(before: Guide | None, after: Guide | None) -> Changes:
    """From one version to the other; None is a guide that is not there. Where a question stands makes no difference."""
    old = {question.id: question for question in before.questions} if before else {}
    new = {question.id: question for question in after.questions} if after else {}
    return Changes(
        tuple(question for key, question in new.items() if key not in old),
        tuple(question for key, question in new.items() if key in old and _anywhere(question) != _anywhere(old[key])),
        tuple(question for key, question in old.items() if key not in new),
    )


def _anywhere(question: Question) -> Question:
    """The question without its lines."""
    return replace(
        question,
        line=0,
        points=tuple(replace(point, line=0) for point in question.points),
        follow_ups=tuple(replace(each, line=0) for each in question.follow_ups),
    )
