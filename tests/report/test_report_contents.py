"""What is in a report."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting import (
    ANSWERED,
    ASKED,
    BARE_STORY,
    FIRST,
    GIVEN_UP,
    GUIDE,
    IN_FULL,
    LATENCY,
    POOLED,
    POOLING,
    REVISION,
    SECOND,
    SKIPPED,
    STARTED,
    STORY,
    TOOK,
    TRACKING,
    judged,
    made_question,
    report_of,
    session_of,
)

from coach.grading.rubric import rubric
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Category
from coach.interview.feedback import remarks
from coach.interview.hints import CEILINGS, LAST_RUNG, ceilings
from coach.interview.types import Said, Turn
from coach.report.contents import STUDIED, STUDIED_OF_ONE, Exchange, Place, Report, Statement, interview_report
from coach.report.markdown import render


def test_what_was_said_comes_with_its_follow_up_and_its_evidence() -> None:
    [entry] = report_of(ANSWERED).entries
    first, second = entry.said
    assert (first.asked, first.text, second.asked, second.text) == (None, FIRST, ASKED.text, SECOND)
    assert [first.text[start:end] for start, end in first.evidence] == ["makes the maps smaller", "It is invariant to rotation."]
    assert [second.text[start:end] for start, end in second.evidence] == ["makes the later layers cheaper"]


def test_findings_are_grouped_by_status_the_best_first() -> None:
    [entry] = report_of(ANSWERED).entries
    assert [(status, [each.name for each in found]) for status, found in entry.findings.items()] == [
        (Status.COVERED, ["Shrinking"]),
        (Status.PARTIAL, ["Cost"]),
        (Status.MISSED, ["Strides"]),
        (Status.CONTRADICTED, ["Invariance"]),
    ]
    [wrong] = entry.findings[Status.CONTRADICTED]
    assert (wrong.evidence, wrong.weight, round(wrong.gain), wrong.place) == ("It is invariant to rotation.", 1.0, 25, Place("g", "vision.md", 11))


def test_the_comments_are_the_coachs_remarks() -> None:
    [entry] = report_of(ANSWERED).entries
    assert [each.text for each in entry.comments] == [each.text for each in remarks(POOLED, ceilings(ANSWERED))]
    assert Place("g", "vision.md", 11) in [each.place for each in entry.comments]


def test_what_is_wrong_is_studied_first_then_what_would_gain_most() -> None:
    report = report_of(ANSWERED, GIVEN_UP)
    assert [(each.number, each.name) for each in report.study] == [(1, "Invariance"), (2, "Motion Model"), (2, "Association"), (1, "Strides")]
    assert [each.name for each in report.entries[0].study] == ["Invariance", "Strides", "Cost"]


def test_a_skipped_question_is_studied_in_its_place_but_not_first() -> None:
    report = report_of(SKIPPED)
    assert report.study == ()
    assert [each.name for each in report.entries[0].study] == ["Profiling", "Batching"]


@given(st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=6))
def test_what_to_study_is_never_long_nor_all_from_one_question(points: list[int]) -> None:
    questions = [made_question(f"q{number}", tuple(f"L{each}" for each in range(count))) for number, count in enumerate(points)]
    report = report_of(*(Turn(question, given_up=True) for question in questions))
    assert len(report.study) <= STUDIED
    assert all(len(entry.study) <= STUDIED for entry in report.entries)
    assert all(sum(each.number == number for each in report.study) <= STUDIED_OF_ONE for number in range(1, len(points) + 1))


def test_what_went_best_is_what_was_covered_in_the_candidates_words() -> None:
    sure = judged(TRACKING, "A Kalman filter predicts.", {"Motion Model": (Status.COVERED, "Kalman filter")})
    report = report_of(ANSWERED, Turn(TRACKING, (Said("A Kalman filter predicts."),), sure))
    assert [(each.number, each.name, each.evidence) for each in report.best] == [
        (1, "Shrinking", "makes the maps smaller"),
        (2, "Motion Model", "Kalman filter"),
    ]


def test_the_score_is_that_after_hints() -> None:
    assert report_of(ANSWERED).entries[0].score == POOLED.score  # the hint was on a point that was missed
    told = replace(ANSWERED, hints={"g/pooling#0": LAST_RUNG, "g/pooling#2": 2})
    report = report_of(told, GIVEN_UP, SKIPPED)
    assert [entry.score for entry in report.entries] == [POOLED.score - 25, 0, None]
    assert report.mean_score == (POOLED.score - 25) / 2
    assert report.entries[0].hints == LAST_RUNG + 2


def test_a_hinted_point_has_less_to_gain() -> None:
    hinted = replace(ANSWERED, hints={"g/pooling#1": LAST_RUNG, "g/pooling#2": 2, "g/pooling#3": LAST_RUNG})
    report = report_of(hinted)
    gains = {each.name: each.gain for found in report.entries[0].findings.values() for each in found}
    assert (gains["Invariance"], gains["Strides"], gains["Cost"]) == (0, 25 * CEILINGS[2], 0)
    assert {each.name: each.gain for each in report.entries[0].study} == {name: gains[name] for name in ("Invariance", "Strides", "Cost")}
    text = render(report)
    assert "[**Invariance**](#model-answer-1): The guide's words on Invariance. (question 1, after the hints nothing more to gain; vision.md, line 11)" in text
    assert "up to 19 of 100 to gain" in text


def test_an_interview_in_which_nothing_was_answered_has_no_mean() -> None:
    report = report_of(SKIPPED)
    assert report.mean_score is None
    assert report.best == ()


def test_a_question_that_was_only_asked_when_the_interview_ended_is_left_out() -> None:
    report = report_of(ANSWERED, Turn(LATENCY))
    assert [entry.question for entry in report.entries] == [POOLING.text]
    assert report.planned == 2


def test_an_answer_that_was_never_judged_is_shown_all_the_same() -> None:
    [entry] = report_of(Turn(TRACKING, (Said("A Kalman filter."),))).entries
    assert entry.said == (Exchange(None, "A Kalman filter.", ()),)
    assert (entry.score, entry.findings, entry.comments) == (None, {}, ())


def test_a_late_answer_is_shown_as_one() -> None:
    turn = replace(ANSWERED, said=(Said(FIRST, seconds=90.0), Said(SECOND, ASKED, seconds=95.4)))
    on_time, late = report_with_clock(turn, 90).entries[0].said
    assert (on_time.late, late.late) == (None, pytest.approx(5.4))
    assert render(report_with_clock(turn, 90)).count("This came 5 seconds after the time for it was over.") == 1
    assert [each.late for each in report_of(turn).entries[0].said] == [None, None]
    assert [each.late for each in report_with_clock(ANSWERED, 90).entries[0].said] == [None, None]  # kept before times were


def report_with_clock(turn: Turn, seconds: int) -> Report:
    session = session_of(turn)
    return interview_report(replace(session, plan=replace(session.plan, seconds=seconds)), STARTED, STARTED + TOOK, 1, {"g": GUIDE})


def test_a_guide_that_is_gone_is_named_by_its_id() -> None:
    [entry] = interview_report(session_of(ANSWERED), STARTED, STARTED + TOOK, 1, {}).entries
    assert entry.guide == "g"
    assert entry.study[0].place == Place("g", "g", 11)


def test_a_story_is_advised_on_and_cites_no_guide() -> None:
    question = made_question("conflict", ("Somebody Else's Story",), Category.BEHAVIORAL)
    verdicts = tuple(PointVerdict(point, Status.MISSED, 0.0, None) for point in rubric(question))
    [entry] = report_of(Turn(question, (Said("Well."),), Assessment(question, "Well.", verdicts, 0))).entries
    assert entry.study[0].text == "Describe one specific situation from your own work, with enough detail to picture it."
    assert {each.place for each in entry.study} == {None}


def test_the_model_answer_is_all_that_the_guide_has_on_a_question_with_something_to_study() -> None:
    answered, skipped, in_full = report_of(ANSWERED, SKIPPED, IN_FULL).entries
    assert answered.model_answer == tuple(
        Statement(point.label, point.text, Place("g", "vision.md", line)) for line, point in enumerate(POOLING.points, start=10)
    )
    assert [each.name for each in skipped.model_answer] == ["Profiling", "Batching"]
    assert in_full.model_answer == ()


def test_the_model_answer_to_a_story_is_the_authors_own() -> None:
    told, bare = report_of(STORY, BARE_STORY).entries
    assert [each.name for each in told.model_answer] == ["Somebody Else's Story"]
    assert bare.study
    assert bare.model_answer == ()


def test_additions_say_where_they_are_from_and_whose_words_they_are() -> None:
    [entry] = report_of(ANSWERED, revisions={POOLING.id: REVISION}).entries
    assert [(each.name, each.place.line, each.quoted) for each in entry.additions] == [("Invariance", 11, False), ("Strides", 12, True)]


@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=3), st.data())
def test_evidence_is_found_again_in_what_was_said(texts: list[str], data: st.DataObject) -> None:
    said = [text.replace("\0", "x").strip() for text in texts]
    answer = "\n\n".join(said)
    offsets = st.integers(min_value=0, max_value=len(answer))
    spans = data.draw(st.lists(st.tuples(offsets, offsets).map(sorted), max_size=len(POOLING.points)))
    verdicts = tuple(replace(verdict, evidence=Evidence(start, end, answer[start:end])) for verdict, (start, end) in zip(POOLED.verdicts, spans, strict=False))
    turn = Turn(POOLING, tuple(map(Said, said)), Assessment(POOLING, answer, verdicts, 0))
    exchanges = report_of(turn).entries[0].said
    marked = set()
    offset = 0
    for exchange in exchanges:
        for start, end in exchange.evidence:
            assert 0 <= start < end <= len(exchange.text)
            marked |= set(range(offset + start, offset + end))
        assert all(before[1] < after[0] for before, after in pairwise(exchange.evidence))
        offset += len(exchange.text) + 2
    between = {position for position in range(len(answer)) if not any(start <= position < start + len(text) for start, text in _starts(said))}
    assert marked == {position for start, end in spans for position in range(start, end)} - between


def _starts(said: list[str]) -> list[tuple[int, str]]:
    starts = []
    offset = 0
    for text in said:
        starts.append((offset, text))
        offset += len(text) + 2
    return starts
