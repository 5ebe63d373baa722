"""From a question to the points that its answer is judged by."""

from coach.guides.types import Category, Point, PointKind, Question

STORY_GROUP = "Your story"
FORM_GROUP = "How you tell it"

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

# How it is told: read off the words by story_form.py, under the same labels.
_FORM = (
    ("First Person", "The story says what you did yourself: I more often than we."),
    ("Measurable Result", "A number shows what came of it."),
    ("Specificity", "Things are called by their names and amounts are given, not only generalities."),
)


def rubric(question: Question) -> tuple[Point, ...]:
    """The points to judge, in the order to show them. May be empty when the guide gives the question no answer."""
    if question.category is not Category.BEHAVIORAL:
        return question.points
    story = tuple(_own_point(question, label, text, PointKind.CORE, STORY_GROUP) for label, text in _STORY)
    form = tuple(_own_point(question, label, text, PointKind.PRACTICE, FORM_GROUP) for label, text in _FORM)
    advice = tuple(point for point in question.points if point.kind in (PointKind.CONSIDERATION, PointKind.PITFALL, PointKind.PRACTICE))
    return story + form + advice


def is_story(point: Point) -> bool:
    """Whether a point is about the candidate's own story, which no guide can word, and so shares no words with what they say."""
    return point.group in ((STORY_GROUP,), (FORM_GROUP,))


def is_form(point: Point) -> bool:
    """Whether a point is about how the story is told, which the wording shows by itself."""
    return point.group == (FORM_GROUP,)


def _own_point(question: Question, label: str, text: str, kind: PointKind, group: str) -> Point:
    name = label.lower().replace(" ", "-")
    return Point(id=f"{question.id}#story-{name}", label=label, text=text, kind=kind, group=(group,), line=question.line)
