"""The review of an answer as HTML: whatever somebody wrote stays text, and nothing is told by colour alone."""

from dataclasses import replace
from pathlib import Path

from assessing import assessed, question
from elements import Elements
from hypothesis import given
from hypothesis import strategies as st

from coach.guides.types import Guide
from coach.interview.revision import Author, Piece
from coach.web import render

GUIDE = Guide("g", Path("guide.md"), "Guide", "Role", (), ())
ASKED = question("pooling", points=3)
HOSTILE = st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>", "a\n\n<i>b", "&lt;u&gt;", "</p></div><svg onload=x>", "plain"])
OURS = {"section", "div", "h2", "h3", "ol", "ul", "li", "p", "span", "strong", "ins", "del", "br", "details", "summary"}


@given(HOSTILE, HOSTILE)
def test_what_somebody_wrote_makes_no_element(words: str, label: str) -> None:
    point = replace(ASKED.points[0], label=label)
    asked = replace(ASKED, text=words, points=(point,))
    before, now = assessed(asked, words), assessed(asked, words, covered=[label])
    revision = (Piece(words, Author.CANDIDATE), Piece(label, Author.MODEL, point), Piece(label, Author.ADVICE, point))
    for fragment in (
        render.taken(words, 2),
        render.annotated(before),
        render.annotated(now),
        render.moved(before, now),
        render.side_by_side(words, revision, GUIDE),
        render.side_by_side(words, (replace(revision[0], removed=True), *revision[1:]), GUIDE),
    ):
        found = Elements(fragment)
        assert found.tags <= OURS
        assert found.attributes <= {"class", "aria-hidden"}


def test_each_sentence_says_in_words_what_it_counts_for() -> None:
    found = Elements(render.annotated(assessed(ASKED, "It shrinks.", covered=["Label 0"], contradicted=["Label 1"]))).text
    assert "Label 0 — covered" in found
    assert "Label 1 — wrong" in found
    assert found.index("Not in your answer") < found.index("Label 2 — missed")
    assert "counts for no point" not in found
    assert "counts for no point" in Elements(render.annotated(assessed(ASKED, "It rained."))).text


def test_what_moved_is_told_with_the_score_before() -> None:
    before, now = assessed(ASKED, "Before.", covered=["Label 0"]), assessed(ASKED, "Now.", covered=["Label 1", "Label 2"])
    found = Elements(render.moved(before, now)).text
    assert f"{now.score} of 100, {now.score - before.score} more ({before.score} before)" in found
    assert "Label 0 — lost (covered before, missed now)" in found
    assert "Label 1 — gained (missed before, covered now)" in found
    assert "No point moved." in render.moved(now, now)
    assert "the same" in render.moved(now, now)


def test_what_was_added_and_what_is_wrong_are_said_aloud() -> None:
    revision = (Piece("It shrinks.", Author.CANDIDATE), Piece("It grows.", Author.CANDIDATE, removed=True), Piece("Add this.", Author.MODEL, ASKED.points[0]))
    found = render.side_by_side("It shrinks. It grows.", revision, GUIDE)
    before, after = (Elements(part).text for part in found.split("<h3>Improved</h3>"))
    assert "It shrinks. wrong: It grows. (end)" in before
    assert "It shrinks. added: Add this. (end)" in after
    assert "It grows" not in after
    assert "Added from guide.md: Label 0 (line 0)." in after
