"""The sources of an explanation in their sections: whatever is cited is marked, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.guides.library import Library
from coach.guides.parser import parse_guide
from coach.index.chunker import chunks_of
from coach.index.types import Chunk, ChunkKind, Hit
from coach.interview.explain import Source
from coach.interview.sections import CitedSection, cited_sections, source_name

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
OWN = parse_guide(OWN_GUIDE.read_text("utf-8"), OWN_GUIDE).guide
SMALL = parse_guide(
    """# Baker

## Training

A bakery trains you for three years. 麵包很好。麵團也是。

```
flour  = 500
water  = 350
```

## Technical Questions

#### How do you keep a sourdough starter alive?

It is fed.

- **Care**:
  - **Feeding**: Flour and water every day. Both of them at room temperature.
  - **Temperature**: A cool place slows the yeast down.
- **Pitfalls**:
  - **Feeding**: Flour and water every day. Both of them at room temperature.

That is all that a starter needs.
""",
    Path("baker.md"),
).guide
assert OWN is not None
assert SMALL is not None
LIBRARY = Library((OWN, SMALL), ())


def sources_of(*chunks: Chunk) -> list[Source]:
    return [Source(n, Hit(chunk, 0.9, Path(chunk.path))) for n, chunk in enumerate(chunks, start=1)]


def citable(max_tokens: int) -> list[Chunk]:
    """What an explanation can rest on, cut into pieces of so many words."""
    kinds = (ChunkKind.POINT, ChunkKind.NOTE, ChunkKind.SECTION)
    chunks = [chunk for guide in LIBRARY.guides for chunk in chunks_of(guide, Path("content"), lambda text: len(text.split()), max_tokens)]
    return [chunk for chunk in chunks if chunk.kind in kinds]


def marked(section: CitedSection, n: int) -> list[str]:
    return [each.text[mark.start : mark.end] for each in section.paragraphs for mark in each.marks if mark.n == n]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("max_tokens", [5, 17, 256])
def test_every_passage_is_marked_whole_and_on_its_line(max_tokens: int) -> None:
    for chunk in citable(max_tokens):
        [section] = cited_sections(sources_of(chunk), LIBRARY)
        assert squeezed("".join(marked(section, 1))) == squeezed(chunk.text)
        assert chunk.line in [each.line for each in section.paragraphs if each.marks]
        assert section.title == (chunk.question or chunk.breadcrumb[-1])
        assert section.numbers == (1,)


@given(st.lists(st.sampled_from(citable(17)), min_size=1, max_size=4, unique=True))
@settings(deadline=None, max_examples=50)
def test_sources_of_a_section_share_it_and_none_is_lost(chunks: list[Chunk]) -> None:
    sections = cited_sections(sources_of(*chunks), LIBRARY)
    assert len({(section.path, section.line) for section in sections}) == len(sections)
    assert sorted(n for section in sections for n in section.numbers) == list(range(1, len(chunks) + 1))
    assert 1 in sections[0].numbers
    for section in sections:
        for each in section.paragraphs:
            ends = [offset for mark in each.marks for offset in (mark.start, mark.end)]
            assert ends == sorted(ends)


def test_a_section_is_whole_with_its_groups_and_lines() -> None:
    cool = next(chunk for chunk in citable(256) if chunk.text.startswith("Temperature"))
    [section] = cited_sections(sources_of(cool), LIBRARY)
    assert (section.breadcrumb, section.path, section.line) == (("Baker", "Technical Questions"), Path("baker.md"), 14)
    assert [(each.group, each.line) for each in section.paragraphs] == [((), 14), (("Care",), 19), (("Care",), 20), (("Pitfalls",), 22)]
    assert marked(section, 1) == ["Temperature: A cool place slows the yeast down."]


def test_of_two_equal_paragraphs_the_cited_one_is_marked() -> None:
    second = [chunk for chunk in citable(256) if chunk.text.startswith("Feeding")][1]
    [section] = cited_sections(sources_of(second), LIBRARY)
    assert [each.line for each in section.paragraphs if each.marks] == [22]


def test_a_source_is_called_by_its_point_or_its_section() -> None:
    names = {chunk.text: source_name(source, LIBRARY) for chunk in citable(256) for source in sources_of(chunk)}
    assert names["Temperature: A cool place slows the yeast down."] == "Temperature"
    assert names["It is fed."] == "How do you keep a sourdough starter alive?"
    assert next(name for text, name in names.items() if text.startswith("A bakery trains you")) == "Training"
