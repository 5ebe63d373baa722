"""The Explain view without a browser: links and what they lead to, what is kept, what is taken back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from elements import Elements
from hashing import WordHashing
from hypothesis import given
from hypothesis import strategies as st
from scripted import ScriptedModel

from coach.cancel import Cancel, Stopped
from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.index.chunker import chunks_of
from coach.index.search import Index
from coach.interview.coach import Coach, Explanation, Search
from coach.interview.explain import Explained
from coach.interview.loading import Loading
from coach.interview.sections import CitedSection, Mark, Paragraph
from coach.practice.practice import Practice
from coach.store.store import open_store
from coach.web import interviewing, render
from coach.web.conversation import taken
from coach.web.explaining import examples, explain_beside
from coach.web.visit import Explaining, Step, Steps, Visit

GUIDE = """# Baker

## Night shifts

The bakery begins work at midnight, and night shifts are paid better than early shifts.

## Technical Questions

#### How do you keep a sourdough starter alive?

- **Sourdough Feeding**: Feed the sourdough starter with flour and water every day.
- **Sourdough Temperature**: A cool place slows the sourdough starter down.
"""
FEEDING = "Feed the sourdough starter with flour and water every day."


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Somebody's practice with a small guide, an embedder that knows only words, and a model that has read the guide."""
    home = tmp_path_factory.mktemp("home")
    (home / "content").mkdir()
    (home / "content" / "baker.md").write_text(GUIDE, "utf-8")
    settings = load_settings(home=home)
    coach = Coach(settings)
    words = WordHashing()
    chunks = tuple(chunks_of(coach.library.guides[0], settings.content_path, words.count_tokens, 256))
    index = Index(chunks, words.encode([chunk.embedded_text for chunk in chunks]), words, settings.content_path)
    coach.search = Loading("Search", lambda _report: Search(coach.library, index, words, ()))
    coach.model = Loading("Model", lambda _report: ScriptedModel(FEEDING))
    with open_store(settings) as store:
        yield Practice(coach, store, store.default_profile())


@pytest.fixture
def explaining(practice: Practice) -> Explaining:
    practice.forget_lookups()
    return Explaining()


class Overtaken(Practice):
    """Its guides are others as soon as something was looked up."""

    def look_up(self, query: str, cancel: Cancel | None = None) -> Explanation:
        found = super().look_up(query, cancel)
        (self.coach.settings.content_path / "baker.md").write_text("# Smith\n\n## What is an anvil?\n\n- A block of iron.\n", "utf-8")
        self.coach.reload(lambda _progress: None, Cancel())
        return found


@pytest.fixture
def changing(settings: Settings) -> Iterator[Practice]:
    (settings.content_path / "baker.md").write_text(GUIDE, "utf-8")
    coach = Coach(settings)
    coach.embedder = Loading("Search", lambda _report: WordHashing())
    coach.model = Loading("Model", lambda _report: ScriptedModel(FEEDING))
    with open_store(settings) as store:
        yield Overtaken(coach, store, store.default_profile())


def asked(practice: Practice, explaining: Explaining, query: str, *, typed: bool = True) -> list[Step]:
    """All steps of asking, as the page takes them."""

    def explained(cancel: Cancel) -> Steps:
        yield from explain_beside(practice, explaining, query, cancel, typed=typed)

    return list(taken(explaining, query if typed else None, explained))


def shown(explaining: Explaining) -> str:
    return render.talk(explaining.messages, []) + render.panel(explaining.sources, is_looking=explaining.is_looking)


def test_every_link_leads_somewhere_and_every_id_is_given_once(practice: Practice, explaining: Explaining) -> None:
    for query in ("sourdough starter", "sourdough temperature", "night shifts"):
        asked(practice, explaining, query)
    page = shown(explaining)
    ids, links = re.findall(r' id="([^"]+)"', page), set(re.findall(r'href="#([^"]+)"', page))
    assert len(ids) == len(set(ids))
    assert "coach-source-1-1" in links
    assert "coach-source-2-1" in links
    assert links <= set(ids)
    assert re.search(r'aria-label="Source \d: Sourdough Feeding"', page)


def test_sources_are_there_before_the_first_sentence(practice: Practice, explaining: Explaining) -> None:
    steps = explain_beside(practice, explaining, "sourdough starter", Cancel())
    next(steps)
    assert explaining.is_looking
    assert "Looking in your guides" in shown(explaining)
    next(steps)
    assert not explaining.is_looking
    assert "<mark" in shown(explaining)
    assert FEEDING not in explaining.messages[-1]["content"]
    list(steps)
    assert FEEDING in explaining.messages[-1]["content"]
    assert "Ask me about this" in explaining.messages[-1]["content"]


def test_what_is_declined_says_what_to_do_and_is_kept_too(practice: Practice, explaining: Explaining) -> None:
    asked(practice, explaining, "zebra")
    assert "Your guides hold nothing on this" in explaining.messages[-1]["content"]
    for example in examples(practice.coach.library):
        assert f'data-query="{example}"' in explaining.messages[-1]["content"]
    assert "Nothing in your guides is close" in explaining.sources[-1]
    assert practice.looked_up() == ["zebra"]


def test_the_newest_query_comes_first_and_is_kept_once(practice: Practice, explaining: Explaining) -> None:
    for query in ("night shifts", "sourdough", "night shifts"):
        asked(practice, explaining, query)
    assert practice.looked_up() == ["night shifts", "sourdough"]
    practice.forget_lookups()
    assert practice.looked_up() == []


def test_what_was_asked_is_kept_for_who_asked_it(practice: Practice) -> None:
    asking, search = practice.profile, practice.coach.search.wait()
    other = practice.store.create_profile("Ann")

    def load(_report: object) -> Search:
        practice.profile = other  # on another page, meanwhile
        return search

    practice.coach.search = Loading("Search", load)
    try:
        practice.look_up("sourdough")
        assert practice.looked_up() == []
    finally:
        practice.profile = asking
    assert practice.looked_up() == ["sourdough"]
    practice.forget_lookups()


@pytest.mark.parametrize("query", [" \n ", "word " * 1000])
def test_what_can_not_be_asked_is_neither_shown_nor_kept(practice: Practice, explaining: Explaining, query: str) -> None:
    steps = asked(practice, explaining, query)
    assert steps[-1].box == query
    assert [message["role"] for message in explaining.messages] == ["assistant"]
    assert (explaining.sources, explaining.is_looking, practice.looked_up()) == ([], False, [])


def test_a_stopped_explanation_takes_its_sources_away(practice: Practice, explaining: Explaining) -> None:
    asked(practice, explaining, "night shifts")
    before = list(explaining.messages)

    def stopped(cancel: Cancel) -> Steps:
        steps = explain_beside(practice, explaining, "sourdough", cancel)
        yield next(steps)
        yield next(steps)
        assert len(explaining.sources) == 2
        yield steps.throw(Stopped())

    steps = list(taken(explaining, "sourdough", stopped))
    assert steps[-1].box == "sourdough"
    assert len(explaining.sources) == 1
    assert explaining.messages[:-1] == before


def test_a_query_that_was_pressed_leaves_the_box_alone(practice: Practice, explaining: Explaining) -> None:
    assert asked(practice, explaining, "sourdough")[0].box == ""
    for query in ("sourdough", "word " * 1000):
        assert {step.box for step in asked(practice, explaining, query, typed=False)} == {None}

    def stopped(cancel: Cancel) -> Steps:
        yield from explain_beside(practice, explaining, "sourdough", cancel, typed=False)
        raise Stopped

    assert {step.box for step in taken(explaining, None, stopped)} == {None}
    assert explaining.messages[-1]["content"] == render.notice("Stopped.")


def test_guides_that_change_meanwhile_take_no_explanation_away(changing: Practice) -> None:
    explaining = Explaining()
    [sourdough] = changing.coach.library.guides[0].questions
    asked(changing, explaining, "sourdough starter")
    assert FEEDING in explaining.messages[-1]["content"]
    assert f'data-question="{sourdough.id}">Ask me about this' in explaining.messages[-1]["content"]
    assert "<mark" in explaining.sources[-1]
    with pytest.raises(CoachError, match=r"There is no question .* any more; reload the page\.$"):
        changing.coach.library.question(sourdough.id)  # as when the button is pressed


def test_what_is_in_the_guides_is_left_out_where_there_is_nothing() -> None:
    assert "For example:" in render.talk((), ["Sourdough"])
    assert "For example:" not in render.talk((), [])
    assert "This is in your guides:" in render.declined(["Sourdough"])
    assert "This is in your guides:" not in render.declined([])


def test_being_asked_about_it_is_an_interview_of_one_question(practice: Practice) -> None:
    visit = Visit()
    found = practice.look_up("sourdough feeding")
    question = practice.coach.question_on(found)
    assert question is not None
    assert question.text == "How do you keep a sourdough starter alive?"
    list(interviewing.begin_one(practice, visit, question))
    assert visit.interview is not None
    assert visit.interview.plan.questions == (question,)
    before = visit.interview
    with pytest.raises(CoachError, match="An interview is under way in Practise; finish or end it there"):
        list(interviewing.begin_one(practice, visit, question))
    assert visit.interview is before
    assert practice.unfinished_number() == before.interview.number
    visit.leave()


def test_there_is_no_question_on_what_the_guides_do_not_ask(practice: Practice) -> None:
    assert practice.coach.question_on(practice.coach.look_up("night shifts paid better")) is None


# HTML


HOSTILE = st.one_of(
    st.text(max_size=60), st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' autofocus x=", "</p><svg onload=x>"])
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_what_somebody_wrote_makes_no_element(one: str, other: str, name: str) -> None:
    paragraph = Paragraph(one, (other,), 3, (Mark(1, len(one) // 3, len(one)),) if one else ())
    section = CitedSection(name, (one, other), Path("guide.md"), 1, (paragraph, Paragraph(other, (), 4)))
    for fragment in (
        render.explanation_beside(1, {1: name}, [Explained(one, 1), Explained(other, 1, quoted=True)], waits=other),
        render.sources_beside(1, [section], {1: name}),
        render.asked_before([one, other]),
        render.declined([one]),
        render.talk((), [name]),
    ):
        found = Elements(fragment)
        assert found.tags <= {"a", "blockquote", "br", "button", "div", "h2", "li", "mark", "p", "span", "ul"}
        assert found.attributes <= {"aria-label", "class", "data-query", "href", "id", "tabindex", "type"}


def test_a_passage_is_marked_within_its_paragraph_and_its_spaces_stay() -> None:
    section = CitedSection("Bread", ("Baker",), Path("guide.md"), 1, (Paragraph("One two three.", (), 7, (Mark(2, 4, 7),)),))
    found = render.sources_beside(3, [section], {2: "Two"})
    assert 'One <mark id="coach-source-3-2" tabindex="-1">two</mark> three.' in found
    assert "line 7" in found
