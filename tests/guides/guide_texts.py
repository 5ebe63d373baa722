"""Guides for the tests: the real ones, and well-formed ones made up by hypothesis."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from coach.guides.parser import parse_guide
from coach.guides.types import Guide, ParsedGuide

CHECKOUT = Path(__file__).resolve().parents[2]
OWN_GUIDE = CHECKOUT / "content" / "computer-vision-engineer.md"
# Guides as their authors wrote them, where there are any beside the repository; the tests that read them always read our own too.
REAL_GUIDES = [OWN_GUIDE, *sorted((CHECKOUT.parent / "shared" / "guides").glob("*.txt"))]

FRONT_MATTER = "---\nterm: Data Engineer Interview Preparation\n---\n"


def parsed(text: str) -> ParsedGuide:
    return parse_guide(text, Path("guide.md"))


def guide_of(text: str) -> Guide:
    """The guide in a text that is written with front matter or not."""
    found = parsed(text).guide
    assert found
    return found


def messages(text: str) -> list[str]:
    """Problems as `line: severity: message`."""
    return [f"{each.line}: {each.severity}: {each.message}" for each in parsed(text).problems]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def words_of(guide: Guide) -> "Counter[str]":
    """Every word that the guide holds. A heading or label above several things counts once."""
    said: list[str] = []
    for section in (*guide.sections, *([guide.closing] if guide.closing else [])):
        said += [text for _, text in section.paragraphs]
    said += {(section.breadcrumb, section.title): section.title for section in guide.sections}.values()
    above = {section.breadcrumb[: depth + 1] for section in guide.sections for depth in range(len(section.breadcrumb))}
    above -= {(*section.breadcrumb, section.title) for section in guide.sections}
    said += [path[-1] for path in above]
    said += {question.category_title for question in guide.questions}
    for question in guide.questions:
        groups = {point.group[: depth + 1] for point in question.points for depth in range(len(point.group))}
        said += [question.text, *question.notes, *(group[-1] for group in groups)]
        said += [point.statement for point in question.points] + [follow_up.text for follow_up in question.follow_ups]
    return Counter(word for text in said for word in words(text))


def bullets(text: str) -> dict[int, str]:
    """The bullet lines of a guide's text by line number, without their formatting. Knows nothing of the parser."""
    found = re.finditer(r"^[ \t]*[-*+][ \t]+(.*)$", text, re.MULTILINE)
    return {text.count("\n", 0, each.start(1)) + 1: each.group(1).replace("**", "").replace("`", "").strip() for each in found}


def below(text: str, label: str) -> list[str]:
    """The bullets that are indented further than each bullet `label` before them, up to the next one that is not."""
    found: list[str] = []
    outer: int | None = None
    for indent, bullet in re.findall(r"^([ \t]*)[-*+][ \t]+(.*)$", text, re.MULTILINE):
        if outer is not None and len(indent) > outer:
            found.append(bullet.replace("**", "").replace("`", "").strip())
        else:
            outer = len(indent) if bullet.strip() == f"**{label}**:" else None
    return found


def headings(text: str, level: int) -> list[str]:
    return [each.strip() for each in re.findall(rf"^{'#' * level}[ \t]+(.*)$", text, re.MULTILINE)]


@dataclass(frozen=True)
class Written:
    """A made-up guide in parts, so that one part can be taken out, and the words that must come back."""

    front: str
    overview: tuple[str, ...]
    questions: tuple[str, ...]

    def text(self) -> str:
        return "\n".join([self.front, *self.overview, "## Interview Questions and Answers\n", "### Technical Questions\n", *self.questions])


@st.composite
def written_guides(draw: st.DrawFn) -> Written:
    """Well-formed guides in one author's style each: marker, indentation and form of the labels. No word comes twice."""
    numbers = count()
    marker, indent, label_form = draw(
        st.tuples(st.sampled_from("-*+"), st.sampled_from(["  ", "    ", "\t"]), st.sampled_from(["**{}**: ", "**{}:** ", "__{}__: ", "**{}** - "]))
    )

    def some_words(most: int) -> str:
        return " ".join(f"w{next(numbers)}q" for _ in range(draw(st.integers(1, most))))

    def bullet(level: int) -> str:
        label = label_form.format(some_words(2)) if draw(st.booleans()) else ""
        return f"{indent * level}{marker} {label}{some_words(8)}.\n"

    def group(level: int, label: str) -> str:
        return f"{indent * level}{marker} {label_form.format(label).rstrip()}\n" + "".join(bullet(level + 1) for _ in range(draw(st.integers(1, 3))))

    def question() -> str:
        body = [bullet(1) for _ in range(draw(st.integers(1, 3)))]
        body += [group(1, some_words(2)) for _ in range(draw(st.integers(0, 2)))]
        body += [group(1, label) for label in draw(st.lists(st.sampled_from(["Pitfalls to Avoid", "Follow-Up Points", "Example"]), unique=True))]
        return f"#### {some_words(9)}?\n\n{marker} {label_form.format('Answer').rstrip()}\n" + "\n".join(body) + "\n"

    def section() -> str:
        return f"### {some_words(3)}\n" + "".join(bullet(0) for _ in range(draw(st.integers(1, 3)))) + f"\n{some_words(12)}.\n"

    front = f"---\nterm: {some_words(3)}\n---\n\n## Overview\n"
    return Written(front, tuple(section() for _ in range(draw(st.integers(1, 3)))), tuple(question() for _ in range(draw(st.integers(1, 4)))))
