"""The steps of a mock interview on the page, without a page: on a model that says yes to everything and an embedder that knows only words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hashing import WordHashing
from scripted import ScriptedModel

from coach.cancel import Cancel, Stopped
from coach.config import load_settings
from coach.errors import CoachError
from coach.interview.choosing import Choice
from coach.interview.coach import Coach, Search
from coach.interview.loading import Loading
from coach.interview.revision import Author, Revision
from coach.interview.types import Mode, Phase
from coach.practice.ongoing import OngoingInterview
from coach.practice.practice import Practice, Wish
from coach.store.store import Store, open_store
from coach.web import interviewing, looking_back
from coach.web.visit import Step, Steps, Visit

BAKER = """## Technical Questions

#### How do you keep a sourdough starter alive?

- **Feeding**: Give it flour and water every day.
- **Temperature**: A cool place slows the yeast down.

#### How is rye dough different from wheat dough?

- **Gluten**: Rye has little of it, so the dough does not stretch.
- **Acid**: Sourdough keeps rye bread from being sticky.
"""
BAKED = "Rye has little gluten, so the dough does not stretch."
FED = "I give it flour and water every day."
IMPROVED = "Your answer, improved"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "baker.md").write_text(BAKER, "utf-8")
    with open_store(load_settings(home=tmp_path)) as opened:
        yield opened


@pytest.fixture
def practice(store: Store, tmp_path: Path) -> Practice:
    coach = Coach(load_settings(home=tmp_path))
    index: Any = SimpleNamespace(rank_questions=lambda text, k: [])  # nobody's answer is to another question
    coach.search = Loading("Search", lambda _: Search(coach.library, index, WordHashing(), ()))
    coach.model = Loading("Model", lambda _: ScriptedModel("Which flour", " would you take?"))
    return Practice(coach, store, store.default_profile())


@pytest.fixture
def visit() -> Visit:
    return Visit()


def begun(practice: Practice, visit: Visit, mode: Mode, seconds: int | None = None) -> OngoingInterview:
    """An interview over the baker's two questions."""
    wish = Wish(practice.coach.library.guides, mode=mode, seconds=seconds)
    visit.proposed = ([Choice(question, "") for question in practice.coach.library.guide("baker").questions], wish)
    play(interviewing.begin(practice, visit))
    assert visit.interview is not None
    return visit.interview


def play(steps: Steps) -> list[Step]:
    return list(steps)


def say(practice: Practice, visit: Visit, text: str) -> None:
    play(interviewing.answer(practice.coach, visit, text, Cancel()))


def shown(visit: Visit) -> str:
    return "\n".join(message["content"] for message in visit.messages)


def kept(practice: Practice) -> list[Revision]:
    """The improved answers in the store, by question."""
    found = OngoingInterview(practice.store, practice.profile, practice.store.interview(practice.profile, 1))
    return [turn.revision for turn in found.session.turns]


def test_the_improved_answer_comes_when_the_question_is_over(practice: Practice, visit: Visit) -> None:
    interview = begun(practice, visit, Mode.PRACTICE)
    say(practice, visit, FED)
    assert interview.session.phase is Phase.FOLLOW_UP
    assert IMPROVED not in shown(visit)
    say(practice, visit, "/skip")
    assert shown(visit).index("Skipped.") < shown(visit).index(IMPROVED) < shown(visit).index("Question 2 of 2")
    assert [piece.text for piece in kept(practice)[0] if piece.author is Author.CANDIDATE] == [FED]


@pytest.mark.parametrize("command", ["/end", "/dontknow"])
def test_it_comes_too_when_the_rest_is_left(practice: Practice, visit: Visit, command: str) -> None:
    begun(practice, visit, Mode.PRACTICE)
    say(practice, visit, FED)
    say(practice, visit, command)
    assert shown(visit).count(IMPROVED) == 1
    assert kept(practice)[0]


def test_nothing_is_improved_where_nothing_was_judged(practice: Practice, visit: Visit) -> None:
    begun(practice, visit, Mode.PRACTICE)
    say(practice, visit, "/skip")
    say(practice, visit, "/dontknow")
    assert IMPROVED not in shown(visit)
    assert all(message["content"] for message in visit.messages)
    assert kept(practice) == [(), ()]


@pytest.mark.parametrize("end", [("/end",), ("/skip", "/skip"), ("/skip", BAKED, "/skip"), ("/skip", "/dontknow")])
def test_a_realistic_interview_has_all_improved_answers_at_its_end(practice: Practice, visit: Visit, end: tuple[str, ...]) -> None:
    begun(practice, visit, Mode.REALISTIC)
    say(practice, visit, FED)
    *rest, last = end
    for text in rest:
        say(practice, visit, text)
    assert IMPROVED not in shown(visit)
    say(practice, visit, last)
    judged = 1 + (BAKED in end)
    assert shown(visit).count(IMPROVED) == judged
    assert sum(bool(each) for each in kept(practice)) == judged
    assert sum(bool(entry.revision) for entry in practice.report(1).entries) == judged
    assert "That was the interview" in shown(visit)
    assert visit.interview is None


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.REALISTIC])
@pytest.mark.parametrize(
    ("trouble", "said"), [(Stopped(), ""), (CoachError("The server does not answer; start it."), "no improved answer this time: The server")]
)
def test_an_improved_answer_that_fails_takes_neither_verdict_nor_interview(
    practice: Practice, visit: Visit, mode: Mode, trouble: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> Iterator[Revision]:
        yield ()
        raise trouble

    monkeypatch.setattr(Coach, "revise", failing)
    begun(practice, visit, mode)
    say(practice, visit, FED)
    say(practice, visit, "/end")
    assert "of 100 on average" in shown(visit)
    assert said in shown(visit)
    assert IMPROVED not in shown(visit)
    assert [entry.score is not None for entry in practice.report(1).entries] == [True]
    assert visit.interview is None


def test_a_late_answer_is_one_in_the_report(practice: Practice, visit: Visit) -> None:
    time = [datetime(2026, 11, 25, 9, 0, tzinfo=UTC)]
    practice = Practice(practice.coach, practice.store, practice.profile, lambda: time[0])
    begun(practice, visit, Mode.REALISTIC, seconds=60)
    time[0] += timedelta(seconds=30)
    visit = Visit()  # the page is loaded again, which stops no clock
    play(interviewing.resume(practice, visit))
    assert visit.seconds_left() == 30
    time[0] += timedelta(seconds=70)
    say(practice, visit, FED)
    say(practice, visit, FED)  # to the follow-up, in time
    say(practice, visit, "/end")
    late, in_time = practice.report(1).entries[0].said
    assert late.late == 40.0
    assert in_time.late is None


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.REALISTIC])
@pytest.mark.parametrize("typed", [(), (FED,), ("/pause",)])
def test_an_interview_whose_guide_is_gone_can_only_be_ended(practice: Practice, visit: Visit, mode: Mode, typed: tuple[str, ...], tmp_path: Path) -> None:
    begun(practice, visit, mode)
    for text in typed:
        say(practice, visit, text)
    (tmp_path / "content" / "baker.md").rename(tmp_path / "content" / "mechanic.md")
    later = Practice(Coach(load_settings(home=tmp_path)), practice.store, practice.profile)
    again = Visit()
    play(interviewing.resume(later, again))
    assert "Interview 1 can&#x27;t go on, as there is no guide baker any more; put it back, or end the interview." in shown(again)
    before = later.store.events(later.store.interview(later.profile, 1))
    for text in ("I would feed it.", "/skip", "/hint", "/repeat"):
        with pytest.raises(CoachError, match="can't go on"):
            say(later, again, text)
    assert later.store.events(later.store.interview(later.profile, 1)) == before
    say(later, again, "/end")
    assert "That was the interview" in shown(again)
    assert again.interview is None
    assert later.unfinished() is None
    assert len(later.report(1).entries) == (typed == (FED,))


def test_an_interview_that_can_not_be_read_is_named_beside_the_others(practice: Practice, visit: Visit) -> None:
    begun(practice, visit, Mode.PRACTICE)
    say(practice, visit, FED)
    bad = practice.store.start_interview(practice.profile, {"questions": "none"}, practice.store.interview(practice.profile, 1).started)
    (newest, number), (other, first) = looking_back.interviews(practice)
    assert (number, first) == (bad.number, 1)
    assert newest.endswith(", can’t be read")
    assert other.endswith(", practice, 1 of 2 answered")


def test_the_last_answer_of_an_interview_that_has_ended_can_be_taken_back(practice: Practice, visit: Visit) -> None:
    begun(practice, visit, Mode.PRACTICE)
    say(practice, visit, FED)
    say(practice, visit, "/end")
    assert visit.interview is None
    [*_, last] = play(interviewing.run(interviewing.undo, practice, visit))
    assert last.box == FED
    assert visit.interview is not None
    assert practice.unfinished_number() == 1
    assert practice.attempts() == []
    say(practice, visit, "/end")
    with pytest.raises(CoachError, match="No interview is under way"):
        play(interviewing.run(interviewing.undo, practice, Visit()))
