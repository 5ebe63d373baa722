"""Ids: readable, the same for the same text, different for different ones."""

import string

from hypothesis import given
from hypothesis import strategies as st

from coach.guides.ids import SLUG_CHARACTERS, IdGiver, digest, slug


@given(st.text(), st.integers(10, 80))
def test_a_slug_is_short_never_empty_and_made_of_plain_letters(text: str, most: int) -> None:
    made = slug(text, most)
    assert 0 < len(made) <= most
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")
    assert not made.startswith("-")
    assert not made.endswith("-")


def test_a_slug_is_readable_without_accents_and_cut_at_its_limit() -> None:
    assert slug("What’s the “naïve” Bayes Classifier?") == "whats-the-naive-bayes-classifier"
    assert len(slug("word " * 50)) <= SLUG_CHARACTERS


def test_texts_in_other_scripts_have_slugs_of_their_own() -> None:
    assert len({slug("深度学习"), slug("机器学习"), slug("😀"), slug("")}) == 4


def test_white_space_and_case_make_no_other_digest_but_the_parts_do() -> None:
    assert digest("What  is\nA?") == digest("what is a?")
    assert digest("a", "b") != digest("a b") != digest("ab")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("kl"), st.sampled_from(["x", "y", "x-2"])), max_size=30))
def test_ids_are_unique_whatever_is_asked_for(wanted: list[tuple[str, str, str]]) -> None:
    ids = IdGiver()
    given_out = [ids.give(name, key, text=text) for name, key, text in wanted]
    assert len(set(given_out)) == len(given_out)


def test_the_first_of_a_kind_keeps_its_id_when_another_one_with_the_same_name_comes_or_goes() -> None:
    alone, ids = IdGiver(), IdGiver()
    first = alone.give("guide/q", "key", text="one")
    assert ids.give("guide/q", "key", text="one") == first
    second = ids.give("guide/q", "key", text="two")
    third = ids.give("guide/q", "key", text="three")
    again = IdGiver()
    again.give("guide/q", "key", text="one")
    assert again.give("guide/q", "key", text="three") == third != second
