"""What the library shows of the guides: how they stand, what is wrong with them, and what a search finds."""

from dataclasses import dataclass

from coach.cancel import Cancel
from coach.guides import shelf
from coach.guides.library import by_place, check
from coach.guides.types import Guide
from coach.interview.choosing import askable
from coach.interview.coach import Coach
from coach.interview.progress import coverage, latest
from coach.practice.practice import Practice
from coach.web import render

Choices = list[tuple[str, str]]  # name on the screen, name of the file within the folder


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the folder itself has shown, as HTML."""

    problems: str
    changed: bool  # the files say something else than what the coach works with


def overview(practice: Practice) -> str:
    """The guides that the coach works with, each with its questions, how many of them were tried and how they went the last time."""
    guides = practice.coach.library.guides
    if not guides:
        return render.no_guides()
    attempts = practice.attempts()
    scores = {question_id: attempt.score for question_id, attempt in latest(attempts).items()}
    folder = practice.coach.settings.content_path
    return "".join(render.guide(guide, coverage(askable([guide]), attempts), scores, folder) for guide in guides)


def choices(coach: Coach) -> Choices:
    """The guide files that can be edited; last those that the coach could not read or has not read yet."""
    roles = {guide.path: guide.role for guide in coach.library.guides}
    files = sorted(shelf.names(coach.settings.content_path).items(), key=lambda each: each[1] not in roles)
    return [(f"{roles[path]} ({name})" if path in roles else f"{name} (not in use)", name) for name, path in files]


def look(coach: Coach) -> Looked:
    """Read all files of the folder, as `coach check` does."""
    folder = coach.settings.content_path
    found = check(folder)
    # By their text: a NaN in the front matter is not equal to itself.
    return Looked(render.problems(by_place(found.problems), folder), repr(found.guides) != repr(coach.library.guides))


def guide_in(coach: Coach, name: str) -> Guide | None:
    """The guide of a file that has something to practise, None where there is none (yet)."""
    path = coach.settings.content_path / name
    return next((guide for guide in coach.library.guides if guide.path == path and askable([guide])), None)


def search(coach: Coach, query: str, cancel: Cancel) -> str:
    """What is closest to a query. Raises CoachError, Stopped."""
    return render.passages(coach.find_passages(query, cancel))
