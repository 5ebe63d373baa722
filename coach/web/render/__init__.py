"""Values to HTML. Everything that a user, a guide or a model wrote is escaped here, and nowhere else is HTML made.

Each function returns one line: Markdown, which the chat renders, ends an HTML block at a blank line.
"""

from coach.web.render.assessment import grading, model_answer, remarks, revision
from coach.web.render.explanation import asked_before, declined, explanation, explanation_beside, looking, no_sources, panel, sources_beside, talk
from coach.web.render.frame import head, status
from coach.web.render.interview import clock, follow_ups, greeting, hint, plan, question, rephrased, summary
from coach.web.render.library import guide, guides_in_use, no_guides, passages, preview, problems, rebuild, saved
from coach.web.render.progress import due, pictures, report_frame, standing
from coach.web.render.review import annotated, moved, side_by_side, taken, unclear
from coach.web.render.settings import caption, fetching, heading, machine, models, privacy, welcome
from coach.web.render.text import notice, paragraph, problem, said, text

__all__ = [
    "annotated",
    "asked_before",
    "caption",
    "clock",
    "declined",
    "due",
    "explanation",
    "explanation_beside",
    "fetching",
    "follow_ups",
    "grading",
    "greeting",
    "guide",
    "guides_in_use",
    "head",
    "heading",
    "hint",
    "looking",
    "machine",
    "model_answer",
    "models",
    "moved",
    "no_guides",
    "no_sources",
    "notice",
    "panel",
    "paragraph",
    "passages",
    "pictures",
    "plan",
    "preview",
    "privacy",
    "problem",
    "problems",
    "question",
    "rebuild",
    "remarks",
    "rephrased",
    "report_frame",
    "revision",
    "said",
    "saved",
    "side_by_side",
    "sources_beside",
    "standing",
    "status",
    "summary",
    "taken",
    "talk",
    "text",
    "unclear",
    "welcome",
]
