"""`coach interview` in the terminal: choosing, commands, breaks and what is kept.

The model is one that says yes to everything; the real one is in test_coaching_commands.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terminal import Finished, Terminal

from coach.errors import CoachError
from coach.grading.grader import Grading
from coach.interview.coach import Coach
from coach.interview.revision import Author
from coach.interview.session import Answered, Assessed, Began, Ended, GaveUp, Hinted, Paused, Rephrased, Resumed, Revised, Undone
from coach.interview.types import Mode, Phase
from coach.practice.ongoing import OngoingInterview
from coach.store.store import Store
from coach.store.types import State

STARTER, RYE = "How do you keep a sourdough starter alive?", "How is rye dough different from wheat dough?"
OVEN = ("-n", "1", "--category", "situational")  # the one question on the oven
SAFE = "I switch it off and look for gas."
FED = "I feed it with flour and water every day and keep it cool.\n\n"
ADVERT = (
    "We look for a baker. You keep our sourdough starter alive and feed it with flour and water. You bake rye bread from rye dough. Night shifts at the oven."
)


def held(terminal: Terminal, typed: str, *options: str) -> Finished:
    """An interview over one question, the one on starters, unless other options are given."""
    finished = terminal.run("interview", *(options or ("-n", "1", "--category", "technical", "--seed", "0")), stdin=typed.encode())
    assert "Traceback" not in finished.stderr
    return finished


def ongoing(store: Store, number: int = 1) -> OngoingInterview:
    profile = store.default_profile()
    return OngoingInterview(store, profile, store.interview(profile, number))


def kinds(store: Store, number: int = 1) -> list[type]:
    return [type(event) for event in ongoing(store, number).events]


def test_an_interview_is_asked_answered_judged_improved_and_kept(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"{FED}{FED}{FED}")  # the answer, and those to two follow-ups
    assert finished.status == 0, finished.stderr
    assert finished.stdout.startswith("Interview 1: 1 question, about 6 minutes.\n")
    asked = re.search(r"Question 1 of 1: (.*)", finished.stdout)
    assert asked is not None
    assert asked[1] in (STARTER, RYE)
    assert "of 100 on average" in finished.stdout
    assert "(baker.md:" in finished.stdout
    interview = ongoing(kept)
    assert interview.session.phase is Phase.DONE
    assert interview.events[:2] == (Began(), Answered(FED.strip()))
    assert kept.interview(kept.default_profile(), 1).state is State.FINISHED
    [attempt] = kept.attempts(kept.default_profile())
    assert f"{attempt.score} of 100  {asked[1]}" in finished.stdout
    assert finished.stdout.endswith("`coach report 1` has all of it.\n")


def test_the_improved_answer_is_shown_when_the_question_is_over_and_kept(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"{SAFE}\n\n/skip\n", *OVEN)
    before, after = finished.stdout.split("Your answer, improved")
    assert "Follow-up: " in before
    [turn] = ongoing(kept).session.turns
    assert [piece.text for piece in turn.revision if piece.author is Author.CANDIDATE] == [SAFE]
    assert len(turn.revision) == 2
    assert all(piece.text in after for piece in turn.revision)
    assert kinds(kept)[-1] is Revised


def test_the_answer_to_a_follow_up_adds_to_the_first(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"{SAFE}\n\nI bake what can wait in the other ovens later.\n\n/end\n", *OVEN)
    assert "\n50 of 100\n" in finished.stdout
    assert "\n100 of 100 (it was 50)\n" in finished.stdout
    assert [each.score for each in kept.attempts(kept.default_profile())] == [100]


# What is typed instead of an answer


def test_the_commands_are_listed_and_an_unknown_one_is_no_part_of_the_answer(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"/help\nIt needs\n/flour and water\n /etc, as they say,\n{FED}/end\n")
    for command in ("/hint", "/skip", "/repeat", "/rephrase", "/explain TEXT", "/dontknow", "/pause", "/undo", "/end"):
        assert f"  {command} " in finished.stdout
    assert finished.stderr.count("There is no command /flour; /help lists them.") == 1
    [said, *_] = ongoing(kept).session.turns[0].said
    assert said.text == f"It needs\n /etc, as they say,\n{FED.strip()}"


def test_hints_are_shown_and_kept_and_cost(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"/hint\n/hint\n/hint\n/hint\n{FED}/end\n")
    hints = [line for line in finished.stdout.splitlines() if line.startswith("Hint: ")]
    assert len(hints) == 4
    assert hints[0].endswith("can now earn up to 90 %.")
    assert hints[3].endswith("can earn nothing any more.")
    assert kinds(kept).count(Hinted) == 4
    [attempt] = kept.attempts(kept.default_profile())
    assert attempt.score <= 50


@pytest.mark.parametrize(("words", "shown"), [("How does a starter stay alive?", 2), (None, 0)])
def test_the_question_is_repeated_and_put_in_other_words(
    scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch, words: str | None, shown: int
) -> None:
    monkeypatch.setattr(Coach, "rephrase", lambda coach, question: words)
    finished = held(scripted, "/repeat\n/rephrase\n/repeat\n/end\n")
    assert finished.stdout.count("Question 1 of 1: ") == 3
    assert finished.stdout.count(f"In other words: {words}\n") == shown
    assert kinds(kept).count(Rephrased) == (1 if words else 0)
    assert ("The coach finds no other words for this question" in finished.stderr) is (words is None)


def test_a_follow_up_is_not_put_in_other_words(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"{SAFE}\n\n/rephrase\n/end\n", *OVEN)
    assert "A follow-up can't be put in other words; /repeat asks it again." in finished.stderr
    assert Rephrased not in kinds(kept)


def test_a_concept_is_explained_from_the_guides(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, "/explain sourdough starter flour\n/explain\n/end\n")
    assert "Sources" in finished.stdout
    assert "baker.md:" in finished.stdout
    assert "There is nothing to explain" in finished.stderr
    assert kinds(kept)[0] is Began


def test_giving_up_shows_what_a_full_answer_has(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, "/dontknow\n")
    assert "0 of 100" in finished.stdout
    assert finished.stdout.count("○ missed") == 2
    assert kinds(kept) == [Began, GaveUp]


def test_skipping_is_said_and_counts_for_nothing(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, "/skip\n")
    assert "     skipped  " in finished.stdout
    assert "on average" not in finished.stdout
    assert kept.attempts(kept.default_profile()) == []


def test_an_answer_is_taken_back_and_given_again(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"/undo\n{FED}/undo\nI do not know.\n\n/end\n", "-n", "2", "--seed", "1")
    assert "There is no answer to take back now" in finished.stderr
    assert kinds(kept).count(Undone) == 1
    [said] = ongoing(kept).session.turns[0].said
    assert said.text == "I do not know."


def test_an_empty_line_is_no_answer_and_an_answer_without_words_is_refused(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, "\n\n42\n\n/end\n")
    assert "The answer is empty" not in finished.stderr
    assert finished.stderr.count("no words in it") == 1
    assert Answered not in kinds(kept)


# Modes and the clock


def test_a_realistic_interview_says_nothing_until_the_end(scripted: Terminal, kept: Store) -> None:
    finished = held(scripted, f"/hint\n{FED}/skip\n{FED}/skip\n", "-n", "2", "--mode", "realistic", "--seed", "1")
    asked, feedback = finished.stdout.split("\nQuestion 1: ", 1)
    assert "of 100" not in asked
    assert "missed" not in asked
    assert "covered" not in asked
    assert "A realistic interview has no hints" in finished.stderr
    assert "\nQuestion 2: " in feedback
    assert feedback.count("of 100\n") >= 2
    assert "on average" in feedback
    assert ongoing(kept).plan.mode is Mode.REALISTIC
    assert feedback.count("Your answer, improved") == sum(bool(turn.revision) for turn in ongoing(kept).session.turns) > 0


def test_an_improved_answer_that_fails_is_said_and_takes_nothing_else(scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Iterator[Grading]:
        raise CoachError("The server does not answer; start it.")

    monkeypatch.setattr(Coach, "revise", failing)
    finished = held(scripted, f"{SAFE}\n\n/skip\n", *OVEN)
    assert finished.status == 0
    assert "There is no improved answer this time: The server does not answer; start it." in finished.stderr
    assert "50 of 100 on average" in finished.stdout


def test_a_drill_needs_a_history_and_asks_what_was_weak(scripted: Terminal, kept: Store) -> None:
    assert "Nothing has been practised here yet" in held(scripted, "", "--mode", "drill").stderr
    assert held(scripted, "/dontknow\n/skip\n/skip\n", "-n", "3", "--seed", "1").status == 0
    finished = held(scripted, FED, "--mode", "drill")
    assert "Interview 2: 1 question" in finished.stdout
    assert "Follow-up" not in finished.stdout


def test_the_time_is_told_and_a_late_answer_is_taken(scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    used = iter([0.0, 95.2])  # when it is asked, and when it is answered
    monkeypatch.setattr("coach.practice.ongoing.seconds_used", lambda _steps, _now: next(used, 0.0))
    finished = held(scripted, f"{FED}/pause\n", "-n", "1", "--seconds", "90", "--mode", "realistic")
    assert "(90 seconds)" in finished.stdout
    assert "95 of 90 seconds: late." in finished.stdout
    assert ongoing(kept).plan.seconds == 90
    assert [said.seconds for said in ongoing(kept).session.turns[0].said] == [pytest.approx(95.2)]
    held(scripted, "/end\n", "--resume")
    assert "This came 5 seconds after the time for it was over." in scripted.run("report", "1").stdout
    assert Assessed in kinds(kept)


# Choosing


@pytest.mark.parametrize("way", [("--ask", "need"), ("--ask", "job"), ()])
def test_what_the_coach_has_chosen_is_shown_with_reasons_before_it_begins(scripted: Terminal, kept: Store, tmp_path: Path, way: tuple[str, ...]) -> None:
    (tmp_path / "job.txt").write_text(ADVERT)
    options = [*way, *(() if "need" in way else ("--job-file", str(tmp_path / "job.txt"))), "-n", "2"]
    finished = held(scripted, "n\n", *options)
    assert re.search(r"1\. .*\?\n   .*\.\n2\. .*\?\n   .*\.\n", finished.stdout)
    assert finished.stdout.endswith("Nothing was begun.\n")
    assert kept.interviews(kept.default_profile()) == []
    assert "Interview 1: 2 questions" in held(scripted, "y\n/end\n", *options).stdout
    finished = held(scripted, "/end\n", *options, "--yes")
    assert "Begin?" not in finished.stdout
    assert "Interview 2: 2 questions" in finished.stdout


def test_as_many_questions_are_asked_as_fit_into_the_time(scripted: Terminal, kept: Store) -> None:
    assert "Interview 1: 2 questions, about 12 minutes." in held(scripted, "/end\n", "--minutes", "13").stdout


def test_several_guides_and_categories_are_mixed(scripted: Terminal, kept: Store, home: Path) -> None:
    other = "## Technical Questions\n\n#### What is a bearing?\n\n- **Role**: It lets a shaft turn.\n"
    (home / "content" / "mechanic.md").write_text(other)
    held(scripted, "/end\n", "--guide", "baker", "--guide", "mechanic", "--category", "technical", "--category", "situational", "-n", "4")
    questions = ongoing(kept).plan.questions
    assert {each.guide_id for each in questions} == {"baker", "mechanic"}
    assert {each.category.value for each in questions} == {"technical", "situational"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--category", "musical"), "There is no category 'musical'"),
        (("--guide", "pilot"), "No guide is called 'pilot'; there are: baker.md."),
        (("-n", "0"), "at least 1"),
        (("--minutes", "3"), "No question fits into 3 minutes"),
        (("--difficulty", "hard"), "they mark no difficulty at all"),
        (("--ask", "job"), "give its description: --job-file FILE"),
        (("--job-file", "nowhere.txt"), "nowhere.txt can't be read"),
        (("--ask", "need", "--minutes", "30"), "--minutes has no use with --ask need"),
        (("--ask", "need", "--job-file", "x"), "--job-file has no use with --ask need"),
        (("--mode", "drill", "--ask", "need"), "--ask has no use with a drill"),
        (("--resume", "-n", "3"), "--questions has no use with --resume"),
        (("--resume",), "Me has no interview to go on with"),
        (("--profile", "Ben"), "There is no profile named Ben; there are: Anna. `coach profiles create NAME` makes one."),
    ],
)
def test_what_does_not_go_is_said_before_anything_loads(quick: Terminal, kept: Store, options: tuple[str, ...], sentence: str) -> None:
    if "--profile" in options:
        kept.create_profile("Anna")
    finished = held(quick, "", *options)
    assert finished.status == 1
    assert finished.stderr.startswith("coach: ")
    assert sentence in finished.stderr
    assert finished.stderr.count("\n") == 1


# Going on


@pytest.mark.parametrize("leave", ["/pause\n", ""])
def test_a_break_or_the_end_of_the_input_leaves_an_interview_to_go_on_with(scripted: Terminal, kept: Store, leave: str) -> None:
    options = ("-n", "2", "--seed", "1")
    first = held(scripted, f"/skip\n{leave}", *options)
    assert (first.status, first.stdout.splitlines()[-1]) == (0, "A break: `coach interview --resume` goes on.")
    assert kinds(kept)[-1] is Paused
    note = "Interview 1 is not over; `coach interview --resume` goes on with it."
    assert note in held(scripted, "/end\n", *options).stderr
    going_on = held(scripted, "/skip\n", "--resume")
    assert note not in going_on.stderr
    assert "Question 2 of 2" in going_on.stdout
    assert ongoing(kept).session.phase is Phase.DONE


def test_an_interview_whose_guide_is_gone_says_so_and_is_ended_when_that_is_wanted(scripted: Terminal, kept: Store, baker: Path) -> None:
    held(scripted, f"{SAFE}\n\n/pause\n", *OVEN)
    baker.rename(baker.with_name("mechanic.md"))
    sentence = "Interview 1 can't go on, as there is no guide baker any more; put it back, or end the interview.\n"
    finished = held(scripted, "n\n", "--resume")
    assert finished.stdout.startswith(sentence)
    assert kinds(kept)[-1] is Paused
    finished = held(scripted, "y\n", "--resume")
    assert finished.stdout.endswith("Interview 1 is over; `coach report 1` has what came of it.\n")
    assert kinds(kept)[-1] is Ended
    assert SAFE in scripted.run("report", "1").stdout


def test_an_answer_that_was_not_judged_when_the_process_ended_is_judged_first(scripted: Terminal, kept: Store) -> None:
    held(scripted, "", "-n", "1")
    interrupted = ongoing(kept)
    interrupted.did(Resumed())
    interrupted.did(Answered(FED.strip()))
    finished = held(scripted, "/end\n", "--resume")
    assert "Your last answer was not judged yet." in finished.stdout
    assert len(kept.attempts(kept.default_profile())) == 1


def test_each_profile_goes_on_with_its_own(scripted: Terminal, kept: Store) -> None:
    kept.create_profile("Anna")
    kept.create_profile("Ben")
    assert "`coach interview --resume --profile Ben` goes on." in held(scripted, "/pause\n", "--profile", "Ben").stdout
    assert "Anna has no interview to go on with" in held(scripted, "", "--resume").stderr
    assert held(scripted, "/end\n", "--resume", "--profile", " Ben ").status == 0


def test_a_verdict_that_can_not_be_kept_ends_it(scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the interview has gone on in another window meanwhile."""
    grade = Coach.grade

    def while_it_goes_on_elsewhere(*arguments: Any) -> Iterator[Grading]:
        ongoing(kept).did(Ended())
        return grade(*arguments)

    monkeypatch.setattr(Coach, "grade", while_it_goes_on_elsewhere)
    finished = held(scripted, FED, "-n", "1")
    assert finished.status == 1
    assert "coach: This interview has gone on in another window" in finished.stderr
    assert kinds(kept)[-1] is Ended


def test_an_assessment_that_fails_asks_the_question_again(scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Iterator[Grading]:
        raise CoachError("The server does not answer; start it.")

    monkeypatch.setattr(Coach, "grade", failing)
    finished = held(scripted, f"{FED}/end\n", "-n", "1")
    assert finished.status == 0
    assert "The server does not answer; start it." in finished.stderr
    assert finished.stdout.count("Question 1 of 1: ") == 2


def test_text_that_is_no_utf_8_ends_it_without_losing_it(scripted: Terminal, kept: Store) -> None:
    finished = scripted.run("interview", "-n", "1", stdin=b"caf\xe9\n\n")
    assert (finished.status, "set your terminal to UTF-8" in finished.stderr) == (1, True)
    assert held(scripted, "/end\n", "--resume").status == 0


def test_ctrl_c_keeps_the_interview_and_says_how_to_go_on(scripted: Terminal, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.cli.conversation.typed_line", interrupted)
    finished = held(scripted, "", "-n", "1")
    assert finished.status == 130
    assert "`coach interview --resume` goes on with it.\n\nInterrupted.\n" in finished.stderr
