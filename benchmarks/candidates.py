"""Candidates for simulated interviews, whose answers are made by code from a guide's points, so that it is known what each answer says.

Each kind of candidate knows some points of a question and says them in words of its own: the label dropped, sentences opened in another way and in the
first person, reasons put first, common words changed for others and markers of speech strewn in. What they make of a behavioural question is a story of
five parts, or some of them. People put things more freely than that: in the middle a point of 23 words still has a run of 10 of them. So this shows what
becomes of what was said and not how well it is understood; for that there are labelled answers (docs/grading.md).
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach.grading.rubric import is_form, is_story, rubric
from coach.guides.types import Category, Point, PointKind, Question
from coach.text import clauses, sentences


class Kind(StrEnum):
    """Who is interviewed, those who say most of the model answers first."""

    EXPERT = "expert"  # all points of everything
    RAMBLER = "rambler"  # half of the points of everything, between other matters
    ONE_STRENGTH = "strong in one"  # all points in one category, as a beginner in the others
    BEGINNER = "beginner"  # a main point or two, vaguely
    BLUFFER = "bluffer"  # no point at all, in confident words about their names
    ONE_WEAKNESS = "weak in one"  # as a beginner in one category and half of the points in the others


RANKED = (Kind.EXPERT, Kind.RAMBLER, Kind.ONE_STRENGTH, Kind.BEGINNER, Kind.BLUFFER)
# The chance that a follow-up brings to mind what it is at, where it was not said before. Set by judgement.
RECALL: Mapping[Kind, float] = {
    Kind.EXPERT: 1.0,
    Kind.RAMBLER: 0.5,
    Kind.ONE_STRENGTH: 0.3,
    Kind.BEGINNER: 0.2,
    Kind.BLUFFER: 0.0,
    Kind.ONE_WEAKNESS: 0.3,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate says, and the ids of the points that it was made from."""

    text: str
    made: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a kind. `category` is the one that they are strong or weak in, where the kind has one; `seed` makes them themselves."""

    kind: Kind
    category: Category
    seed: int

    def answer(self, question: Question) -> Answer:
        """Always the same to the same question."""
        chance = random.Random(f"{self.seed} {question.id}")  # noqa: S311 - a simulation
        if self.kind is Kind.BLUFFER:
            return Answer(bluff(question, chance), frozenset())
        points = self._known(question, chance)
        word = vaguely if self._is_beginner(question) else reworded
        said = [word(point, chance) for point in points if not is_story(point)]
        told = story([point.label for point in points if is_story(point)], chance)
        pieces = [*told, *said]
        if self.kind is Kind.RAMBLER:
            pieces = rambling(pieces, chance)
        return Answer(" ".join(pieces), frozenset(point.id for point in points))

    def follow_up_answer(self, question: Question, point_id: str | None, said: frozenset[str], chance: random.Random) -> Answer:
        """To a follow-up at a point, None for a stretch; `said` are the points that were made before."""
        point = next((each for each in rubric(question) if each.id == point_id), None)
        if self.kind is Kind.BLUFFER:
            return Answer(chance.choice(_BLUFFS).format("That"), frozenset())
        if point is None or (point.id not in said and chance.random() >= RECALL[self.kind]):
            return Answer(chance.choice(_LOST), frozenset())
        wanted = " ".join(story([point.label], chance)) if is_story(point) else reworded(point, chance)
        return Answer(wanted, frozenset({point.id}))

    def _is_beginner(self, question: Question) -> bool:
        match self.kind:
            case Kind.ONE_STRENGTH:
                return question.category is not self.category
            case Kind.ONE_WEAKNESS:
                return question.category is self.category
            case _:
                return self.kind is Kind.BEGINNER

    def _known(self, question: Question, chance: random.Random) -> list[Point]:
        """Points that the answer makes, in the rubric's order."""
        points = [point for point in rubric(question) if not is_form(point)]
        match self.kind:
            case Kind.EXPERT:
                share = 1.0
            case Kind.RAMBLER:
                share = 0.5
            case Kind.ONE_STRENGTH if not self._is_beginner(question):
                share = 1.0
            case Kind.ONE_WEAKNESS if not self._is_beginner(question):
                share = 0.5
            case _:
                core = [point for point in points if point.kind is PointKind.CORE] or points
                known = chance.sample(core, min(len(core), chance.choice((1, 2))))
                return [point for point in points if point in known]
        known = chance.sample(points, max(1, round(share * len(points))))
        return [point for point in points if point in known] + _form_shown(question, known)


# Wording

_OPENINGS = (
    "As far as I know, ",
    "What I would say first is that ",
    "I see it like this: ",
    "From what I have worked with, ",
    "I also know that ",
    "Something I always keep in mind: ",
    "In my own words, ",
    "I would add that ",
)
_HEDGES = ("I think it had something to do with this: {}, or something like that.", "Maybe {}? I'm not really sure how that goes on.")
_LOST = (
    "I can't think of anything there, to be honest.",
    "I would have to look that up, I don't know it by heart.",
    "Nothing comes to mind on that right now.",
)
# Words that guides use often, none of them a term of a subject.
_SYNONYMS: Mapping[str, str] = {
    "large": "big",
    "small": "little",
    "several": "various",
    "usually": "mostly",
    "often": "frequently",
    "every": "any and every",
    "without": "with no",
    "needs": "requires",
    "shows": "tells you",
    "keeps": "retains",
    "keep": "retain",
    "gives": "yields",
    "use": "employ",
    "choose": "pick",
    "compare": "contrast",
    "check": "verify",
    "only": "just",
    "wrong": "mistaken",
    "right": "correct",
    "together": "jointly",
    "depends on": "hinges on",
    "does not": "doesn't",
    "is not": "isn't",
    "do not": "don't",
    "image": "picture",
    "images": "pictures",
    "image's": "picture's",
    "photo": "snapshot",
    "photos": "snapshots",
    "people": "folks",
    "network": "net",
    "networks": "nets",
    "same": "identical",
    "different": "differing",
    "new": "fresh",
    "many": "lots of",
    "better": "superior",
    "good": "decent",
    "fast": "quick",
    "faster": "quicker",
    "get": "obtain",
    "should": "ought to",
    "must": "have to simply",
    "by": "by way of",
    "while": "whereas",
    "such as": "like",
    "for example": "say",
    "so that": "with the effect that",
    "instead of": "in place of",
    "rather than": "and not",
    "more than": "upwards of",
    "less than": "below",
    "results": "outcomes",
    "result": "outcome",
    "because": "as",
    "learned": "picked up",
    "across": "throughout",
    "between": "in between",
    "since": "given that",
    "need": "require",
    "though": "even so",
    "but": "though",
    "or": "or else",
}
_SYNONYM = re.compile(rf"\b(?:{'|'.join(sorted(_SYNONYMS, key=len, reverse=True))})\b")
# With which guides begin a piece of advice.
_IMPERATIVES = frozenset(
    re.findall(
        r"\S+",
        """
        add agree ask assign begin calculate calibrate catalogue check choose clarify clean clip collect combine compare compute contrast
        count decide describe detect document downscale draw evaluate explain fine-tune fit fix get give inform keep label let link list
        lower make match measure name photograph pick plot present recognise record remove repair report restrict reweight run say search
        send show spend split start store suggest switch take tell test track train translate try turn upload use vary verify watch write
        """,
    )
)
_MARKERS = ("basically", "really", "actually", "in effect", "so to speak", "you know", "as it were")  # of speech
_MARKED = re.compile(r"\b(?:is|are|was|were|can|will|has|have|that|and|to|with|from|for|by)\b(?= [a-z])")  # after one of these a marker may come
MARKED = 0.35  # of the places
_ADVICE = re.compile(r"(^|; )([A-Za-z-]+)")  # the beginning of each part of a sentence


def reworded(point: Point, chance: random.Random) -> str:
    """The point in the candidate's words."""
    text = point.text or point.label
    spoken = [_MARKED.sub(lambda match: _marked(match, chance), _spoken(text[start:end])) for start, end in sentences(text)]
    if not spoken[0].startswith("I "):
        spoken[0] = chance.choice(_OPENINGS) + _uncapitalised(spoken[0])
    return " ".join(spoken)


def vaguely(point: Point, chance: random.Random) -> str:
    """The beginning of the point, by somebody who does not know the rest."""
    text = point.text or point.label
    start, end = clauses(text)[0]
    return chance.choice(_HEDGES).format(_uncapitalised(_spoken(text[start:end])).rstrip(".,;: "))


def _spoken(sentence: str) -> str:
    """A sentence of a guide with other common words, and advice as what the candidate would do."""
    changed = _SYNONYM.sub(lambda match: _SYNONYMS[match.group()], sentence)
    own = _ADVICE.sub(lambda match: match[1] + (f"I would {match[2].lower()}" if match[2].lower() in _IMPERATIVES else match[2]), changed)
    own = own.replace("Do not ", "I would never ", 1).replace(", which ", ", and that ").replace("; ", ", and also ").replace(": ", ", namely ")
    if reason := _REASON.fullmatch(own):  # first the reason, then what follows from it
        own = f"Since {reason[2]}, {_uncapitalised(reason[1])}."
    if own != changed:
        for other, mine in _YOU:
            own = re.sub(rf"\b{other}\b", mine, own)
    return own


def _marked(match: re.Match[str], chance: random.Random) -> str:
    return f"{match.group()} {chance.choice(_MARKERS)}" if chance.random() < MARKED else match.group()


_REASON = re.compile(r"([^;:]+?),? because ([^;:]+)\.")
_YOU = (("you are", "I am"), ("you were", "I was"), ("yours", "mine"), ("your", "my"), ("you", "I"))


def _uncapitalised(sentence: str) -> str:
    """The sentence as it goes on after other words; names and abbreviations keep their capitals."""
    first = sentence.partition(" ")[0]
    return sentence if first[1:] != first[1:].lower() or (len(first) == 1 and first != "A") else sentence[0].lower() + sentence[1:]


# Stories. Each is one consistent story in five parts; a candidate draws one of them for a question.

_STORIES: Sequence[Mapping[str, str]] = (
    {
        "Situation": "In spring 2023 I worked at Nordwind Robotics in Hamburg, where the robots suddenly put one parcel in fifty on the wrong belt.",
        "Task": "It was my job to find the cause within two weeks, which was hard as the line could not be stopped by day and nobody had kept recordings.",
        "Action": "I put a second camera on the belt, recorded three nights, labelled 900 frames myself and showed the mechanics where the light had drifted.",
        "Result": "In the end the wrong parcels fell from 2 percent to 0.1 percent, and the customer signed for another year.",
        "Reflection": "I learned to keep recordings from the first day, and today I would talk to the mechanics before I touch the model.",
    },
    {
        "Situation": "Two years ago at Lindgren Maps I joined a team of six whose release had slipped three times, and sales believed no date any more.",
        "Task": "I had to get the release out by June without dropping the import, although two of the six were about to leave.",
        "Action": "I cut the work into weekly pieces, sat with Priya from sales every Friday to drop what nobody missed, and wrote the import again in Rust.",
        "Result": "We shipped on 12 June with 40 of 52 features, and support calls went down by a third.",
        "Reflection": "What I took from it is that a shorter list agreed on early beats a long one, and next time I would ask for it in the first week.",
    },
    {
        "Situation": "At the hospital in Leeds, in my first job, a nurse told me that our fall alarm went off forty times a night on Ward 7.",
        "Task": "I was responsible for the detector and had to make it quiet without missing a fall, and I was not allowed to keep any video.",
        "Action": "I spent four nights on the ward with a notebook, built a simulator of blankets in Blender and changed the threshold room by room.",
        "Result": "The alarms went from 40 to 3 a night, and in the eight months after that no fall was missed.",
        "Reflection": "I understood that I had tuned for the wrong error, and I would sit with the users before training anything now.",
    },
)


def story(parts: Iterable[str], chance: random.Random) -> list[str]:
    """These parts of a story in order; the form of it has no sentences of its own, but asked for alone it is the part that shows it."""
    wanted = {_SHOWN_BY.get(part, part) for part in parts}
    told = chance.choice(_STORIES)
    return [sentence for part, sentence in told.items() if part in wanted]


_SHOWN_BY: Mapping[str, str] = {"First Person": "Action", "Measurable Result": "Result", "Specificity": "Situation"}


def _form_shown(question: Question, told: Sequence[Point]) -> list[Point]:
    """How a story is told: in the first person where there are two parts of it, and with a number and names where the parts with them are told."""
    labels = {point.label for point in told if is_story(point)}
    shown = {"First Person": len(labels) > 1, "Measurable Result": "Result" in labels, "Specificity": bool(labels & {"Situation", "Result"})}
    return [point for point in rubric(question) if is_form(point) and shown[point.label]]


# Talk

_FILLERS = (
    "By the way, my bus was late again this morning and I had to run the last half mile in the rain.",
    "Sorry, that reminds me of my neighbour, who has just bought a third dog.",
    "I had porridge for breakfast, which I normally never do.",
    "My sister is getting married in August and everybody keeps asking me about the flowers.",
    "Anyway, the coffee in your lobby is excellent.",
    "We went hiking at the weekend and of course it poured all Sunday.",
    "I keep telling my flatmate that the heating is too high.",
    "Funny thing, I met an old school friend in the lift on the way up.",
    "My phone has been acting up since Tuesday, so please excuse me if it rings.",
    "I have been meaning to take up the piano again, but you know how it is.",
    "It is my mother's birthday on Thursday and I still have no present.",
    "The tram was full of football fans, all singing.",
)
_BLUFFS = (
    "{} is something that I have absolutely mastered, you can ask anybody.",
    "With {} I have years of experience at the very highest level.",
    "I can say with full confidence that {} is key, and I always get it right.",
    "{} comes naturally to me; it is one of my greatest strengths.",
    "When it comes to {}, I am simply the person you are looking for.",
)
_STORY_BLUFFS = (
    "I have been through this more times than I can count and it always went brilliantly.",
    "People always say that I am the best they have ever seen at it.",
    "I am simply a natural when things get difficult.",
    "That is exactly the kind of thing that I am known for everywhere.",
)
BLUFFED = 6  # names at most


def rambling(pieces: Sequence[str], chance: random.Random) -> list[str]:
    """The pieces with one or two sentences about something else before each and at the end."""
    rounds = 1 + 2 * len(pieces) // len(_FILLERS)  # enough for two before each piece
    talk = [filler for _ in range(rounds) for filler in chance.sample(_FILLERS, len(_FILLERS))]
    mixed: list[str] = []
    for piece in [*pieces, ""]:
        mixed += [talk.pop() for _ in range(min(len(talk), chance.choice((1, 2))))] + ([piece] if piece else [])
    return mixed


def bluff(question: Question, chance: random.Random) -> str:
    """Confident sentences with the names of points and nothing about them."""
    names = [point.label for point in rubric(question) if point.label and not is_story(point)]
    told = chance.sample(_STORY_BLUFFS, 3) if any(map(is_story, rubric(question))) else []
    chosen = chance.sample(names, min(BLUFFED, len(names)))
    return " ".join([*told, *(chance.choice(_BLUFFS).format(name) for name in chosen)])
