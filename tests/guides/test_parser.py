"""Sloppy guides are read as far as sense allows, nothing of them is lost, and what is wrong is said with its line."""

import re
from collections.abc import Iterator

import pytest
from guide_texts import FRONT_MATTER, guide_of, messages, parsed, words_of

from coach.guides.types import Category, PointKind, Question, Severity

HEADING_GUIDE = "## Interview Questions and Answers\n\n### Technical Questions\n\n#### What is overfitting?\n\n- **Answer**:\n  - Fits the noise.\n"


def questions_of(text: str) -> list[str]:
    return [question.text for question in guide_of(text).questions]


def only_question(text: str) -> Question:
    (question,) = guide_of(text).questions
    return question


def statements(text: str) -> list[str]:
    return [point.statement for point in only_question(text).points]


def answers_of(text: str) -> dict[str, list[str]]:
    """Question to statements; the questions differ."""
    found = guide_of(text).questions
    assert len({question.text for question in found}) == len(found)
    return {question.text: [point.statement for point in question.points] for question in found}


# How questions are written


@pytest.mark.parametrize("levels", [(1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 6), (2, 4, 6)])
def test_heading_levels_may_be_any(levels: tuple[int, int, int]) -> None:
    part, category, question = ("#" * level for level in levels)
    text = f"{part} Interview Questions\n{category} Behavioral Questions\n{question} Tell me about a conflict\n- I listened.\n"
    text += f"{question} Why us?\n- The product.\n"
    assert answers_of(text) == {"Tell me about a conflict": ["I listened."], "Why us?": ["The product."]}
    assert {each.category for each in guide_of(text).questions} == {Category.BEHAVIORAL}


@pytest.mark.parametrize(
    "written",
    [
        "## What is dropout?\n- It drops units.",
        "What is dropout?\n----------------\n- It drops units.",
        "What is dropout?\n================\n\nIt drops units.",
        "**What is dropout?**\n\n- It drops units.",
        "**What is dropout?**\n\nIt drops units.",
        "**What is dropout?**\nIt drops units.",
        "**Q1: What is dropout?**\nIt drops units.",
        "**Q1:** What is dropout?\n\n**A:** It drops units.",
        "Q1: What is dropout?\nA: It drops units.",
        "Q: What is dropout?\n\nA: It drops units.",
        "Question 1: What is dropout?\n\nAnswer: It drops units.",
        "### Q1. What is dropout?\n### Answer\nIt drops units.",
        "### Question 1\nWhat is dropout?\n\n- It drops units.",
        "### “What is dropout?”\nIt drops units.",
        "### 1) What is dropout?\nIt drops units.",
        "1. What is dropout?\n   - It drops units.",
        "1. What is dropout?\n\n   It drops units.",
        "1. What is dropout?\n   It drops units.",
        "1. What is dropout?\n\nIt drops units.",
        "- **Q1: What is dropout?**\n  - **A:** It drops units.",
        "- Q1: What is dropout?\n  - It drops units.",
        "> **What is dropout?**\n>\n> It drops units.",
        "> ## What is dropout?\n> > - It drops units.",
        "<details>\n<summary>What is dropout?</summary>\n\nIt drops units.\n\n</details>",
        "<details><summary><b>What is dropout?</b></summary>\n\n- It drops units.\n\n</details>",
        "## What\u00a0is dropout?\n-\u00a0It drops units.",
        "## What is dropout?\n\n> It drops units.",
        "## What is dropout?\n\n1. It drops units.",
        "## What is dropout?\n\n\t- It drops units.".replace("\n\n\t", "\n\n"),
        "## **What is *dropout*?**\n- It `drops` [units](https://example.org).",
    ],
)
def test_a_question_is_known_however_it_is_written(written: str) -> None:
    (question,) = guide_of(written).questions
    assert question.text.strip("“”") == "What is dropout?"
    assert [point.statement for point in question.points] == ["It drops units."]
    assert written.split("\n")[question.line - 1].find("dropout") >= 0 or "### Question 1" in written or "<details>" in written
    assert "drops" in written.split("\n")[question.points[0].line - 1]


@pytest.mark.parametrize("title", ["Q-learning or SARSA: which is off-policy?", "Q4 results came in late. What do you do?", "3D or 2D convolutions?"])
def test_a_question_may_start_like_a_number(title: str) -> None:
    assert questions_of(f"## {title}\n- It depends.\n") == [title]


def test_questions_without_a_question_mark_are_known_below_their_heading_or_by_how_they_ask() -> None:
    assert questions_of("# Interview Questions\n## Overfitting\n- a\n## Your greatest weakness\n- b\n") == ["Overfitting", "Your greatest weakness"]
    assert questions_of("# Some guide\n## Explain overfitting\n- a\n## Tell me about yourself\n- b\n") == ["Explain overfitting", "Tell me about yourself"]


@pytest.mark.parametrize("separator", ["\n\n", "\n"])
def test_a_list_of_questions_and_answers_gives_each_its_own(separator: str) -> None:
    pairs = separator.join(f"Q{number}: What is thing {number}?\nA: It is answer {number}." for number in (1, 2, 3))
    assert answers_of(pairs) == {f"What is thing {number}?": [f"It is answer {number}."] for number in (1, 2, 3)}


def test_a_numbered_list_of_questions_with_the_answers_between_gives_each_its_own() -> None:
    text = "## Interview Questions\n\n1. What is A?\n\nIt is a.\n\n2. What is B?\n\n- It is b.\n- And more.\n"
    assert answers_of(text) == {"What is A?": ["It is a."], "What is B?": ["It is b.", "And more."]}


def test_questions_in_a_section_about_something_else_stay_there() -> None:
    guide = guide_of("## Overview\n- Is this job for you?\n- Do you like data?\n\n## Interview Questions\n### What is A?\n- a\n")
    assert [question.text for question in guide.questions] == ["What is A?"]
    assert guide.sections[0].text == "Is this job for you?\nDo you like data?"


# Categories and sections


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Technical Questions", Category.TECHNICAL),
        ("Behavioural Questions", Category.BEHAVIORAL),
        ("1. Behavioral interview questions", Category.BEHAVIORAL),
        ("Situational questions:", Category.SITUATIONAL),
        ("Scenario-Based Questions", Category.SITUATIONAL),
        ("Problem‑Solving Questions", Category.PROBLEM_SOLVING),
        ("Case Studies", Category.PROBLEM_SOLVING),
        ("System design", Category.PROBLEM_SOLVING),
        ("Technical", Category.TECHNICAL),
        ("Culture Fit Questions", Category.OTHER),
    ],
)
def test_a_category_is_known_by_its_heading(title: str, category: Category) -> None:
    question = only_question(f"# Guide\n## {title}\n### Something to say\n- a\n")
    assert (question.category, question.category_title) == (category, title)


def test_technical_skills_in_the_overview_are_no_questions() -> None:
    guide = guide_of("## Overview\n### Technical Skills\n- Python\n### Soft Skills\n- Patience\n" + HEADING_GUIDE)
    assert [section.title for section in guide.sections] == ["Technical Skills", "Soft Skills"]
    assert [question.text for question in guide.questions] == ["What is overfitting?"]


@pytest.mark.parametrize("title", ["Conclusion", "Introduction", "Further Reading", "Questions to Ask the Interviewer"])
def test_a_section_between_or_after_the_questions_is_none(title: str) -> None:
    guide = guide_of(f"# Data Engineer Interview Questions\n## What is A?\n- a\n## {title}\n- Some words.\n## Your own B\n- b\n")
    assert [question.text for question in guide.questions] == ["What is A?", "Your own B"]
    assert [(section.title, section.text) for section in guide.sections] == [(title, "Some words.")]


def test_words_after_the_last_answer_are_the_closing_and_not_part_of_it() -> None:
    guide = guide_of(HEADING_GUIDE + "\nGood luck.\n\n---\n\nSee you.\n")
    assert guide.closing
    assert guide.closing.paragraphs == ((10, "Good luck."), (14, "See you."))
    assert [point.text for point in guide.questions[0].points] == ["Fits the noise."]


def test_labelled_words_after_the_last_list_belong_to_the_answer() -> None:
    guide = guide_of("# What is A?\n- a\n\n**Example:** An apple.\n\n**Follow-up:** And B?\n")
    assert guide.closing is None
    assert [(point.statement, point.kind) for point in guide.questions[0].points] == [("a", PointKind.CORE), ("Example: An apple.", PointKind.EXAMPLE)]
    assert [follow_up.text for follow_up in guide.questions[0].follow_ups] == ["And B?"]


# Front matter


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    text = "# ML Engineer Interview Guide\n\n## What is A?\n- a\n"
    guide = guide_of(text)
    assert (guide.title, guide.role) == ("ML Engineer Interview Guide", "ML Engineer")
    assert messages(text) == ["1: warning: no front matter; start the file with `---`, `term: …`, `---` to give the guide a title"]


def test_without_any_title_the_file_name_is_the_title() -> None:
    assert guide_of("## What is A?\n- a\n").title == "Guide"


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("term: A: B", 2),
        ("\n\nterm: A: B", 4),
        ("term: x\ndescription: 'open\ntags: [a", 3),
        ("term: x\ntags: [a, b\nauthor: c", 3),
        ("term: x\n\tauthor: y", 3),
        ("term: x\nauthor: @me", 3),
        ("term: x\npubDate: 2025-13-45", 3),
        ("term: !!bool maybe", 2),
        ("term: !!int ''", 2),
        ("term: !!timestamp x", 2),
        ("term: !!python/object:os.system x", 2),
        ("? [a]\n: b", 2),
    ],
)
def test_broken_front_matter_is_one_error_with_its_line_and_the_guide_is_read(front: str, line: int) -> None:
    text = f"---\n{front}\n---\n\n{HEADING_GUIDE}"
    (message,) = messages(text)
    assert re.match(r"\d+: error: the front matter is not valid YAML \(.+\); put values with a colon or quote in quotes$", message)
    assert int(message.split(":")[0]) == line
    question = only_question(text)
    assert (question.text, [point.text for point in question.points]) == ("What is overfitting?", ["Fits the noise."])
    assert text.split("\n")[question.points[0].line - 1] == "  - Fits the noise."


def test_front_matter_that_does_not_end_is_said_and_nothing_is_lost() -> None:
    text = f"---\nterm: Data Engineer\n\n{HEADING_GUIDE}"
    assert messages(text) == ["1: warning: the front matter has no closing `---`; the whole file is read as the guide's text"]
    assert statements(text) == ["Fits the noise."]


@pytest.mark.parametrize("start", ["---\n## What is B?\n- b\n\n---\n", "---\n## What is B?\n\nIt: is: b\n\n---\n", "---\n# What is B?\n---\n"])
def test_rules_around_a_question_at_the_top_are_no_front_matter(start: str) -> None:
    assert questions_of(start + HEADING_GUIDE) == ["What is B?", "What is overfitting?"]


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "null", "''", "&x [*x]"])
def test_a_term_that_is_no_text_is_no_title(value: str) -> None:
    text = f"---\nterm: {value}\n---\n# Data Engineer\n{HEADING_GUIDE}"
    assert guide_of(text).title == "Data Engineer"
    assert "1: warning: the front matter has no `term`; add one to give the guide a title" in messages(text)


@pytest.mark.parametrize(("value", "title"), [("2025", "2025"), ("2025-01-05", "2025-01-05"), ("'  Data\n  Engineer '", "Data Engineer")])
def test_a_term_may_be_any_plain_value(value: str, title: str) -> None:
    assert guide_of(f"---\nterm: {value}\n---\n{HEADING_GUIDE}").title == title


def test_front_matter_with_the_same_list_nested_a_billion_times_costs_nothing() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert guide_of(f"---\n{bomb}term: *a11\n---\n{HEADING_GUIDE}").title == "Guide"


# What is reported


@pytest.mark.parametrize("body", ["", "Some words.\n", "## Overview\n- A bullet.\n", "| a |\n|---|\n| b |\n", "```\n# What?\n```\n"])
def test_no_question_is_an_error(body: str) -> None:
    (problem,) = parsed(FRONT_MATTER + body).problems
    assert (problem.line, problem.severity) == (1, Severity.ERROR)
    assert problem.message.startswith("no questions were found; write each as a heading")


def test_a_duplicate_question_is_an_error_with_both_lines_and_neither_answer_is_lost() -> None:
    text = FRONT_MATTER + "## What is A?\n- One answer.\n\n## Why?\n- b\n\n## What is  a?\n- Another answer.\n"
    assert messages(text) == ["10: error: this question stands already on line 4; remove or reword one of them"]
    first, _, second = guide_of(text).questions
    assert [point.text for point in (*first.points, *second.points)] == ["One answer.", "Another answer."]
    assert first.id != second.id


def test_the_same_question_three_times_keeps_all_answers_apart() -> None:
    questions = guide_of("## What is A?\n- a\n" * 3).questions
    assert len({question.id for question in questions}) == len({point.id for question in questions for point in question.points}) == 3


def test_a_question_without_an_answer_is_a_warning() -> None:
    text = FRONT_MATTER + "## What is A?\n\n## What is B?\n- b\n"
    assert messages(text) == ["4: warning: this question has no answer, so it can't be asked; add bullets with what a good answer says"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("## What is A?\n- a\n-\n- b\n", "6: warning: this bullet is empty; fill or remove it"),
        ("## What is A?\n- a\n\n## Notes\n", "7: warning: nothing stands below “Notes”; fill or remove it"),
        ("## What is A?\n- a\n- a\n", "6: warning: this point stands here twice; remove one"),
        ("## What is A?\n- a\n- **Pitfalls**:\n", "6: warning: nothing stands below “Pitfalls”; fill or remove it"),
        ("## What is A?\n- a\n\n## \n- b\n", "7: warning: this heading is empty; fill or remove it"),
        ("# Guide\n#### What is A?\n- a\n##### Pitfalls\n- b\n", "5: warning: the heading “What is A?” skips a level (from 1 to 4); use one # less"),
        ("## Other Questions\n## Such Questions\n### A?\n- a\n", "4: warning: there is no question under “Other Questions”; add one or remove the heading"),
    ],
)  # fmt: skip
def test_what_looks_wrong_is_a_warning_with_its_line(body: str, message: str) -> None:
    assert messages(FRONT_MATTER + body) == [message]


def test_nesting_without_end_is_an_error_and_the_rest_is_read() -> None:
    text = FRONT_MATTER + "## What is A?\n- a\n\n## What is B?\n" + "> " * 200 + "b\n\n" + "## What is C?\n- c\n"
    assert "8: error: lists or quotes are nested more than 60 levels deep and what is below is not read; flatten them" in messages(text)
    assert questions_of(text) == ["What is A?", "What is B?", "What is C?"]


@pytest.mark.parametrize(
    "text",
    [
        *("*" * 5000 + "a" + "*" * 5000, "# " + "**a" * 3000, "![" * 500 + "a" + "](b)" * 500, ">" * 5000, "- " * 5000),
        *("[" * 3000, "\x00" * 99, "---\na: " + "[" * 5000 + "\n---\n"),
    ],
    ids=["stars", "bold heading", "images", "quotes", "bullets", "brackets", "zeros", "yaml"],
)
def test_endless_nesting_of_any_kind_raises_nothing(text: str) -> None:
    assert parsed(text).guide


# Nothing is lost


def pieces() -> Iterator[tuple[str, str]]:
    """(name, something an author may put below a question)"""
    yield "table", "| alpha | beta |\n|---|---|\n| gamma | delta |\n"
    yield "code", "```python\nalpha = beta\n\n# gamma delta\n```\n"
    yield "indented code", "    alpha beta\n    gamma delta\n"
    yield "code in a bullet", "- alpha:\n\n  ```\n  beta gamma\n  ```\n- delta\n"
    yield "quote", "> alpha beta\n> > gamma\n>\n> - delta\n"
    yield "bullet in a quote in a bullet", "- alpha\n  > beta\n  > - gamma\n- delta\n"
    yield "html", "<p>alpha <b>beta</b></p>\n\n<div>\ngamma delta\n</div>\n"
    yield "inline html", "- alpha<br>beta <b>gamma</b> <i class='x'>delta</i>\n"
    yield "generics", "- alpha<beta> is no gamma<Delta>\n"
    yield "links", "- [alpha](https://example.org) and ![beta](x.png) `gamma` <delta@example.org>\n"
    yield "numbers", "1. alpha\n2. beta\n   1. gamma\n   2. delta\n"
    yield "two-space numbers", "1. **Alpha**:\n  - beta\n2. **Gamma**:\n  - delta\n"
    yield "tabs", "-\talpha\n\t-\tbeta\n\t\t-\tgamma\n\t\t\t-\tdelta\n"
    yield "deep", "- alpha\n  - beta\n    - gamma\n      - delta\n"
    yield "headings", "#### Alpha\nbeta\n#### Gamma\n- delta\n"
    yield "headings with nothing below", "#### Alpha\n#### Beta\n#### Gamma\ndelta\n"
    yield "bold lines", "**Alpha**\n\n**Beta**\n\n- gamma\n\n**Delta**\n"
    yield "introduction", "alpha beta\n\n- gamma\n\ndelta\n\n- more\n"
    yield "answer with a text before its list", "- **Answer**: alpha beta:\n  - gamma\n  - delta\n"
    yield "follow-ups with a text before their list", "- a\n- **Follow-up questions**: alpha beta:\n  - gamma\n  - delta\n"
    yield "labelled follow-ups", "- a\n\n#### Follow-ups\n\n**Alpha**: beta?\n\n- **Gamma**: delta?\n"
    yield "follow-ups in groups", "- a\n- **Follow-Up Points**:\n  - Alpha:\n    - beta\n  - **Gamma**:\n    - delta\n"
    yield "a follow-up that is a label", "- alpha\n- **Follow-Up Points**:\n  - beta\n  - gamma delta\n  - **Tips**:\n"
    yield "pitfalls with a text before their list", "- **Pitfalls**: alpha beta\n  - gamma\n  - delta\n"
    yield "a label whose bullets are empty", "- alpha\n- **Beta**: gamma delta:\n  -\n"
    yield "letters", "- A: alpha\n- B: beta\n- C: gamma delta\n"
    yield "two difficulties", "- Difficulty: hard\n- Difficulty: alpha\n- beta gamma delta\n"
    yield "level", "- **Level**: alpha of a beta in the gamma\n- delta\n"
    yield "paragraphs in a bullet", "- **Alpha**: beta\n\n  gamma\n\n  **Example**: delta\n"
    yield "smart quotes", "- “alpha” ‘beta’ – gamma… delta’s\n"
    yield "star", "#### Situation\nalpha\n#### Task\nbeta\n#### Action\n- gamma\n#### Result\ndelta\n"
    yield "definition", "Alpha\n: beta gamma\n: delta\n"
    yield "task list", "- [ ] alpha\n- [x] beta\n* gamma\n+ delta\n"
    yield "rule", "- alpha\n\n***\n\n- beta\n\n___\n\ngamma delta\n"


@pytest.mark.parametrize("closing", ["", "\n### What else?\n- last\n"], ids=["last question", "between questions"])
@pytest.mark.parametrize("piece", [text for _, text in pieces()], ids=[name for name, _ in pieces()])
def test_nothing_below_a_question_is_lost_or_doubled(piece: str, closing: str) -> None:
    guide = guide_of(f"## Interview Questions\n### What is it?\n{piece}{closing}")
    found = words_of(guide)
    assert {word: found[word] for word in ("alpha", "beta", "gamma", "delta")} == {"alpha": 1, "beta": 1, "gamma": 1, "delta": 1}
    assert guide.questions[0].text == "What is it?"
    assert len(guide.questions) == (2 if closing else 1)


SECTION_PIECES = {name: text for name, text in pieces() if name != "headings with nothing below"}  # an empty section is reported instead


@pytest.mark.parametrize("piece", SECTION_PIECES.values(), ids=SECTION_PIECES)
def test_nothing_in_a_section_is_lost_or_doubled(piece: str) -> None:
    found = words_of(guide_of(f"## Overview\n### About it\n{piece}"))
    assert {word: found[word] for word in ("alpha", "beta", "gamma", "delta")} == {"alpha": 1, "beta": 1, "gamma": 1, "delta": 1}


def test_a_comment_of_the_author_is_no_text() -> None:
    guide = guide_of("<!-- note to self -->\n## Overview\n<!--\nold\n-->\nwords <!-- draft --> here\n## What is A?\n- a <!-- check -->\n<!-- end -->\n")
    assert [section.text for section in guide.sections] == ["words here"]
    assert [point.text for point in guide.questions[0].points] == ["a"]
    assert guide.questions[0].notes == ()


def test_a_sentence_knows_its_own_line_in_a_paragraph_of_several() -> None:
    text = "## What is A?\nFirst sentence. Second\ngoes on. Third `has\ncode` in it.\nFourth is <br\n/> last. Fifth.\n"
    assert [(point.line, point.text) for point in only_question(text).points] == [
        (2, "First sentence."),
        (2, "Second goes on."),
        (3, "Third has code in it."),
        (5, "Fourth is last."),
        (6, "Fifth."),
    ]
