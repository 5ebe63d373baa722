"""Values to HTML. Everything that a user, a guide or a model wrote is escaped here, and nowhere else is HTML made.

Each function returns one line: Markdown, which the chat renders, ends an HTML block at a blank line.
"""

from coach.web.render.assessment import candidates, grading, model_answer, remarks, revision
from coach.web.render.explanation import explanation, sources
from coach.web.render.frame import head, status
from coach.web.render.interview import clock, follow_ups, greeting, hint, plan, question, rephrased, summary
from coach.web.render.library import guide, guides_in_use, no_guides, passages, preview, problems, rebuild, saved
from coach.web.render.text import notice, paragraph, problem, text

__all__ = [
    "candidates",
    "clock",
    "explanation",
    "follow_ups",
    "grading",
    "greeting",
    "guide",
    "guides_in_use",
    "head",
    "hint",
    "model_answer",
    "no_guides",
    "notice",
    "paragraph",
    "passages",
    "plan",
    "preview",
    "problem",
    "problems",
    "question",
    "rebuild",
    "remarks",
    "rephrased",
    "revision",
    "saved",
    "sources",
    "status",
    "summary",
    "text",
]
