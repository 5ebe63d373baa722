"""From a question to the points that its answer is judged by."""

from coach.guides.types import Category, Point, PointKind, Question

STORY_GROUP = "Your story"

# A behavioural model answer is somebody else's story, so its own points can't be asked of a candidate. What a good story has is the
# STAR form (situation, task, action, result) and what was learned from it. Asked as questions the model tells a told story from a vague
# one better than asked as statements ("The answer describes ..."): docs/grading.md.
_STORY = (
    ("Situation", "When and where did this happen, and what was it about?"),
    ("Task", "What was the candidate's own task, and what made it hard?"),
    ("Action", "Which actions of the candidate's own does the story tell?"),
    ("Result", "What was the concrete or measurable result at the end?"),
    ("Reflection", "What did the candidate learn, or what would they do differently?"),
)


def rubric(question: Question) -> tuple[Point, ...]:
    """The points to judge, in the order to show them. May be empty when the guide gives the question no answer."""
    if question.category is not Category.BEHAVIORAL:
        return question.points
    story = tuple(
        Point(id=f"{question.id}#story-{label.lower()}", label=label, text=text, kind=PointKind.CORE, group=(STORY_GROUP,), line=question.line)
        for label, text in _STORY
    )
    advice = tuple(point for point in question.points if point.kind in (PointKind.CONSIDERATION, PointKind.PITFALL, PointKind.PRACTICE))
    return story + advice


def is_story(point: Point) -> bool:
    """Whether a point is about the form of the candidate's story and so shares no words with what they say."""
    return point.group == (STORY_GROUP,)
