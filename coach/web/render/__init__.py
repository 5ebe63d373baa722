"""Values to HTML. Everything that a user, a guide or a model wrote is escaped here, and nowhere else is HTML made.

Each function returns one line: Markdown, which the chat renders, ends an HTML block at a blank line.
"""

from coach.web.render.assessment import candidates, grading, model_answer, remarks, revision
from coach.web.render.explanation import explanation, sources
from coach.web.render.frame import head, status
from coach.web.render.interview import clock, follow_ups, greeting, hint, plan, question, rephrased, summary
from coach.web.render.settings import caption, fetching, heading, machine, models, privacy, said, welcome
from coach.web.render.text import notice, paragraph, problem, text

__all__ = [
    "candidates",
    "caption",
    "clock",
    "explanation",
    "fetching",
    "follow_ups",
    "grading",
    "greeting",
    "head",
    "heading",
    "hint",
    "machine",
    "model_answer",
    "models",
    "notice",
    "paragraph",
    "plan",
    "privacy",
    "problem",
    "question",
    "remarks",
    "rephrased",
    "revision",
    "said",
    "sources",
    "status",
    "summary",
    "text",
    "welcome",
]
