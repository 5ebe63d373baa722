"""Holding sentences to their sources."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scripted import ScriptedModel

from coach.guides.types import Point, PointKind
from coach.index.embedder import SentenceEmbedder
from coach.interview.grounding import bare, foreign_terms, gives_away, is_whole, praises, same_words, sentences_of, shared_run, supported
from coach.text import sentences

# Letters, digits and what ends, closes or breaks a sentence, dense enough for every rule of where one ends to be met.
PROSE = st.lists(st.sampled_from([*"ab A3.!?…\"')]\n", "e.g.", "fig. 3", "vs.", "。", "」", " ", "The net learns.", "\u00a0", "\x1c"]), max_size=30).map(
    "".join
)


@given(text=PROSE, cuts=st.lists(st.integers(0, 200)))
@example(text="He said “no.” Then 3.5 p. 3 etc. End", cuts=list(range(40)))
def test_how_a_text_is_cut_into_pieces_changes_no_sentence(text: str, cuts: list[int]) -> None:
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(bounds)]
    assert list(sentences_of(pieces)) == [text[start:end] for start, end in sentences(text)]


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    read: list[str] = []

    def pieces() -> "list[str]":
        for piece in ["It slides", ". The", " kernel", " is small."]:
            read.append(piece)
            yield piece

    assert next(sentences_of(pieces())) == "It slides."
    assert read == ["It slides", ". The"]


@pytest.mark.parametrize(("text", "whole"), [("It ends.", True), ("“It ends.”", True), ("Does it (really?)", True), ("It does not", False), ("", False)])
def test_a_sentence_that_the_limit_cut_off_is_noticed(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Pooling shrinks maps [1], [2, 3]. [4]", "Pooling shrinks maps,."),
        ("F[i] stays, and so does x[0, j].", "F[i] stays, and so does x[0, j]."),
        ("Pooling and Strides: Pooling shrinks maps.", "Pooling shrinks maps."),
        ("**Pooling and Strides**: Pooling shrinks maps.", "Pooling shrinks maps."),
        ("The note explains that pooling shrinks maps.", "Pooling shrinks maps."),
        ("The text detector finds lines.", "The text detector finds lines."),
    ],
)
def test_what_does_not_belong_to_a_sentence_is_taken_out(written: str, shown: str) -> None:
    assert bare(written, "Pooling and Strides") == shown


@pytest.mark.parametrize(
    ("sentence", "foreign"),
    [
        ("A ResNet has 50 layers.", ["ResNet", "50"]),
        ("It was proposed by Google in 2015.", ["Google", "2015"]),
        ("It uses the COCO data and reaches 37.5% AP.", ["COCO", "37.5%", "AP"]),
        ("CNNs share weights.", []),
        ("Two 3x3 kernels see 5×5 pixels.", []),
        ("IoU is overlap over union.", []),
        ("The kernel, called Filter here, slides.", []),
    ],
)
def test_names_and_numbers_that_no_source_has_are_found(sentence: str, foreign: list[str]) -> None:
    sources = ["A CNN slides one kernel (a filter); two stacked 3×3 kernels see 5x5 pixels.", "The IoUs of all boxes count."]
    assert foreign_terms(sentence, sources) == foreign


@given(st.text())
def test_no_text_has_terms_that_are_foreign_to_itself(text: str) -> None:
    assert foreign_terms(text, [text]) == []


@pytest.mark.parametrize(
    ("sentence", "praise"),
    [
        ("You explained convolutions very well.", True),
        ("You've correctly identified the problem.", True),
        ("Great answer!", True),
        ("You should say how well it works on unseen images.", False),
        ("Explain that a good split keeps patients apart.", False),
    ],
)
def test_praise_is_noticed(sentence: str, praise: bool) -> None:
    assert praises(sentence) is praise


@pytest.mark.parametrize(
    ("text", "other", "ignoring", "length"),
    [
        ("Why does pooling shrink the maps?", "Pooling shrinks maps", "", 1),
        ("Does max pooling save computation?", "It is max pooling, which saves computation", "", 2),
        ("the same kernel at every position", "The same kernel is applied at every position.", "", 3),
        ("How do CNNs work on images?", "how do CNNs work: by sliding", "How do CNNs work?", 0),
        ("", "anything", "", 0),
    ],
)
def test_the_longest_shared_run_of_words(text: str, other: str, ignoring: str, length: int) -> None:
    assert shared_run(text, other, ignoring=ignoring) == length


@given(first=st.lists(st.sampled_from("abc"), max_size=8), second=st.lists(st.sampled_from("abc"), max_size=8))
def test_a_shared_run_is_the_same_both_ways_round(first: list[str], second: list[str]) -> None:
    one, other = " ".join(first), " ".join(second)
    expected = max(
        (len(run) for start in range(len(first)) for end in range(start, len(first) + 1) if f" {' '.join(run := first[start:end])} " in f" {other} "), default=0
    )
    assert shared_run(one, other) == shared_run(other, one) == expected


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("How would you compare the two while both run?", False),
        ("What does a shadow do while the new one can run?", True),
        ("Would you let it process real inputs first?", True),
        ("Would a new model process something?", False),
        ("Is the run long?", False),
    ],
)
def test_a_points_label_or_a_run_of_its_words_gives_it_away(text: str, *, given: bool) -> None:
    point = Point("g/q#1", "Shadow Run", "Let it process real traffic beside the old model.", PointKind.CORE, (), 1)
    assert gives_away(text, point, "How do you test a model?") == given


def test_what_the_question_says_itself_gives_nothing_away() -> None:
    point = Point("g/q#1", "Old Model", "Beside the old model.", PointKind.CORE, (), 1)
    assert not gives_away("What about the old model?", point, "How do you replace the old model?")
    assert not gives_away("What else?", Point("g/q#2", "", "Beside it.", PointKind.CORE, (), 2), "How?")


def test_case_and_punctuation_make_no_other_words() -> None:
    assert same_words("What’s batch-norm?", "whats BATCH norm")
    assert not same_words("What is it?", "What is he?")


PASSAGE = "Pooling and Strides: Max pooling or strided convolution shrinks the feature maps. This saves computation, at the price of exact location."


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Max pooling makes the feature maps smaller.", True),
        ("It saves computation but loses the exact location.", True),
        ("Max pooling makes the feature maps", False),  # cut off
        ("Max pooling makes the feature maps of a ResNet smaller.", False),  # names what the passage does not
        ("Max pooling makes the feature maps 4 times smaller.", False),
        ("Dropout switches units off at random.", False),  # about something else
    ],
)
def test_what_is_cut_off_named_nowhere_or_about_something_else_has_no_support(embedder: SentenceEmbedder, sentence: str, passes: bool) -> None:
    assert supported([sentence], PASSAGE, embedder, ScriptedModel()) == [sentence] * passes


def test_what_the_question_names_may_be_named(embedder: SentenceEmbedder) -> None:
    sentence = "Max pooling makes the feature maps of a ResNet smaller."
    assert supported([sentence], PASSAGE, embedder, ScriptedModel(), context="What does pooling do in a ResNet?") == [sentence]


def test_what_the_model_says_the_passage_does_not_say_has_no_support(embedder: SentenceEmbedder) -> None:
    assert supported(["Max pooling enlarges the feature maps."], PASSAGE, embedder, ScriptedModel(says_yes=False)) == []
