"""What the wording of a story shows by itself, without a model: who acted, whether a number is given, whether anything is called by its name. Pure."""

import re
from collections.abc import Callable, Mapping

from coach.text import Span, clauses, sentences

LEAST_OWN_SENTENCES = 2  # in the first person, for a story to be one's own
LEAST_NAMES = 3  # different names, abbreviations and numbers, for a story to be specific

_I = re.compile(r"\bI\b(?!['’]?m? (?:guess|suppose|don['’]t know))|\b[Mm](?:y|e|yself)\b")
_OTHERS = re.compile(r"\b(?:we|us|our|ours|they|one|you|people)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|"
    r"dozen|half|third|quarter|double|doubled|tripled|halved|twice|percent)\b",
    re.IGNORECASE,
)
# A capital inside a sentence or a word, an abbreviation, a number: what is called by its name.
_NAME = re.compile(r"(?<=[a-z0-9,;:(] )[A-Z][\w-]+|\b[A-Z]{2,}\w*\b|\b[a-z]+[A-Z]\w*\b|\b\d[\d.,]*")


def first_person(answer: str) -> Span | None:
    """The first sentence in which the candidate acts, when the story is more theirs than anybody else's."""
    own = [(start, end) for start, end in sentences(answer) if _I.search(answer, start, end)]
    spoken = len(_I.findall(answer))
    if len(own) < LEAST_OWN_SENTENCES or spoken < len(_OTHERS.findall(answer)):
        return None
    return own[0]


def measured(answer: str) -> Span | None:
    """The last clause with a number that is no year: results come at the end."""
    found = [(start, end) for start, end in clauses(answer) if _NUMBER.search(_YEAR.sub("", answer[start:end]))]
    return found[-1] if found else None


def specific(answer: str) -> Span | None:
    """The sentence with most names and numbers, when the story has LEAST_NAMES different ones."""
    if len(_names(answer)) < LEAST_NAMES:
        return None
    return max(sentences(answer), key=lambda span: len(_names(answer[slice(*span)])))


MEASURES: Mapping[str, Callable[[str], Span | None]] = {"First Person": first_person, "Measurable Result": measured, "Specificity": specific}


def _names(text: str) -> set[str]:
    return set(_NAME.findall(text)) - {"I"}
