"""Sentences and clauses: every word in one of them, cut where a reader would cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text import MIN_CLAUSE_WORDS, Span, clauses, sentences

PIECES = [
    *("word", "Word", "e.g.", "Fig.", "3.5", "J.", "but", "and", " ", "  ", "\t", "\n", "\n\n"),
    *(".", "?!", "…", "。", ";", ":", ",", " - ", "”", ")", "“"),
]
PROSE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200)


def cut(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


@given(PROSE)
def test_sentences_cover_everything_but_white_space_in_order(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(cut(text, spans)).split()) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(piece == piece.strip() != "" for piece in cut(text, spans))


@given(PROSE)
def test_every_clause_lies_in_one_sentence_and_keeps_some_words(text: str) -> None:
    whole = sentences(text)
    pieces = clauses(text)
    assert all(any(start <= piece[0] and piece[1] <= end for start, end in whole) for piece in pieces)
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))
    for piece in set(pieces) - set(whole):
        assert len(text[piece[0] : piece[1]].split()) >= MIN_CLAUSE_WORDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “stop.” Then (really.) he left.", ["He said “stop.”", "Then (really.)", "he left."]),
        ("It is 3.5 times faster. So what?!", ["It is 3.5 times faster.", "So what?!"]),
        ("i use dropout. then i regularise. done", ["i use dropout.", "then i regularise.", "done"]),
        ("Use a CNN, e.g. ResNet or e.g. the small one. It works.", ["Use a CNN, e.g. ResNet or e.g. the small one.", "It works."]),
        ("See Fig. 3 and no. 4. The answer is no. Really.", ["See Fig. 3 and no. 4.", "The answer is no.", "Really."]),
        ("Dr. J. Smith et al. showed it vs. us, etc. in 2020.", ["Dr. J. Smith et al. showed it vs. us, etc. in 2020."]),
        ("first line\nsecond line\n\n\nthird", ["first line", "second line", "third"]),
        ("Wait… what", ["Wait…", "what"]),
        ("你好。世界！真的", ["你好。", "世界！", "真的"]),
        ("example.org is a site. v1.2.3 too.", ["example.org is a site.", "v1.2.3 too."]),
        ("", []),
        (" \n\t ", []),
        ("...", ["..."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert cut(text, sentences(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The loss goes down at first; the gap grows after that.", ["The loss goes down at first", "the gap grows after that."]),
        ("I would add data, and I would stop early.", ["I would add data,", "and I would stop early."]),
        ("We shrink the maps - that saves much memory.", ["We shrink the maps", "that saves much memory."]),
        ("It has two parts: an encoder and a decoder.", ["It has two parts", "an encoder and a decoder."]),
        ("Yes, and no.", ["Yes, and no."]),
        ("Dogs, cats and birds; fish.", ["Dogs, cats and birds; fish."]),
        ("A well-known end-to-end model at 10:30 o'clock.", ["A well-known end-to-end model at 10:30 o'clock."]),
    ],
)
def test_clauses_are_cut_where_both_sides_say_something(text: str, expected: list[str]) -> None:
    pieces = cut(text, clauses(text))
    assert [piece.rstrip(",") for piece in pieces] == [piece.rstrip(",") for piece in expected]


@pytest.mark.parametrize(
    "text",
    [
        *("." * 1_000_000 + "x", "\n" * 1_000_000 + "x", "a" + " " * 1_000_000 + "b", "a, " * 300_000),
        *(" - " * 300_000, '."' * 500_000 + "x", "a b c; " * 150_000, "x. " * 100_000),
    ],
    ids=["full stops", "line breaks", "spaces", "commas", "dashes", "quotes", "clauses", "letters"],
)
def test_a_million_characters_of_anything_are_cut(text: str) -> None:
    """With more steps for each character the longer the text is, this would run into the time limit of the tests."""
    assert "".join("".join(cut(text, sentences(text))).split()) == "".join(text.split())
    first, last = clauses(text)[0], clauses(text)[-1]
    assert text[: first[0]].strip() == text[last[1] :].strip(" ;-") == ""
