"""Chunks follow the guide's structure, fit the embedder, and lose nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.guides.library import Library
from coach.guides.types import Category, FollowUp, Guide, Point, PointKind, Question, Section
from coach.index.chunker import chunks_of
from coach.index.embedder import SentenceEmbedder
from coach.index.types import Chunk, ChunkKind
from coach.text import sentences

CONTENT = Path("/content")
SMALL = 24  # tokens: makes most made-up answers need several chunks
WORD = st.one_of(
    st.sampled_from(
        [
            "a",
            "filter",
            "slides",
            "over",
            "the",
            "image",
            "and",
            "pools",
            "it",
            "e.g.",
            "3.5",
            "U-Net",
            "IoU",
            "naïve",
            "卷积",
            "🙂",
            "O(n²)",
            "`x=1`",
            "antidisestablishmentarianism",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=40),
)
SENTENCE = st.builds(lambda words, end: " ".join(words) + end, st.lists(WORD, min_size=1, max_size=30), st.sampled_from([".", "?", "!", ""]))
TEXT = st.builds(" ".join, st.lists(SENTENCE, min_size=1, max_size=6))


def squeezed(text: str) -> str:
    return "".join(text.split())


@st.composite
def guides(draw: st.DrawFn) -> Guide:
    points = tuple(
        Point(f"g/q#p{number}", draw(st.one_of(st.just(""), WORD)), draw(TEXT), PointKind.CORE, tuple(draw(st.lists(SENTENCE, max_size=2))), number)
        for number in range(draw(st.integers(0, 4)))
    )
    follow_ups = tuple(FollowUp(f"g/q#f{number}", draw(TEXT), 50 + number) for number in range(draw(st.integers(0, 2))))
    notes = tuple(draw(st.lists(TEXT, max_size=2)))
    question = Question("g/q", "g", draw(TEXT), Category.TECHNICAL, "Technical", points, follow_ups, notes, None, 9)
    paragraphs = tuple((number, text) for number, text in enumerate(draw(st.lists(TEXT, min_size=1, max_size=4)), start=100))
    section = Section("g/s", "g", draw(TEXT), (), paragraphs, 99)
    closing = Section("g/closing", "g", "Closing", (), ((200, draw(TEXT)),), 200)
    return Guide("g", CONTENT / "g.md", "Guide", "Role", (section,), (question,), {}, closing)


def of_kind(chunks: list[Chunk], kind: ChunkKind) -> list[Chunk]:
    return [chunk for chunk in chunks if chunk.kind is kind]


@settings(max_examples=60)
@given(guide=guides())
def test_no_chunk_is_longer_than_the_embedder_reads(embedder: SentenceEmbedder, guide: Guide) -> None:
    for chunk in chunks_of(guide, CONTENT, embedder.count_tokens, SMALL):
        assert embedder.count_tokens(chunk.embedded_text) <= SMALL


@settings(max_examples=60)
@given(guide=guides())
def test_no_text_is_lost(embedder: SentenceEmbedder, guide: Guide) -> None:
    chunks = chunks_of(guide, CONTENT, embedder.count_tokens, SMALL)
    question = guide.questions[0]
    answer = squeezed("".join(point.statement for point in question.points))

    def joined(kind: ChunkKind) -> str:
        return squeezed("".join(chunk.text for chunk in of_kind(chunks, kind)))

    assert joined(ChunkKind.QUESTION) == squeezed(question.text)
    assert joined(ChunkKind.ANSWER) == joined(ChunkKind.WHOLE) == joined(ChunkKind.POINT) == answer
    assert joined(ChunkKind.NOTE) == squeezed("".join(question.notes))
    assert joined(ChunkKind.FOLLOW_UP) == squeezed("".join(each.text for each in question.follow_ups))
    assert guide.closing is not None
    assert joined(ChunkKind.SECTION) == squeezed(guide.sections[0].text + guide.closing.text)


@settings(max_examples=60)
@given(guide=guides())
def test_a_sentence_that_fits_is_never_cut(embedder: SentenceEmbedder, guide: Guide) -> None:
    chunks = chunks_of(guide, CONTENT, embedder.count_tokens, SMALL)
    for point in guide.questions[0].points:
        parts = [chunk.text for chunk in chunks if chunk.kind is ChunkKind.POINT and chunk.point_ids == (point.id,)]
        room = SMALL - max(embedder.count_tokens(chunk.embedded_text) - embedder.count_tokens(chunk.text) for chunk in chunks if chunk.text in parts)
        for start, end in sentences(point.statement):
            sentence = point.statement[start:end]
            if embedder.count_tokens(sentence) <= room:
                assert any(" ".join(sentence.split()) in " ".join(part.split()) for part in parts)


@settings(max_examples=60)
@given(guide=guides())
def test_ids_are_unique(embedder: SentenceEmbedder, guide: Guide) -> None:
    ids = [chunk.id for chunk in chunks_of(guide, CONTENT, embedder.count_tokens, SMALL)]
    assert len(set(ids)) == len(ids)


def test_the_real_guide_fits_and_every_line_points_into_its_file(own_library: Library, embedder: SentenceEmbedder) -> None:
    guide = own_library.guides[0]
    lines = guide.path.read_text("utf-8").splitlines()
    chunks = chunks_of(guide, guide.path.parent, embedder.count_tokens, embedder.max_tokens)
    assert max(embedder.count_tokens(chunk.embedded_text) for chunk in chunks) <= 256
    for chunk in of_kind(chunks, ChunkKind.POINT):
        assert chunk.text.split()[0].strip(":.,") in lines[chunk.line - 1]


def test_one_changed_point_leaves_the_ids_of_the_others(own_library: Library, embedder: SentenceEmbedder) -> None:
    from coach.guides.parser import parse_guide

    guide = own_library.guides[0]
    before = chunks_of(guide, guide.path.parent, embedder.count_tokens, 256)
    text = guide.path.read_text("utf-8").replace(guide.questions[0].points[0].text, "Something else altogether.")
    changed = parse_guide(text, guide.path).guide
    assert changed is not None
    after = chunks_of(changed, guide.path.parent, embedder.count_tokens, 256)
    points = {chunk.id: chunk.text for chunk in before if chunk.kind is ChunkKind.POINT}
    same = {chunk.id: chunk.text for chunk in after if chunk.kind is ChunkKind.POINT}
    assert sum(same.get(chunk_id) != text for chunk_id, text in points.items()) == 1


@pytest.mark.parametrize("title", ["word " * 400, "x" * 5000])
def test_a_heading_longer_than_the_limit_does_not_push_its_text_out(title: str) -> None:
    def words(text: str) -> int:
        return len(text) // 4 + 2

    section = Section("g/s", "g", title, (), ((3, "Some text."),), 1)
    [chunk] = chunks_of(Guide("g", CONTENT / "g.md", "T", "T", (section,), ()), CONTENT, words, 256)
    assert chunk.embedded_text == "Some text."


def test_two_equal_points_on_one_line_both_belong_to_the_answer() -> None:
    points = tuple(Point(f"g/q#{number}", "", "The same.", PointKind.CORE, (), 4) for number in range(2))
    question = Question("g/q", "g", "What?", Category.TECHNICAL, "", points, (), (), None, 3)
    count: Callable[[str], int] = len
    chunks = chunks_of(Guide("g", CONTENT / "g.md", "T", "T", (), (question,)), CONTENT, count, 256)
    assert [chunk.point_ids for chunk in of_kind(chunks, ChunkKind.ANSWER)] == [("g/q#0", "g/q#1")]
