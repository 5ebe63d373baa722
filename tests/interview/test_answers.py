"""What is accepted as an answer, and what is said about an odd one."""

import contextlib
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.interview.answers import MAX_CHARACTERS, checked, language_notice

# 1,129 answers by students (Mohler, Bunescu and Mihalcea 2011): for measuring only and no part of the repository.
STUDENT_ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "grading" / "cs_short_answers_dev.csv"

NOTHING = ["", " ", "\n\t\r\n", "\u00a0\u2003", "\0", "\0 \0\n", " " * 1_000_000]
NO_WORDS = ["🙂", "🙂🎉👍🏽", "...", "?!", "—", "42", "3 + 4 = 7", "\u200b\u200b", "\u200d\ufeff", "\ud800", "```\n```", "<>"]

FOREIGN = {
    "German": "Das Netz lernt Filter aus den Daten.|Ich würde zuerst die Protokolle prüfen.|Pooling macht die Karten kleiner.|Die Faltung teilt ihre Gewichte."
    "|Überanpassung erkennt man am Validierungsfehler.",
    "Spanish": "La red aprende filtros de los datos.|Primero revisaría los registros del servidor.|El sobreajuste se nota en la validación.",
    "French": "Le réseau apprend des filtres à partir des données.|Je vérifierais d'abord les journaux.",
    "Italian": "La rete impara i filtri dai dati.|Prima controllerei i log.",
    "Portuguese": "A rede aprende filtros com os dados.|Eu verificaria primeiro os registos.",
    "Dutch": "Het netwerk leert filters uit de data.|Ik zou eerst de logs bekijken.",
    "Polish": "Sieć uczy się filtrów z danych.",
    "Swedish": "Nätverket lär sig filter från data.",
    "Turkish": "Ağ filtreleri verilerden öğrenir.",
    "Chinese": "网络从数据中学习滤波器。",
    "Japanese": "ネットワークはデータからフィルタを学習します。",
    "Korean": "신경망은 데이터에서 필터를 학습합니다.",
    "Arabic": "الشبكة تتعلم المرشحات من البيانات.",
    "Russian": "Сеть учит фильтры из данных.",
    "Hindi": "नेटवर्क डेटा से फ़िल्टर सीखता है।",
}


@pytest.mark.parametrize("text", NOTHING)
def test_an_empty_answer_is_refused(text: str) -> None:
    with pytest.raises(CoachError, match="is empty; write at least a sentence, or skip"):
        checked(text)


@pytest.mark.parametrize("text", NO_WORDS)
def test_an_answer_without_words_is_refused(text: str) -> None:
    with pytest.raises(CoachError, match="no words in it; write at least a sentence, or skip"):
        checked(text)


@pytest.mark.parametrize("character", ["x", "🙂", "\u200b"])
def test_a_megabyte_of_text_is_refused_with_both_lengths(character: str) -> None:
    with pytest.raises(CoachError, match=r"has 1,000,000 characters and the coach reads up to 12,000 .* Nothing was lost"):
        checked(character * 1_000_000)


def test_an_answer_of_the_greatest_length_is_accepted() -> None:
    assert checked("a" * MAX_CHARACTERS + "\n" * 100) == "a" * MAX_CHARACTERS


def test_what_no_screen_can_show_is_taken_out_and_the_words_are_kept() -> None:
    assert checked("  CNNs\0 slide \ud800kernels 🙂\n") == "CNNs slide ?kernels 🙂"
    assert checked("zero\u200bwidth") == "zero\u200bwidth"  # joins letters in some scripts


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_that_is_accepted_comes_out_readable(text: str) -> None:
    with contextlib.suppress(CoachError):
        answer = checked(text)
        assert answer.encode("utf-8")
        assert "\0" not in answer
        assert checked(answer) == answer
        assert any(character.isalpha() for character in answer)


@pytest.mark.parametrize("language", FOREIGN)
def test_an_answer_in_another_language_gets_a_notice(language: str) -> None:
    for sentence in FOREIGN[language].split("|"):
        notice = language_notice(sentence)
        assert notice is not None, sentence
        assert "seems to be in another language" in notice


@pytest.mark.parametrize(
    "answer",
    [
        "It slides learned filters over the image and shares their weights.",
        "convolution pooling ReLU dropout batchnorm",
        "fine",
        "ReLU",
        "mAP, IoU, AP50",
        "O(n log n)",
        "x = relu(conv(x, w) + b)",
        "Zhang's method, then Levenberg-Marquardt",
    ],
)
def test_english_terms_and_code_get_none(answer: str) -> None:
    assert language_notice(answer) is None


if STUDENT_ANSWERS.is_file():

    def test_no_real_english_answer_is_taken_for_another_language() -> None:
        with STUDENT_ANSWERS.open(encoding="utf-8", newline="") as file:
            answers = [row["answer"] for row in csv.DictReader(file)]
        assert len(answers) == 1129
        assert [answer for answer in answers if language_notice(answer)] == []
