"""The improved answer as an answer to go on with. No model is needed for it."""

from assessing import question
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.revision import Author, Piece, Revision, improved, spaced
from coach.text import sentences

[POINT] = question("pooling", points=1).points


def test_what_is_added_stands_in_its_place_and_what_is_wrong_is_gone() -> None:
    answer = "It slides filters, and nobody knows why.\n\n- It is learned."
    revision = (
        Piece("It slides filters, and", Author.CANDIDATE),
        Piece("nobody knows why", Author.CANDIDATE, removed=True),
        Piece(".", Author.CANDIDATE),
        Piece("Weights are shared.", Author.MODEL, POINT),
        Piece("- It is learned.", Author.CANDIDATE),
        Piece("Pooling shrinks.", Author.GUIDE, POINT),
        Piece("Say how it ended.", Author.ADVICE, POINT),
    )
    assert improved(answer, revision) == "It slides filters, and. Weights are shared.\n\n- It is learned. Pooling shrinks."


@given(st.text(st.sampled_from("ab .!?\n,"), min_size=1).filter(str.strip))
def test_the_candidates_own_words_keep_their_places(text: str) -> None:
    answer = text.strip()
    revision: Revision = tuple(Piece(answer[start:end], Author.CANDIDATE) for start, end in sentences(answer))
    assert improved(answer, revision) == answer
    assert "".join(space + piece.text for space, piece in spaced(answer, revision)) == answer
