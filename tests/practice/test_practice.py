"""What one person practises: what is chosen, gone on with and looked back on."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from by_hand import MONDAY, answer, clock
from hashing import WordHashing

from coach.config import load_settings
from coach.errors import CoachError
from coach.guides.types import Category, Guide
from coach.interview.choosing import Choice
from coach.interview.coach import Coach, Search
from coach.interview.loading import Loading
from coach.interview.session import Began, Ended, GaveUp, Hinted, Revised, Skipped
from coach.interview.types import Mode, Phase, Plan
from coach.practice.ongoing import OngoingInterview
from coach.practice.practice import DEFAULT_COUNT, Ask, Practice, Wish
from coach.report.markdown import render
from coach.store.store import Store
from coach.store.types import Profile, State

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
BAKER = """## Technical Questions

#### How do you keep a sourdough starter alive?

- **Feeding**: Flour and water every day.
- **Temperature**: A cool place slows the yeast down.

#### How is rye dough different from wheat dough?

- **Gluten**: Rye has little of it, so the dough does not stretch.
- **Acid**: Sourdough keeps rye bread from being sticky.

## Situational Questions

#### An oven fails in the night. What do you do?

- **Safety**: Switch it off and look for gas.
- **Plan**: Bake what can wait in the other ovens later.
"""
LATER = MONDAY + timedelta(days=60)
ADVERT = (
    "We look for a baker. You keep our sourdough starter alive and feed it with flour and water. You bake rye bread from rye dough. Night shifts at the oven."
)


@pytest.fixture(scope="session")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """The real coach with a small guide and a large one, whose embedder knows only words."""
    home = tmp_path_factory.mktemp("home")
    (home / "content").mkdir()
    (home / "content" / "baker.md").write_text(BAKER, "utf-8")
    shutil.copy(OWN_GUIDE, home / "content")
    made = Coach(load_settings(home=home))
    made.search = Loading("Search", lambda _report: Search(made.library, None, WordHashing(), ()))  # type: ignore[arg-type]  # nothing here is looked up
    return made


@pytest.fixture(scope="session")
def baker(coach: Coach) -> Guide:
    return coach.library.guide("baker")


@pytest.fixture
def practice(coach: Coach, store: Store, anna: Profile) -> Practice:
    return Practice(coach, store, anna, clock())


def later(practice: Practice) -> Practice:
    """The same, two months on."""
    return Practice(practice.coach, practice.store, practice.profile, clock(LATER))


def held(practice: Practice, baker: Guide) -> OngoingInterview:
    """An interview over the baker's three questions: half an answer to the first, a whole one to the second, nothing known of the third."""
    interview = practice.begin([Choice(each, "By hand.") for each in baker.questions], Wish((baker,), seconds=90))
    interview.did(Began())
    answer(interview, "Feeding")
    answer(interview, "Gluten", "Acid")
    interview.did(GaveUp())
    return interview


def texts(choices: list[Choice]) -> list[str]:
    return [choice.question.text for choice in choices]


# Choosing


def test_a_mix_has_as_many_questions_as_are_wanted_from_the_guides_and_categories(practice: Practice, coach: Coach, baker: Guide) -> None:
    own = coach.library.guide("computer-vision-engineer")
    assert len(practice.choose(Wish((own,)))) == DEFAULT_COUNT
    found = practice.choose(Wish((own, baker), categories=(Category.SITUATIONAL,), count=4, seed=1))
    assert {choice.question.category for choice in found} == {Category.SITUATIONAL}
    assert {choice.question.guide_id for choice in found} == {"baker", own.id}
    assert len(found) == 4
    assert found == practice.choose(Wish((own, baker), categories=(Category.SITUATIONAL,), count=4, seed=1))


def test_a_mix_fits_into_the_time_and_has_no_more_than_are_wanted(practice: Practice, coach: Coach) -> None:
    own = (coach.library.guide("computer-vision-engineer"),)
    technical = (Category.TECHNICAL,)
    assert len(practice.choose(Wish(own, categories=technical, minutes=60))) == 10
    assert len(practice.choose(Wish(own, categories=technical, minutes=60, count=3))) == 3
    with pytest.raises(CoachError, match="No question fits into 0 minutes"):
        practice.choose(Wish(own, minutes=0))


@pytest.mark.parametrize("wish", [Wish((), Ask.NEED), Wish((), Ask.JOB, job=ADVERT), Wish(()), Wish((), mode=Mode.DRILL)])
def test_an_impossible_number_is_refused_whatever_the_questions_are_chosen_by(practice: Practice, baker: Guide, wish: Wish) -> None:
    held(practice, baker)
    with pytest.raises(CoachError, match="must be at least 1; it was 0"):
        practice.choose(Wish((baker,), wish.ask, wish.mode, count=0, job=wish.job))


def test_a_difficulty_that_no_guide_marks_is_refused(practice: Practice, baker: Guide) -> None:
    with pytest.raises(CoachError, match="No question of these guides is marked “hard”"):
        practice.choose(Wish((baker,), difficulty="hard"))


def test_what_is_needed_is_what_is_due_and_went_badly_before_what_is_new(practice: Practice, baker: Guide) -> None:
    new = practice.choose(Wish((baker,), Ask.NEED, count=1))
    assert len(new) == 1
    held(practice, baker)
    soon = later(practice).choose(Wish((baker,), Ask.NEED, count=3))
    assert "due for repetition" in soon[0].why.lower()
    assert len(soon) == 3


def test_what_is_needed_keeps_to_the_categories(practice: Practice, baker: Guide) -> None:
    found = practice.choose(Wish((baker,), Ask.NEED, categories=(Category.SITUATIONAL,)))
    assert texts(found) == ["An oven fails in the night. What do you do?"]
    with pytest.raises(CoachError, match="no question in these categories"):
        practice.choose(Wish((baker,), Ask.NEED, categories=(Category.BEHAVIORAL,)))


def test_a_job_description_gets_questions_that_fit_it(practice: Practice, coach: Coach) -> None:
    found = practice.choose(Wish(coach.library.guides, Ask.JOB, job=ADVERT, count=2))
    assert {choice.question.guide_id for choice in found} == {"baker"}
    assert any("“sourdough starter alive”" in choice.why or "sourdough" in choice.why for choice in found)
    with pytest.raises(CoachError, match="The job description is empty"):
        practice.choose(Wish(coach.library.guides, Ask.JOB))


def test_a_drill_has_what_is_due_or_weak_and_needs_a_history(practice: Practice, baker: Guide) -> None:
    with pytest.raises(CoachError, match="Nothing has been practised here yet"):
        practice.choose(Wish((baker,), mode=Mode.DRILL))
    held(practice, baker)
    found = practice.choose(Wish((baker,), mode=Mode.DRILL))
    first, second, third = (each.text for each in baker.questions)
    assert texts(found) == [third, first]
    assert second not in texts(found)
    assert found[0].why == "Your last answer to it scored 0 of 100."
    assert set(texts(later(practice).choose(Wish((baker,), mode=Mode.DRILL)))) == {first, second, third}


# Beginning and going on


def test_an_interview_is_held_as_it_was_wished(practice: Practice, baker: Guide) -> None:
    wish = Wish((baker,), mode=Mode.REALISTIC, seconds=90)
    choices = practice.choose(wish)
    interview = practice.begin(choices, wish)
    assert interview.plan == Plan(tuple(choice.question for choice in choices), Mode.REALISTIC, 90)
    with pytest.raises(CoachError, match="no question to ask"):
        practice.begin([], wish)


def test_the_newest_interview_that_is_not_over_is_gone_on_with(practice: Practice, baker: Guide) -> None:
    assert practice.unfinished() is None
    wish = Wish((baker,))
    first, second = (practice.begin(practice.choose(wish), wish) for _ in range(2))
    first.did(Began())
    found = practice.unfinished()
    assert found is not None
    assert found.interview.number == 2
    second.did(Ended())
    found = practice.unfinished()
    assert found is not None
    assert (found.interview.number, found.session) == (1, first.session)
    found.did(Ended())
    assert practice.unfinished() is None


# Looking back


def test_the_history_is_the_profiles_own(practice: Practice, store: Store, coach: Coach, baker: Guide) -> None:
    held(practice, baker)
    ben = store.create_profile("Ben")
    other = Practice(coach, store, ben, clock())
    assert (other.attempts(), other.cards(), other.due(), other.unfinished()) == ([], {}, [], None)
    with pytest.raises(CoachError, match="Ben has no interview number 1"):
        other.report(1)
    assert [each.score for each in practice.attempts()] == [50, 100, 0]
    assert set(practice.cards()) >= {each.id for each in baker.questions}
    store.delete_profile(ben)


def test_what_comes_up_again_does_so_in_time(practice: Practice, baker: Guide) -> None:
    held(practice, baker)
    assert practice.due() == []
    assert {each.id for each in later(practice).due()} == {each.id for each in baker.questions}


def test_there_is_no_report_on_a_realistic_interview_before_its_end(practice: Practice, baker: Guide) -> None:
    interview = practice.begin([Choice(question, "") for question in baker.questions], Wish((baker,), mode=Mode.REALISTIC))
    interview.did(Began())
    with pytest.raises(CoachError, match="not over, so there is no word on it yet"):
        practice.report(1)
    interview.did(Ended())
    assert "Interview 1" in render(practice.report(1))


def test_the_report_on_a_finished_interview(practice: Practice, baker: Guide) -> None:
    interview = held(practice, baker)
    interview.did(Revised(baker.questions[0].id, ()))
    assert practice.store.interview(practice.profile, 1).state is State.FINISHED
    report = practice.report(1)
    assert (report.title, report.planned, report.mean_score) == ("Interview 1", 3, 50)
    assert [entry.score for entry in report.entries] == [50, 100, 0]
    assert {entry.guide for entry in report.entries} == {baker.title}
    assert report.took is not None
    assert report.took > timedelta()
    assert "50 of 100 on average" in render(report)


def test_the_report_on_an_interview_under_way_has_scores_after_hints(practice: Practice, baker: Guide) -> None:
    interview = practice.begin([Choice(each, "By hand.") for each in baker.questions], Wish((baker,)))
    interview.did(Began())
    for _ in range(3):
        interview.did(Hinted(baker.questions[0].points[0].id))  # up to its name: half of it is left to earn
    answer(interview, "Feeding", "Temperature")
    interview.did(Skipped())
    report = practice.report(1)
    assert [(entry.score, entry.hints, entry.skipped) for entry in report.entries] == [(75, 3, False), (None, 0, True)]
    assert report.took is None
    assert interview.session.phase is Phase.ANSWER
