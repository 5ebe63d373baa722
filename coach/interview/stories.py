"""Advice, questions and hints on the parts of a candidate's own story, which no guide can word: one for each story point of `grading.rubric`."""

from collections.abc import Mapping

ADVICE: Mapping[str, str] = {
    "Situation": "Describe one specific situation from your own work, with enough detail to picture it.",
    "Task": "Say what you personally had to achieve and what made it difficult.",
    "Action": "Say step by step what you did yourself, in the first person.",
    "Result": "Say how it ended, with a concrete or measurable result.",
    "Reflection": "Say what you learned or would do differently next time.",
    "First Person": "Say what you did yourself: I, not we.",
    "Measurable Result": "Give a number that shows what came of it.",
    "Specificity": "Call things by their names: tools, amounts, dates, places.",
}
QUESTIONS: Mapping[str, str] = {
    "Situation": "Which situation was that exactly: where, when, and who was involved?",
    "Task": "What did you personally have to achieve, and what made it difficult?",
    "Action": "What did you do yourself, step by step?",
    "Result": "How did it end, and which number or fact shows it?",
    "Reflection": "What did you learn from it, and what would you do differently today?",
    "First Person": "Which part of it was your own work?",
    "Measurable Result": "Which number shows what came of it?",
    "Specificity": "Can you be more specific: which tools, which amounts, how long?",
}
AREAS: Mapping[str, str] = {
    "Situation": "how it began",
    "Task": "how it began",
    "Action": "what happened next",
    "Result": "how it ended",
    "Reflection": "what came after it",
    "First Person": "who did what",
    "Measurable Result": "how exact you are",
    "Specificity": "how exact you are",
}
