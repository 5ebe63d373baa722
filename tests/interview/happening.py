"""Plans and events by hypothesis, for tests of what happens in an interview."""

from assessing import assessed, question
from hypothesis import strategies as st

from coach.grading.rubric import rubric
from coach.guides.types import Category
from coach.interview.revision import Author, Piece
from coach.interview.session import Answered, Assessed, Began, Ended, Event, Hinted, Rephrased, Revised, allowed
from coach.interview.types import FollowUpQuestion, Mode, Plan, Session

QUESTIONS = tuple(question(f"{category.value}-{number}", category) for number in range(2) for category in Category)
POINTS = [point.id for each in QUESTIONS for point in rubric(each)]
FOLLOW_UPS = [FollowUpQuestion(text, "guide") for text in ("And why?", "How would you test that?", "At what cost?", "Since when?", QUESTIONS[0].text)]
IMPROVED = (Piece("They share weights.", Author.CANDIDATE),)

plans = st.builds(lambda order, count, mode: Plan(tuple(order[:count]), mode), st.permutations(QUESTIONS), st.integers(1, 5), st.sampled_from(Mode))
# Most often an event that fits the question at hand, made by `fitting` of a number and a follow-up: by chance alone few interviews get beyond the first answer.
fitting_events = st.tuples(st.integers(0, 23), st.none() | st.sampled_from(FOLLOW_UPS))


def fitting(session: Session, number: int, follow_up: FollowUpQuestion | None) -> Event:
    """An event that fits: an answer or its verdict most often, the end only when nothing else is left or by a rare number."""
    kinds = sorted(allowed(session) - {Ended}, key=lambda kind: kind.__name__) or [Ended]
    usual = [kind for kind in (Began, Answered, Assessed) if kind in kinds]
    kind = Ended if number == 23 and Ended in allowed(session) else usual[0] if usual and number >= 8 else kinds[number % len(kinds)]
    if kind is Assessed:
        asked = session.turns[-1].question
        covered = ["Label 0"] if number % 2 and asked.category != Category.BEHAVIORAL else []
        return Assessed(assessed(asked, "an answer", covered=covered), follow_up)
    if kind is Hinted:
        points = rubric(session.turns[-1].question)
        return Hinted(points[number % len(points)].id)
    if kind is Revised:
        return Revised(next(turn.question.id for turn in session.turns if turn.assessment), IMPROVED)
    return {Answered: Answered("It slides kernels."), Rephrased: Rephrased("Put simply?")}.get(kind) or kind()
