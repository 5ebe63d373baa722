"""The coach as the page and the terminal use it, on the real guide, model and embedder."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from coach.cancel import Cancel, Stopped
from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.grading.types import Status
from coach.guides.types import Question
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.loading import Loading
from coach.interview.revision import Author
from coach.interview.types import Said, Turn
from coach.llm.local import LocalModel
from coach.prompts import holistic

TO_CNNS = "It slides learned kernels over the image. Early layers see edges, later layers see whole objects, and weights are shared."
TO_BATCH_NORM = (
    "It normalises every channel with the mean and the standard deviation of the current batch, then applies a learned scale and shift. "
    "At inference it uses running averages. With very small batches the statistics get noisy, so I'd use group normalisation."
)


def test_without_guides_there_is_no_coach(settings: Settings) -> None:
    with pytest.raises(CoachError, match=r"There is no guide in .*content; copy a Markdown guide there"):
        Coach(settings)


def test_an_answer_that_cannot_be_judged_is_refused_before_anything_loads(unloaded_coach: Coach, cnn_question: Question) -> None:
    for answer in ("", "🙂", "x" * 1_000_000):
        with pytest.raises(CoachError, match="answer"):
            unloaded_coach.grade(cnn_question, answer)
    assert unloaded_coach.model.progress.message == "Model: waiting"


def test_a_question_without_a_model_answer_says_where_one_is_missing(home: Path, settings: Settings) -> None:
    (home / "content" / "bare.md").write_text("# Bare\n\n#### What is pooling?\n\n#### What is stride?\n\n- A step.\n", "utf-8")
    bare = Coach(settings)
    question = bare.library.guides[0].questions[0]
    with pytest.raises(CoachError, match=r"bare\.md:3: the guide gives no model answer"):
        bare.grade(question, "It shrinks the map.")


def test_a_model_that_is_missing_is_named_and_found_once_it_is_there(settings: Settings, home: Path, guided_home: Path) -> None:
    (home / "content" / "guide.md").write_bytes(next((guided_home / "content").iterdir()).read_bytes())
    missing = Coach(settings.model_copy(update={"model": str(home / "mine.gguf")}))
    with pytest.raises(CoachError, match=r"mine\.gguf"):
        missing.model.wait()
    (home / "mine.gguf").symlink_to(settings.models_path / "SmolLM2-135M-Instruct.Q4_1.gguf")
    assert missing.model.wait().name == "mine"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (TO_CNNS, []),
        ("Das Netz schiebt gelernte Filter über das Bild und teilt seine Gewichte.", ["another language (de)"]),
        (TO_BATCH_NORM, ["What does batch normalisation do"]),
    ],
)
def test_an_odd_answer_gets_a_notice(coach: Coach, cnn_question: Question, answer: str, expected: list[str]) -> None:
    notices = coach.notices(cnn_question, answer)
    assert len(notices) == len(expected)
    assert all(part in notice for part, notice in zip(expected, notices, strict=True))


def test_everybody_gets_the_same_grader(coach: Coach) -> None:
    found = []
    threads = [threading.Thread(target=lambda: found.append(coach.grader())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(grader) for grader in found}) == 1


@pytest.mark.model
def test_an_answer_is_graded_put_in_words_and_followed_up(coach: Coach, cnn_question: Question) -> None:
    question = replace(cnn_question, points=cnn_question.points[:6])  # each takes the model a second
    *_, last = coach.grade(question, TO_CNNS)
    assessment = last.assessment
    assert assessment is not None
    said = remarks(assessment)
    *_, revision = coach.revise(assessment)
    asked = coach.follow_ups(Turn(question, (Said(TO_CNNS),), assessment), count=2)
    assert said[0].text.startswith("You covered")
    assert len(said) >= 2
    assert {piece.author for piece in revision} & {Author.MODEL, Author.GUIDE}
    assert len({each.text for each in asked}) == 2
    assert {each.point_id for each in asked} <= {verdict.point.id for verdict in assessment.verdicts if verdict.status is not Status.COVERED}


@pytest.mark.model
def test_a_question_is_put_in_other_words(coach: Coach, cnn_question: Question) -> None:
    words = coach.rephrase(cnn_question)
    assert words is not None
    assert words != cnn_question.text


@pytest.mark.model
def test_what_all_gradings_share_is_read_ahead(own_home: Path, models_dir: Path, default_model: LocalModel) -> None:
    made = Coach(load_settings(home=own_home, models_dir=models_dir))
    made.model = Loading("Model", lambda _report: default_model)
    made.start(read_ahead=True)
    for thread in threading.enumerate():
        if thread.name == "read ahead":
            thread.join()
    question, reference = "Why is the sky blue?", "Short waves are scattered more."
    assert default_model.prefill(holistic(question, reference)) < default_model.count_tokens(question + reference) + 30


@pytest.mark.model
def test_stop_ends_an_explanation_at_once_and_leaves_the_model_to_the_next(coach: Coach) -> None:
    found = coach.look_up("How do you deal with class imbalance?")
    assert len(found.sources) > 1
    cancel = Cancel()
    written = coach.explain(found, cancel)
    first = next(written)
    cancel.set()
    with pytest.raises(Stopped):
        list(written)
    assert next(coach.explain(found)) == first


@pytest.mark.model
def test_stop_before_the_first_word_raises_stopped(coach: Coach, cnn_question: Question) -> None:
    cancel = Cancel()
    cancel.set()
    for work in (lambda: list(coach.explain(coach.look_up("RANSAC"), cancel)), lambda: list(coach.grade(cnn_question, TO_CNNS + " Stop.", cancel))):
        with pytest.raises(Stopped):
            work()


@pytest.mark.model
def test_two_people_at_once_are_both_served_in_turn(coach: Coach) -> None:
    queries = ("knowledge distillation", "Kalman filter")  # on each of which the guide has two passages, and each takes the model 4 s
    finished: dict[str, list[str]] = {}
    first_words: dict[str, float] = {}
    last_words: dict[str, float] = {}

    def explain(query: str) -> None:
        finished[query] = []
        for sentence in coach.explain(coach.look_up(query)):
            first_words.setdefault(query, time.monotonic())
            finished[query].append(sentence.text)
        last_words[query] = time.monotonic()

    threads = [threading.Thread(target=explain, args=(query,)) for query in queries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(finished) == set(queries)
    assert all(finished.values())
    assert max(first_words.values()) < min(last_words.values())  # neither had to wait for the other's end
