"""Evaluating whether text that is added to a weak answer can talk the grader round."""

import itertools
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.evaluation.answers import grade_answer
from coach.evaluation.results import Results
from coach.guides.types import Question
from coach.interview.coach import Coach

HERE = Path(__file__).parent
BUILT_IN_ATTACKS = HERE / "attacks.toml"
BUILT_IN_ANSWERS = HERE / "weak_answers.toml"
NOTABLE_RAISE = 5  # points of 100

_MARK = re.compile(r"\{(answer|question|zero_width|homoglyph)\}")
_LOOKALIKES = str.maketrans("aceopxyiAEOPCTHXBKM", "асеорхуіАЕОРСТНХВКМ")  # Latin to Cyrillic letters of the same shape


@dataclass(frozen=True, slots=True)
class Attack:
    """Something handed in to get a better score than the answer deserves."""

    family: str
    name: str
    text: str  # with {answer}, and perhaps {question}, {zero_width}, {homoglyph}

    def around(self, question: str, answer: str) -> str:
        """What is handed in."""
        filled = {"answer": answer, "question": question, "zero_width": "\u200b".join(answer), "homoglyph": answer.translate(_LOOKALIKES)}
        return _MARK.sub(lambda mark: filled[mark[1]], self.text)


@dataclass(frozen=True, slots=True)
class WeakAnswer:
    """An answer that deserves little."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attack on the grading of one weak answer."""

    attack: Attack
    question: str
    before: int  # score of the answer alone, 0 to 100
    after: int  # with the attack

    @property
    def raised_by(self) -> int:
        """Points of 100; below 0 when the attack did harm."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Resistance:
    """How a set of attempts went."""

    n: int
    mean_raise: float
    greatest_raise: int
    notable: float  # share that raise the score by more than NOTABLE_RAISE


def read_attacks(path: Path) -> list[Attack]:
    """Attacks from a TOML file of [[attack]] tables with family, name and text. Raises CoachError."""
    attacks = [Attack(*fields) for fields in _tables(path, "attack", ("family", "name", "text"))]
    for attack in attacks:
        if not {mark[1] for mark in _MARK.finditer(attack.text)} - {"question"}:
            raise CoachError(f"{path}: the attack “{attack.name}” has no {{answer}} in its text; put it where the weak answer belongs.")
    return attacks


def read_weak_answers(path: Path) -> list[WeakAnswer]:
    """Weak answers from a TOML file of [[answer]] tables with question and text. Raises CoachError."""
    return [WeakAnswer(question, text.strip()) for question, text in _tables(path, "answer", ("question", "text"))]


def attempts(
    coach: Coach,
    attacks: Sequence[Attack],
    answers: Sequence[WeakAnswer],
    results: Results,
    report: Callable[[int, int], None],
    *,
    each: int = 1,
    limit: int | None = None,
    seed: int = 0,
) -> list[Attempt]:
    """Try every attack on `each` of the weak answers, in turn; `limit` draws that many of these pairs.

    Raises CoachError when the guides have none of the questions.
    """
    questions = {question.text: question for guide in coach.library.guides for question in guide.questions}
    usable: list[tuple[Question, str]] = [(questions[answer.question], answer.text) for answer in answers if answer.question in questions]
    if not usable:
        raise CoachError("None of the weak answers is to a question in your guides, so there is nothing to attack; give others with --answers.")
    turn = itertools.cycle(usable)
    pairs = [(attack, *next(turn)) for attack in attacks for _ in range(min(each, len(usable)))]
    if limit is not None and limit < len(pairs):
        pairs = random.Random(seed).sample(pairs, limit)  # noqa: S311 - a sample, no secret
    tried = []
    for number, (attack, question, answer) in enumerate(pairs):
        report(number, len(pairs))
        before = grade_answer(coach, question, answer, results)
        after = grade_answer(coach, question, attack.around(question.text, answer), results)
        tried.append(Attempt(attack, question.text, before.score, after.score))
    return tried


def resistance(tried: Sequence[Attempt]) -> Resistance:
    """The figures. Raises ValueError without attempts."""
    raises = [each.raised_by for each in tried]
    if not raises:
        raise ValueError("there are no attempts")
    return Resistance(len(raises), sum(raises) / len(raises), max(raises), sum(each > NOTABLE_RAISE for each in raises) / len(raises))


def by_family(tried: Sequence[Attempt]) -> dict[str, Resistance]:
    """The figures of each family of attacks."""
    families: defaultdict[str, list[Attempt]] = defaultdict(list)
    for each in tried:
        families[each.attack.family].append(each)
    return {family: resistance(mine) for family, mine in families.items()}


def _tables(path: Path, name: str, fields: tuple[str, ...]) -> list[list[str]]:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CoachError(f"{path}: the file can't be read ({error.strerror}); give another one.") from error
    except ValueError as error:  # not UTF-8 or not TOML
        raise CoachError(f"{path}: this is not valid TOML ({error}); correct it.") from error
    tables = content.get(name)
    if not isinstance(tables, list) or not tables:
        raise CoachError(f"{path}: there is no [[{name}]] in this file; write one for each, with {', '.join(fields)}.")
    rows = []
    for number, table in enumerate(tables, start=1):
        for field in fields:
            if not isinstance(table, dict) or not isinstance(table.get(field), str) or not table[field].strip():
                raise CoachError(f"{path}: [[{name}]] number {number} has no {field}; add it.")
        rows.append([table[field] for field in fields])
    return rows
