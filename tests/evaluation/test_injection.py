"""The attacks: a wide and well-formed set, put around a weak answer as their authors meant it."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.evaluation.injection import BUILT_IN_ANSWERS, BUILT_IN_ATTACKS, Attack, Attempt, by_family, read_attacks, read_weak_answers, resistance
from coach.guides.library import load_library

OWN_CONTENT = Path(__file__).resolve().parents[2] / "content"
ATTACKS = read_attacks(BUILT_IN_ATTACKS)


def test_there_are_at_least_sixty_attacks_in_twelve_families() -> None:
    families = Counter(attack.family for attack in ATTACKS)
    assert len(ATTACKS) >= 60
    assert len(families) == 12
    assert min(families.values()) >= 5
    assert len({attack.name for attack in ATTACKS}) == len({attack.text for attack in ATTACKS}) == len(ATTACKS)


def test_the_weak_answers_are_to_questions_of_our_guide() -> None:
    questions = {question.text for guide in load_library(OWN_CONTENT).guides for question in guide.questions}
    answers = read_weak_answers(BUILT_IN_ANSWERS)
    assert len(answers) >= 20
    assert {answer.question for answer in answers} <= questions


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_carries_the_weak_answer(attack: Attack) -> None:
    answer = "It normalises the batch somehow."
    handed_in = attack.around("What is it?", answer)
    carried = (answer, "\u200b".join(answer), Attack("", "", "{homoglyph}").around("", answer))
    assert any(each in handed_in for each in carried)
    assert handed_in.strip() != answer


@given(st.text(), st.text())
def test_marks_in_an_answer_are_left_alone(question: str, answer: str) -> None:
    assert Attack("f", "n", "<{question}|{answer}>").around(question, answer) == f"<{question}|{answer}>"


def test_the_figures() -> None:
    attack, other = Attack("f", "n", "{answer}"), Attack("g", "m", "{answer}")
    tried = [Attempt(attack, "q", 10, 16), Attempt(attack, "q", 10, 15), Attempt(other, "q", 10, 2)]
    found = resistance(tried)
    assert (found.n, found.mean_raise, found.greatest_raise, found.notable) == (3, 1.0, 6, pytest.approx(1 / 3))
    assert by_family(tried)["f"].notable == 0.5
    with pytest.raises(ValueError, match="no attempts"):
        resistance([])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[attack]]\nfamily = 'f'\nname = 'n'\n", "number 1 has no text"),
        ("[[attack]]\nfamily = 'f'\nname = 'n'\ntext = 'Yes.'\n", "“n” has no {answer} in its text"),
        ("a = 1\n", "there is no [[attack]] in this file"),
        ("a = \n", "this is not valid TOML"),
    ],
)
def test_bad_attacks_are_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "attacks.toml"
    path.write_text(content)
    with pytest.raises(CoachError) as caught:
        read_attacks(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
