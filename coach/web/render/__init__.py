"""Values to HTML. Everything that a user, a guide or a model wrote is escaped here, and nowhere else is HTML made.

Each function returns one line: Markdown, which the chat renders, ends an HTML block at a blank line.
"""

from coach.web.render.assessment import grading, model_answer, remarks, revision
from coach.web.render.explanation import explanation, sources
from coach.web.render.frame import head, status
from coach.web.render.interview import clock, follow_ups, greeting, hint, plan, question, rephrased, summary
from coach.web.render.review import annotated, announced, moved, side_by_side, taken, unclear
from coach.web.render.text import notice, paragraph, problem, text

__all__ = [
    "annotated",
    "announced",
    "clock",
    "explanation",
    "follow_ups",
    "grading",
    "greeting",
    "head",
    "hint",
    "model_answer",
    "moved",
    "notice",
    "paragraph",
    "plan",
    "problem",
    "question",
    "remarks",
    "rephrased",
    "revision",
    "side_by_side",
    "sources",
    "status",
    "summary",
    "taken",
    "text",
    "unclear",
]
