"""What a review shows as it goes on, with a model that writes what it is told to and an embedder that knows words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing import WordHashing
from scripted import ScriptedModel

from coach.cancel import Cancel, Stopped
from coach.config import load_settings
from coach.errors import CoachError
from coach.guides.library import Library
from coach.index.build import open_index
from coach.interview.coach import Coach, Search
from coach.interview.loading import Loading
from coach.web import reviewing
from coach.web.conversation import taken
from coach.web.visit import Part, Reviewing

GUIDE = Path(__file__).with_name("small_guide.md").read_text("utf-8")
ANSWER = (
    "A volume is kept outside the writable layer of the container and outlives it, so containers keep their data when they are replaced. "
    "A folder of the host is mounted into the container as a bind mount."
)


class LikingModel(ScriptedModel):
    """Says Yes to whatever it is asked about an answer, and No about none."""

    def yes_no_log_odds(self, prompt, probes, cancel=None):  # type: ignore[no-untyped-def]
        if cancel is not None and cancel.is_set():
            raise Stopped
        said = " ".join(message.content for message in prompt)
        return [4.0 if "outlives it" in said else 0.0] * len(probes)

    def expected_digits(self, prompt, probes, highest, cancel=None):  # type: ignore[no-untyped-def]
        return [0.0] * len(probes)


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    """A coach on two guides that share their questions."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "one.md").write_text(GUIDE, "utf-8")
    (content / "two.md").write_text(GUIDE.replace("Container Engineer", "Platform Engineer") + "\n#### What is unanswered?\n", "utf-8")
    made = Coach(load_settings(home=tmp_path))

    def load(_report: object) -> Search:
        embedder = WordHashing()
        return Search(made.library, open_index(made.library, embedder, tmp_path / "index", content).index, embedder, ())

    made.search = Loading("Search", load)
    made.model = Loading("Model", lambda _report: LikingModel("Nonsense."))
    return made


def run(coach: Coach, current: Reviewing, text: str, question_id: str | None = None, cancel: Cancel | None = None) -> Iterator[set[Part]]:
    for _ in reviewing.review(coach, current, text, question_id, cancel or Cancel()):
        yield set(current.parts)


def volumes(coach: Coach) -> str:
    return next(each.id for each in coach.library.guides[0].questions if "keep their data" in each.text)


def test_questions_are_named_with_their_guide_and_only_those_with_an_answer(coach: Coach) -> None:
    named = reviewing.questions(coach.library)
    assert len(named) == len({name for name, _ in named}) == len({each for _, each in named}) == 6
    assert any(name.endswith("· Platform Engineer") for name, _ in named)
    assert not any("unanswered" in name for name, _ in named)


def test_a_review_grows_part_by_part_and_ends_without_a_status(coach: Coach) -> None:
    seen = list(run(coach, current := Reviewing(), ANSWER, volumes(coach)))
    assert seen[0] == {Part.STATUS}
    assert {Part.TAKEN, Part.POINTS, Part.STATUS} <= seen[2]
    assert {Part.TAKEN, Part.POINTS, Part.SENTENCES, Part.REMARKS} <= seen[-1]
    assert not {Part.STATUS, Part.MOVED} & seen[-1]
    assert current.question is not None
    assert "Container Engineer" in current.parts[Part.TAKEN]


def test_a_second_review_of_a_question_shows_what_moved_and_another_question_does_not(coach: Coach) -> None:
    current = Reviewing()
    *_, first = run(coach, current, "It rained on the container.", volumes(coach))
    *_, second = run(coach, current, ANSWER, volumes(coach))
    assert Part.MOVED not in first
    assert Part.MOVED in second
    assert "gained" in current.parts[Part.MOVED]
    other = next(each.id for each in coach.library.guides[0].questions if each.id != volumes(coach))
    *_, third = run(coach, current, ANSWER, other)
    assert Part.MOVED not in third


def test_the_other_questions_are_proposed_again_when_the_same_answer_is_judged_for_another(coach: Coach) -> None:
    current = Reviewing()
    list(run(coach, current, ANSWER))
    offered = reviewing.others(current)
    assert offered
    list(run(coach, current, ANSWER, offered[0].id))
    assert current.question == offered[0]
    assert set(reviewing.others(current)) | {offered[0]} == set(current.proposed)
    list(run(coach, current, f"{ANSWER} And more.", offered[0].id))
    assert reviewing.others(current) == []


def test_an_answer_to_nothing_gets_the_closest_questions_and_no_verdict(coach: Coach) -> None:
    *_, last = run(coach, current := Reviewing(), "My grandmother bakes bread with rye flour.")
    assert last == {Part.TAKEN}
    assert reviewing.others(current)
    assert {each.id for each in reviewing.others(current)} < {each for _, each in reviewing.questions(coach.library)}


def test_what_cannot_be_judged_leaves_nothing_half_done(coach: Coach) -> None:
    current = Reviewing()
    with pytest.raises(CoachError, match="The answer is empty"):
        list(run(coach, current, " \n ", volumes(coach)))
    assert not current.parts
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Stopped):
        list(run(coach, current, ANSWER, volumes(coach), cancel))
    assert not current.parts


def test_a_question_that_is_gone_is_one_sentence_and_text_and_review_stay(coach: Coach) -> None:
    current = Reviewing()
    list(run(coach, current, ANSWER, volumes(coach)))
    before = dict(current.parts)
    coach.library = Library(coach.library.guides[1:], ())
    steps = list(taken(current, ANSWER, lambda cancel: reviewing.review(coach, current, ANSWER, "container-engineer/gone", cancel)))
    assert [step.box for step in steps] == [ANSWER]
    assert "There is no question &#x27;container-engineer/gone&#x27; any more" in current.messages[-1]["content"]
    assert current.parts == before


def test_stopping_after_the_verdicts_keeps_them(coach: Coach) -> None:
    current, cancel = Reviewing(), Cancel()
    steps = run(coach, current, ANSWER, volumes(coach), cancel)
    for parts in steps:
        if Part.SENTENCES in parts:
            break
    steps.close()
    assert Part.SENTENCES in current.parts
    assert volumes(coach) in current.last


@pytest.mark.parametrize(("content", "sentence"), [(b"caf\xe9", "is not UTF-8 text"), (b"word " * 3000, "shorten it"), (b" \n", "is empty")])
def test_a_document_is_read_and_not_kept(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "answer.txt"
    path.write_text(f"\n{ANSWER}\n", "utf-8")
    assert reviewing.read(path) == ANSWER
    assert not path.exists()
    path.write_bytes(content)
    with pytest.raises(CoachError, match=sentence):
        reviewing.read(path)
    assert not path.exists()
    with pytest.raises(CoachError, match=r"^answer\.txt could not be taken from the page \(No such file or directory\); choose it once more"):
        reviewing.read(path)
