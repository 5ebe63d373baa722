"""What is asked after an assessment."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import pytest
from assessing import assessed
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import ScriptedModel

from coach.grading.rubric import rubric
from coach.grading.types import Assessment, Evidence, Status
from coach.guides.types import Guide, PointKind, Question
from coach.index.embedder import SentenceEmbedder
from coach.interview.follow_up import follow_ups
from coach.interview.grounding import gives_away
from coach.interview.types import FollowUpQuestion, Said, Turn
from coach.llm.local import LocalModel

ANSWER = "It slides kernels over the image."
NO_MODEL = ScriptedModel()
HARDER = "What would convolutional neural networks lose on images whose pixels were shuffled?"


def turn(assessment: Assessment, asked: Iterable[FollowUpQuestion] = ()) -> Turn:
    return Turn(assessment.question, (Said(assessment.answer), *(Said("Hm.", each) for each in asked)), assessment)


def first(assessment: Assessment, embedder: SentenceEmbedder, model: ScriptedModel | LocalModel = NO_MODEL, avoiding: Iterable[str] = ()) -> FollowUpQuestion:
    """The best question; there always is one after a judged answer."""
    return next(follow_ups(turn(assessment), embedder, model, avoiding=list(avoiding)))


def without_follow_ups(question: Question) -> Question:
    return replace(question, follow_ups=())


def labels(question: Question, *kinds: PointKind) -> list[str]:
    return [point.label for point in rubric(question) if not kinds or point.kind in kinds]


def all_but(question: Question, *missed: str) -> list[str]:
    return [label for label in labels(question) if label not in missed]


def point_id(question: Question, label: str) -> str:
    [found] = [point.id for point in rubric(question) if point.label == label]
    return found


def own(question: Question, words: str) -> str:
    [found] = [each.text for each in question.follow_ups if words in each.text]
    return found


@pytest.fixture(scope="module")
def story(guide: Guide) -> Question:
    return next(each for each in guide.questions if "disagreed with a colleague" in each.text)


def test_the_guides_own_question_is_asked_at_the_gap_that_it_leads_to(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    for covered in (all_but(cnn_question, "Nonlinearity"), []):  # the only gap, or one of many that would gain as much
        asked = first(assessed(cnn_question, ANSWER, covered=covered), embedder)
        assert asked == FollowUpQuestion(own(cnn_question, "activation functions"), "guide", point_id(cnn_question, "Nonlinearity"))


def test_the_guides_questions_that_lead_to_covered_points_are_not_asked(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    asked = [each.text for each in follow_ups(turn(assessed(cnn_question, ANSWER, covered=["Nonlinearity"])), embedder, NO_MODEL)]
    assert own(cnn_question, "activation functions") not in asked


def test_a_question_of_the_guide_that_names_the_gap_is_not_asked_at_it(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    naming = own(cnn_question, "receptive field")
    asked = first(assessed(cnn_question, ANSWER, covered=all_but(cnn_question, "Receptive Field")), embedder)
    assert asked.text != naming
    assert asked.point_id == point_id(cnn_question, "Receptive Field")


def test_where_the_guide_has_none_the_model_asks_about_the_gap(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    written = "Why must something come between two convolutions for the stack to be more than one linear step?"
    model = ScriptedModel(written)
    asked = first(assessed(without_follow_ups(cnn_question), ANSWER, covered=all_but(cnn_question, "Nonlinearity")), embedder, model)
    assert asked == FollowUpQuestion(written, "model", point_id(cnn_question, "Nonlinearity"))
    assert "collapse into a single linear filter" in model.prompts[0]


def test_where_nothing_is_covered_the_model_asks_too(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    asked = first(assessed(without_follow_ups(cnn_question), ANSWER), embedder, ScriptedModel("What does a filter do with a small patch of the image?"))
    assert asked.source in ("model", "template")
    assert asked.point_id in {point.id for point in cnn_question.points}


@pytest.mark.parametrize(
    "words",
    [
        "A stack of convolutions needs something between them.",
        "How does the candidate's stack of convolutions become more than one linear filter?",
        "How do you boil pasta?",
        "What happens to the feature map of a convolution when the input shifts?",  # near the gap, nearer to a covered point
        "Did you know that a stack of convolutions would collapse into a linear filter?",
        "Which nonlinearity stands between two convolutions?",
        "How do convolutional neural networks work, and what makes them a good fit for images?",
        "",
    ],
)
def test_a_question_of_the_model_that_does_not_pass_is_replaced_by_one_that_names_no_point(
    cnn_question: Question, embedder: SentenceEmbedder, words: str
) -> None:
    missing = assessed(without_follow_ups(cnn_question), ANSWER, covered=all_but(cnn_question, "Nonlinearity"))
    assert first(missing, embedder, ScriptedModel(words)) == FollowUpQuestion(
        "What would you add on “How They Work”?", "template", point_id(cnn_question, "Nonlinearity")
    )


def test_the_questions_at_all_gaps_are_different_ones_each_at_its_own_gap(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assessment = assessed(without_follow_ups(cnn_question), ANSWER, covered=["Convolution"])
    asked = list(follow_ups(turn(assessment), embedder, NO_MODEL))
    assert len({each.text for each in asked}) == len({each.point_id for each in asked}) == len(asked) > 5
    points = {point.id: point for point in rubric(cnn_question)}
    assert not [each.text for each in asked if each.point_id and gives_away(each.text, points[each.point_id], cnn_question.text)]
    assert not {point_id(cnn_question, "Convolution"), point_id(cnn_question, "Fully Connected Cost")} & {each.point_id for each in asked}


def test_a_pitfall_is_asked_for_as_something_that_goes_wrong(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assessment = assessed(without_follow_ups(cnn_question), ANSWER, covered=all_but(cnn_question, "Needless Depth"))
    assert first(assessment, embedder).text == "What could go wrong here, and how would you notice?"


def test_what_was_asked_before_and_what_is_to_be_avoided_is_not_asked(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assessment = assessed(cnn_question, ANSWER, covered=all_but(cnn_question, "Nonlinearity", "Pooling and Strides"))
    before = first(assessment, embedder)
    again = list(follow_ups(turn(assessment, [before]), embedder, NO_MODEL))
    assert [each.point_id for each in again] == [point_id(cnn_question, "Pooling and Strides")]
    avoiding = [before.text.upper(), "what would you add on “how they work”?"]
    instead = first(assessment, embedder, avoiding=avoiding)
    assert instead == FollowUpQuestion("What else belongs to a full answer, and why?", "template", before.point_id)


def test_a_contradicted_point_is_asked_about_first_in_the_candidates_own_words(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    answer = "It slides kernels over the image. Each position has a kernel of its own."
    judged = assessed(cnn_question, answer, contradicted=["Parameter Sharing"])
    wrong = answer.partition(". ")[2]
    evidence = Evidence(answer.index(wrong), len(answer), wrong)
    verdicts = tuple(replace(each, evidence=evidence) if each.status is Status.CONTRADICTED else each for each in judged.verdicts)
    asked = first(replace(judged, verdicts=verdicts), embedder)
    assert asked == FollowUpQuestion(f"You said: “{wrong}” Why do you think so?", "template", point_id(cnn_question, "Parameter Sharing"))


def test_a_missing_part_of_a_story_is_asked_for(story: Question, embedder: SentenceEmbedder) -> None:
    told = assessed(without_follow_ups(story), "We once disagreed.", covered=["Situation", "Task", "Action", "Result"])
    asked = first(told, embedder)
    assert asked == FollowUpQuestion("What did you learn from it, and what would you do differently today?", "template", point_id(story, "Reflection"))


@pytest.mark.parametrize(
    ("thin", "question"),
    [
        ("Measurable Result", "Which number shows what came of it?"),
        ("Specificity", "Can you be more specific: which tools, which amounts, how long?"),
    ],
)
def test_a_vague_story_is_asked_for_the_number_or_the_names(story: Question, embedder: SentenceEmbedder, thin: str, question: str) -> None:
    told = assessed(story, "It went much better.", covered=all_but(story, thin))
    assert first(told, embedder, ScriptedModel("How did the disagreement end?")) == FollowUpQuestion(question, "template", point_id(story, thin))


def test_after_a_full_answer_the_guides_own_questions_are_asked_in_its_order(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    asked = list(follow_ups(turn(assessed(cnn_question, ANSWER, covered=labels(cnn_question))), embedder, NO_MODEL))
    assert asked == [FollowUpQuestion(each.text, "guide") for each in cnn_question.follow_ups]


def test_a_stretch_is_not_about_a_gap_that_was_asked_about_already(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assessment = assessed(cnn_question, ANSWER, covered=all_but(cnn_question, "Nonlinearity"))
    at_it = FollowUpQuestion("What follows each convolution?", "model", point_id(cnn_question, "Nonlinearity"))
    asked = list(follow_ups(turn(assessment, [at_it]), embedder, NO_MODEL))
    assert {each.point_id for each in asked} == {None}
    assert own(cnn_question, "activation functions") not in {each.text for each in asked}


@pytest.mark.parametrize(
    ("words", "passes"),
    [
        (HARDER, True),
        ("They would lose everything on shuffled images.", False),
        ("How would the candidate's convolutional neural networks do on shuffled images?", False),
        ("What if the shop had other prices?", False),
        ("Explain how convolutional neural networks work: what makes them a good fit for images?", False),
        (HARDER.replace("shuffled", "shuffled" + " again and" * 12 + " again"), False),
    ],
)
def test_a_harder_question_of_the_model_is_asked_where_the_guide_has_none(
    cnn_question: Question, embedder: SentenceEmbedder, words: str, *, passes: bool
) -> None:
    full = turn(assessed(without_follow_ups(cnn_question), ANSWER, covered=labels(cnn_question)))
    [asked] = follow_ups(full, embedder, ScriptedModel(words))
    assert asked.point_id is None
    assert (asked.source, asked.text == words) == (("model", True) if passes else ("template", False))


def test_nothing_is_asked_before_an_answer_is_judged(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assert not list(follow_ups(Turn(cnn_question), embedder, NO_MODEL))


@settings(max_examples=8)
@given(data=st.data())
def test_no_question_comes_twice_is_to_be_avoided_or_is_about_what_is_covered(cnn_question: Question, embedder: SentenceEmbedder, data: st.DataObject) -> None:
    covered = data.draw(st.sets(st.sampled_from(labels(cnn_question))))
    assessment = assessed(cnn_question, ANSWER, covered=covered)
    possible = [each.text for each in follow_ups(turn(assessment), embedder, NO_MODEL)]
    avoiding = data.draw(st.sets(st.sampled_from(possible)))
    asked = list(follow_ups(turn(assessment), embedder, NO_MODEL, avoiding=avoiding))
    texts = [each.text for each in asked]
    assert len(set(texts)) == len(texts)
    assert not avoiding & set(texts)
    assert not {each.point_id for each in asked} & {verdict.point.id for verdict in assessment.with_status(Status.COVERED)}


@pytest.mark.model
@pytest.mark.parametrize("covered", [1, 5])
def test_the_models_question_asks_one_thing_and_keeps_the_point_to_itself(
    cnn_question: Question, embedder: SentenceEmbedder, default_model: LocalModel, covered: int
) -> None:
    assessment = assessed(without_follow_ups(cnn_question), ANSWER, covered=labels(cnn_question, PointKind.CORE)[:covered])
    asked = first(assessment, embedder, default_model)
    assert asked.text.endswith("?")
    assert len(asked.text.split()) <= 40
    [point] = [each for each in cnn_question.points if each.id == asked.point_id]
    assert not gives_away(asked.text, point, cnn_question.text)


@pytest.mark.model
def test_the_model_writes_harder_questions_that_pass(guide: Guide, embedder: SentenceEmbedder, default_model: LocalModel) -> None:
    asked = []
    for question in islice(guide.questions, 3, None, 10):
        full = assessed(without_follow_ups(question), ANSWER, covered=labels(question))
        asked.append(first(full, embedder, default_model))
    assert [each.source for each in asked].count("model") >= 3
    assert all(each.text.endswith("?") and len(each.text.split()) <= 30 for each in asked)
