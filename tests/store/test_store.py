"""What the store keeps, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from stored_values import START, attempt, card, event, minutes

from coach.config import Settings
from coach.errors import CoachError
from coach.store.database import open_database
from coach.store.store import Store, open_store
from coach.store.types import Interview, Lookup, Profile, State, StoredEvent

CANARY = "a canary that nobody else says: größte Stärke 🦜"


@pytest.fixture
def interview(store: Store, anna: Profile) -> Interview:
    return store.start_interview(anna, {"questions": ["g/q", "g/r"], "mode": "practice", "seconds": None, "seed": 7}, START)


# Profiles


def test_the_first_use_makes_a_profile_and_the_second_finds_it(store: Store) -> None:
    assert store.profiles() == []
    made = store.default_profile()
    assert store.default_profile() == made
    assert store.profiles() == [made]


def test_the_default_is_the_oldest_profile(store: Store, anna: Profile) -> None:
    store.create_profile("Aaron")
    assert store.default_profile() == anna


def test_a_name_is_tidied_and_taken_once(store: Store, anna: Profile) -> None:
    assert store.create_profile("  Ben \n Ali ").name == "Ben Ali"
    with pytest.raises(CoachError, match="There is a profile named Anna already; choose another name"):
        store.create_profile(" Anna ")
    assert [each.name for each in store.profiles()] == ["Anna", "Ben Ali"]


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 81, "half \ud800", "bell \a"])
def test_a_name_that_can_not_be_shown_is_refused(store: Store, name: str) -> None:
    with pytest.raises(CoachError, match="A profile's name has 1 to 80 characters"):
        store.create_profile(name)


def test_a_profile_is_renamed_but_not_to_anothers_name(store: Store, anna: Profile) -> None:
    ben = store.create_profile("Ben")
    assert store.rename_profile(anna, "Anna") == anna
    assert store.rename_profile(anna, "Hannah") == Profile(anna.id, "Hannah")
    with pytest.raises(CoachError, match="There is a profile named Hannah already"):
        store.rename_profile(ben, "Hannah")
    assert [each.name for each in store.profiles()] == ["Hannah", "Ben"]


def test_the_id_of_a_deleted_profile_is_never_given_again(store: Store, anna: Profile) -> None:
    store.delete_profile(anna)
    assert store.create_profile("Ben").id != anna.id
    with pytest.raises(CoachError, match="The profile Anna was deleted; choose another one"):
        store.start_interview(anna, {}, START)


# Interviews and their logs


def test_interviews_are_numbered_within_the_profile(store: Store, anna: Profile) -> None:
    ben = store.create_profile("Ben")
    assert [store.start_interview(owner, {}, START).number for owner in (anna, ben, anna)] == [1, 1, 2]
    assert store.interview(anna, 2) == store.interviews(anna)[1]
    with pytest.raises(CoachError, match="Ben has no interview number 2; choose one from the history"):
        store.interview(ben, 2)


def test_an_interview_comes_back_as_it_was_started(settings: Settings, store: Store, anna: Profile, interview: Interview) -> None:
    with open_store(settings) as other:
        assert other.interviews(anna) == [interview]
    assert (interview.state, interview.started, interview.finished) == (State.OPEN, START, None)
    abroad = store.start_interview(anna, {"questions": ("g/q",)}, START.astimezone(timezone(timedelta(hours=2))))
    assert abroad == store.interview(anna, 2)
    assert abroad.started.tzinfo is UTC


def test_events_come_back_in_order_with_their_numbers(store: Store, interview: Interview) -> None:
    logged = [event("answered", at=3, text="naïve 卷积 🙂 \0 \n"), event("paused", at=1), event("resumed", at=2, nested={"a": [1, 2.5, None, True]})]
    assert [store.append(interview, each) for each in logged] == [1, 2, 3]
    assert store.events(interview) == logged


def test_logs_of_two_interviews_do_not_mix(store: Store, anna: Profile, interview: Interview) -> None:
    other = store.start_interview(anna, {}, START)
    assert [store.append(each, event(n=n)) for n, each in enumerate([interview, other, interview])] == [1, 1, 2]
    assert [each.payload["n"] for each in store.events(interview)] == [0, 2]


def test_a_writer_that_has_missed_an_event_is_told(store: Store, interview: Interview) -> None:
    assert store.append(interview, event("answered"), after=0) == 1
    with pytest.raises(CoachError, match="gone on in another window; reload it"):
        store.append(interview, event("skipped"), after=0)
    assert [each.kind for each in store.events(interview)] == ["answered"]


def test_times_come_back_aware_and_in_utc(store: Store, interview: Interview) -> None:
    local = datetime(2026, 7, 1, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    store.append(interview, StoredEvent("began", {}, local), state=State.FINISHED)
    [kept] = store.events(interview)
    assert kept.at == local
    assert kept.at.tzinfo is UTC


def test_the_open_interview_is_the_newest_unfinished_one(store: Store, anna: Profile, interview: Interview) -> None:
    second = store.start_interview(anna, {}, minutes(1))
    assert store.open_interview(anna) == second
    store.append(second, event("ended", at=5), state=State.FINISHED)
    assert store.open_interview(anna) == interview
    store.append(interview, event("paused", at=6), state=State.PAUSED)
    paused = store.open_interview(anna)
    assert paused is not None
    assert (paused.id, paused.state) == (interview.id, State.PAUSED)
    store.append(interview, event("ended", at=7), state=State.FINISHED)
    assert store.open_interview(anna) is None
    assert [(each.state, each.finished) for each in store.interviews(anna)] == [(State.FINISHED, minutes(7)), (State.FINISHED, minutes(5))]


def test_an_interview_finishes_once_and_an_undone_end_opens_it_again(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event("ended", at=5), state=State.FINISHED)
    store.append(interview, event("revised", at=9), state=State.FINISHED)
    assert store.interview(anna, 1).finished == minutes(5)
    store.append(interview, event("undone", at=6), state=State.OPEN)
    assert (store.interview(anna, 1).state, store.interview(anna, 1).finished) == (State.OPEN, None)


# Attempts


def test_attempts_come_back_by_time_with_their_points_in_order(store: Store, anna: Profile, interview: Interview) -> None:
    later, earlier = attempt("g/q", at=9), attempt("g/r", at=4)
    store.append(interview, event("assessed"), attempts=[later])
    store.append(interview, event("assessed"), attempts=[earlier])
    assert store.attempts(anna) == [earlier, later]
    assert store.attempts(store.create_profile("Ben")) == []


def test_a_second_assessment_of_a_question_replaces_the_first(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event("assessed"), attempts=[attempt(score=40)])
    store.append(interview, event("assessed"), attempts=[attempt(score=60)])
    assert [each.score for each in store.attempts(anna)] == [60]
    again = store.start_interview(anna, {}, START)  # the same question in another interview is another attempt
    store.append(again, event("assessed"), attempts=[attempt(score=80, at=1)])
    assert [each.score for each in store.attempts(anna)] == [60, 80]


def test_an_undone_answer_takes_its_attempt_back(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event("assessed"), attempts=[attempt("g/q")])
    store.append(interview, event("assessed"), attempts=[attempt("g/r")])
    store.append(interview, event("undone"), undone=["g/q"])
    assert [each.question_id for each in store.attempts(anna)] == ["g/r"]
    assert len(store.events(interview)) == 3


def test_an_event_and_what_it_brings_about_are_kept_together_or_not_at_all(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event("assessed"), attempts=[attempt(score=40)], cards=[card("g/q", due=1)])
    unfit = card("g/r", stability=float("nan"))  # no JSON
    with pytest.raises(Exception, match="JSON compliant"):
        store.append(interview, event("assessed"), attempts=[attempt(score=60)], cards=[card("g/q", due=9), unfit], state=State.FINISHED)
    assert len(store.events(interview)) == 1
    assert [each.score for each in store.attempts(anna)] == [40]
    assert store.cards(anna) == [card("g/q", due=1)]
    assert store.interview(anna, 1).state is State.OPEN


def test_a_time_without_a_zone_is_refused(store: Store, interview: Interview) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        store.append(interview, StoredEvent("began", {}, datetime(2026, 1, 1)))
    assert store.events(interview) == []


# Cards


def test_cards_are_replaced_by_key_and_forgotten_by_key(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event(), cards=[card("g/q", due=5, step=0), card("g/q#a"), card("g/r")])
    store.append(interview, event(), cards=[card("g/q", due=9, step=1, stability=2.3065)], forgotten=["g/r", "g/never-there"])
    assert store.cards(anna) == [card("g/q", due=9, step=1, stability=2.3065), card("g/q#a")]
    assert store.cards(store.create_profile("Ben")) == []


# What was looked up


def test_lookups_come_back_newest_first_and_each_query_once(store: Store, anna: Profile) -> None:
    ben = store.create_profile("Ben")
    for number, query in enumerate(["pooling", "What is 卷积?", "pooling", "stride"]):
        store.add_lookup(anna, Lookup(query, minutes(number)))
    store.add_lookup(ben, Lookup("pooling", minutes(9)))
    assert store.lookups(anna) == [Lookup("stride", minutes(3)), Lookup("pooling", minutes(2)), Lookup("What is 卷积?", minutes(1))]
    store.delete_lookups(anna)
    assert (store.lookups(anna), len(store.lookups(ben))) == ([], 1)


def test_a_long_query_of_any_script_can_be_looked_up(store: Store, anna: Profile) -> None:
    """Longer than what PostgreSQL takes into an index."""
    query = "".join(chr(0x4E00 + number) for number in range(1000))
    store.add_lookup(anna, Lookup(query, START))
    assert [each.query for each in store.lookups(anna)] == [query]


def test_a_deleted_profile_looks_nothing_up(store: Store, anna: Profile) -> None:
    store.delete_profile(anna)
    with pytest.raises(CoachError, match="The profile Anna was deleted; choose another one"):
        store.add_lookup(anna, Lookup("pooling", START))


# Deleting


def said(store: Store, profile: Profile, words: str) -> Interview:
    """An interview with these words in every place that holds text."""
    made = store.start_interview(profile, {"by": words}, START)
    for n in range(40):  # some pages of it
        store.append(
            made, event("answered", at=n, text=f"{n} {words} " * 20), attempts=[attempt(f"{n} {words}", at=n)], cards=[card(f"{n} {words}", text=words)]
        )
        store.add_lookup(profile, Lookup(f"{n} {words}", minutes(n)))
    return made


def test_a_deleted_profile_leaves_no_row(store: Store, anna: Profile) -> None:
    ben = store.create_profile("Ben")
    mine, his = said(store, anna, CANARY), said(store, ben, "chirp")
    before = store.records([ben])
    store.delete_profile(anna)
    assert store.profiles() == [ben]
    assert store.records() == before
    assert (store.interviews(anna), store.attempts(anna), store.cards(anna), store.lookups(anna)) == ([], [], [], [])
    assert len(store.events(his)) == 40
    with pytest.raises(CoachError, match="Interview 1 was deleted; start another one"):
        store.append(mine, event())
    store.delete_everything()
    assert store.records() == ()


def test_a_deleted_interview_takes_its_attempts_and_leaves_the_cards(store: Store, anna: Profile, interview: Interview) -> None:
    store.append(interview, event(), attempts=[attempt()], cards=[card()])
    kept = store.start_interview(anna, {}, START)
    store.delete_interview(interview)
    assert store.interviews(anna) == [kept]
    assert store.attempts(anna) == []
    assert store.cards(anna) == [card()]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("way", ["profile", "interview", "everything"])
def test_no_byte_of_what_was_deleted_is_left_in_the_files(sqlite_settings: Settings, way: str) -> None:
    with open_store(sqlite_settings) as store:
        store.default_profile()
        profile = store.create_profile("Anna Karenina")
        made = said(store, profile, CANARY)
        assert CANARY.encode() in bytes_in(sqlite_settings.data_path)
        if way == "interview":
            store.delete_lookups(profile)
            store.append(made, event("rephrased"), forgotten=[each.key for each in store.cards(profile)])
            store.delete_interview(made)
        elif way == "profile":
            store.delete_profile(profile)
        else:
            store.delete_everything()
        for word in ("canary", "größte", "🦜"):
            assert word.encode() not in bytes_in(sqlite_settings.data_path)
        assert (b"Karenina" in bytes_in(sqlite_settings.data_path)) is (way == "interview")


def test_traces_that_another_reader_holds_are_named_and_gone_when_all_have_closed(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.store.database.WAIT_SECONDS", 0.1)
    other = open_database(sqlite_settings)
    with open_store(sqlite_settings) as store:
        said(store, profile := store.default_profile(), CANARY)
        with other.reading() as session:
            session.execute(text("SELECT * FROM profiles"))
            with pytest.raises(CoachError, match=r"It is deleted, but traces of it stay in .*coach\.db-wal while another coach reads them; close every coach"):
                store.delete_profile(profile)
        assert store.profiles() == []
        other.close()
    assert b"canary" not in bytes_in(sqlite_settings.data_path)


def test_nobody_else_on_the_machine_reads_the_file(sqlite_settings: Settings) -> None:
    with open_store(sqlite_settings) as store:
        store.default_profile()
        modes = {path.name: path.stat().st_mode & 0o077 for path in sqlite_settings.data_path.glob("coach.db*") if path.suffix != ".lock"}
    assert modes == {"coach.db": 0, "coach.db-wal": 0, "coach.db-shm": 0}
