"""The model in this process, on a real file."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.llm.local import LocalModel, physical_cores
from coach.llm.types import Message, PromptTooLong
from coach.models.verify import locate

ROUNDING = 0.35  # nats: quantised arithmetic rounds differently in batches of another size
LONG = "The quick brown fox jumps over the lazy dog. " * 30


def prompt(text: str) -> list[Message]:
    return [Message("system", "You are brief."), Message("user", text)]


def repeat(words: str) -> list[Message]:
    """A prompt that the small model answers with the same words, so surely that no rounding turns it."""
    examples = ["sun moon sky sun moon sky", "cat dog cat dog cat dog"]
    turns = [message for example in examples for message in (Message("user", f"Repeat: {example}"), Message("assistant", example))]
    return [*turns, Message("user", f"Repeat: {words}")]


@pytest.fixture(scope="module")
def small_file(models_dir: Path) -> Path:
    return locate("smollm2-135m", models_dir)


@pytest.fixture(scope="module")
def cramped_model(small_file: Path) -> Iterator[LocalModel]:
    """The small model with little room."""
    model = LocalModel(small_file, context=512)
    yield model
    model.close()


def test_a_reply_is_the_same_every_time(small_model: LocalModel) -> None:
    first = "".join(small_model.stream(prompt("Count from 1 to 20."), 12))
    assert first
    assert "".join(small_model.stream(prompt("Count from 1 to 20."), 12)) == first


def test_a_reply_ends_at_the_limit_of_tokens(small_model: LocalModel) -> None:
    written = "".join(small_model.stream(prompt("Count from one to a thousand in words."), 8))
    assert small_model.count_tokens(written) <= 9


def test_a_prefix_is_read_only_once(small_model: LocalModel) -> None:
    unique = f"{time.time_ns()} {LONG}"
    read = small_model.prefill(prompt(unique))
    assert read > 200
    assert small_model.prefill(prompt(unique)) == 0
    assert small_model.prefill(prompt(unique + " And then?")) < 10


def test_reading_ahead_changes_no_verdict(default_model: LocalModel) -> None:
    shared, probe = prompt("Pooling makes feature maps smaller.\n"), "Does the text say what pooling does? Reply Yes or No."
    cold = default_model.yes_no_log_odds(shared, [probe])[0]
    for number in range(4):  # push the conversation out of the cache
        default_model.prefill(prompt(f"{number} {time.time_ns()} {LONG[:200]}"))
    default_model.prefill(shared)
    assert default_model.yes_no_log_odds(shared, [probe])[0] == pytest.approx(cold, abs=ROUNDING)


def test_probes_side_by_side_agree_with_probes_one_by_one(default_model: LocalModel) -> None:
    shared = prompt("A convolution slides one small filter over the whole image.\n")
    probes = [f"Does the text mention {word}? Reply Yes or No." for word in ("a filter", "an image", "cooking", "a football match")]
    together = default_model.yes_no_log_odds(shared, probes)
    alone = [default_model.yes_no_log_odds(shared, [probe])[0] for probe in probes]
    assert together == pytest.approx(alone, abs=ROUNDING)
    assert min(together[0], together[1]) > max(together[2], together[3])


def test_an_expected_digit_lies_between_the_digits_and_follows_the_text(default_model: LocalModel) -> None:
    shared = prompt("Grade from 0 (wrong) to 5 (right). Reply with one digit.\n")
    right, wrong = default_model.expected_digits(shared, ["2 + 2 = 4. Grade:", "2 + 2 = 7, and grass is blue. Grade:"], 5)
    assert 0 <= wrong < right <= 5
    assert right != round(right)


def test_no_probes_give_no_log_odds(small_model: LocalModel) -> None:
    assert small_model.yes_no_log_odds(prompt("x"), []) == []


def test_more_probes_than_fit_at_once_all_get_an_answer(small_model: LocalModel) -> None:
    assert len(small_model.yes_no_log_odds(prompt("x\n"), [f"Is {number} even?" for number in range(40)])) == 40


def test_a_probe_longer_than_a_batch_gets_its_answer(small_model: LocalModel) -> None:
    shared, probes = prompt("Is it so?\n"), ["Yes or No?", LONG * 2 + "Yes or No?"]
    assert small_model.yes_no_log_odds(shared, probes)[1] == pytest.approx(small_model.yes_no_log_odds(shared, probes[1:])[0], abs=ROUNDING)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_can_be_counted(small_model: LocalModel, text: str) -> None:
    assert any(each.isascii() and each.isalnum() for each in text) <= small_model.count_tokens(text) <= len(text.encode())


def test_stop_ends_a_long_read_at_once(default_model: LocalModel) -> None:
    cancel = Cancel()
    threading.Timer(0.5, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Stopped):
        default_model.prefill(prompt(f"{time.time_ns()} " + LONG * 8), cancel)
    assert time.monotonic() - started < 5  # reading all of it takes 25 s


def test_stop_ends_writing(small_model: LocalModel) -> None:
    cancel = Cancel()
    pieces = small_model.stream(prompt("Write a long story."), 500, cancel)
    next(pieces)
    cancel.set()
    with pytest.raises(Stopped):
        list(pieces)


def test_who_has_pressed_stop_gets_nothing_done(small_model: LocalModel) -> None:
    cancel = Cancel()
    cancel.set()
    for ask in (
        lambda: small_model.prefill(prompt(f"{time.time_ns()}"), cancel),
        lambda: list(small_model.stream(prompt("x"), 5, cancel)),
        lambda: small_model.yes_no_log_odds(prompt("x"), ["a?", "b?"], cancel),
    ):
        with pytest.raises(Stopped):
            ask()


def test_after_a_stop_the_model_answers_as_before(small_model: LocalModel) -> None:
    cancel = Cancel()
    pieces = small_model.stream(repeat("do re mi fa sol la"), 100, cancel)
    next(pieces)
    cancel.set()
    with pytest.raises(Stopped):
        list(pieces)
    assert "".join(small_model.stream(repeat("do re mi fa sol la"), 10)) == "do re mi fa sol la"


def test_somebody_who_walks_away_in_mid_sentence_blocks_nobody(small_model: LocalModel) -> None:
    for _ in range(10):
        pieces = small_model.stream(prompt("Write a long story."), 500)
        next(pieces)
        pieces.close()
    assert "".join(small_model.stream(prompt("Name a colour."), 5))


def test_several_people_at_once_each_get_their_own_answer(small_model: LocalModel) -> None:
    wanted = [
        "one two three four five six seven eight",
        "do re mi fa sol la",
        "north east south west north east",
        "ten nine eight seven six five four three",
        "spring summer autumn winter spring summer",
    ]
    got: dict[str, str] = {}
    threads = [threading.Thread(target=lambda each=each: got.update({each: "".join(small_model.stream(repeat(each), 20))})) for each in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {each: each for each in wanted}


def test_nobodys_stop_stops_somebody_else(small_model: LocalModel) -> None:
    words = "one two three four five six seven eight"
    written: list[str] = []
    writer = threading.Thread(target=lambda: written.extend("".join(small_model.stream(repeat(words), 20)) for _ in range(5)))
    writer.start()
    stops = 0
    while writer.is_alive():
        cancel = Cancel()
        threading.Timer(0.02, cancel.set).start()
        with pytest.raises(Stopped):
            list(small_model.stream(prompt("Write a long story."), 500, cancel))
        stops += 1
    assert written == [words] * 5
    assert stops > 1


def test_a_prompt_beyond_the_context_is_refused_in_a_sentence(small_model: LocalModel) -> None:
    for ask in (lambda: small_model.prefill(prompt(LONG * 20)), lambda: list(small_model.stream(prompt(LONG * 20), 10))):
        with pytest.raises(PromptTooLong, match=r"too long for the model: \d+ tokens, and its context holds 2048"):
            ask()
    with pytest.raises(PromptTooLong):
        small_model.yes_no_log_odds(prompt("x\n"), ["Yes?", LONG * 20])


def test_a_reply_that_may_not_fit_is_refused_before_it_begins(small_model: LocalModel) -> None:
    with pytest.raises(PromptTooLong):
        next(small_model.stream(prompt("Write a long story."), 2048))


def test_the_context_is_shared_and_old_conversations_make_room(cramped_model: LocalModel) -> None:
    for number in range(4):  # each takes a third of the context
        assert cramped_model.prefill(prompt(f"{number} {time.time_ns()} {LONG[:700]}")) > 150


@pytest.fixture
def somebody(cramped_model: LocalModel) -> Iterator[Iterator[str]]:
    """Somebody in the middle of a reply that may take nearly all of the context."""
    reply = cramped_model.stream(prompt("Write a long story."), 450)
    next(reply)
    yield reply
    reply.close()


def test_who_does_not_fit_beside_somebody_waits_until_he_has_gone(cramped_model: LocalModel, somebody: Iterator[str]) -> None:
    read: list[int] = []
    waiting = threading.Thread(target=lambda: read.append(cramped_model.prefill(prompt(f"{time.time_ns()} {LONG[:400]}"))))
    waiting.start()
    waiting.join(0.5)
    assert not read
    somebody.close()
    waiting.join(60)
    assert read[0] > 80


def test_stop_ends_waiting_for_room_at_once(cramped_model: LocalModel, somebody: Iterator[str]) -> None:
    cancel = Cancel()
    threading.Timer(0.2, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Stopped):
        cramped_model.prefill(prompt(LONG[:400]), cancel)
    assert time.monotonic() - started < 1.5
    assert next(somebody)


def test_a_reply_that_is_cut_in_mid_character_has_no_half_of_it(small_model: LocalModel) -> None:
    assert small_model.count_tokens("😀") > 1
    replies = ["".join(small_model.stream(repeat("😀 🌍 😀 🌍 😀 🌍"), limit)) for limit in range(1, 6)]
    assert any("😀" in reply or "🌍" in reply for reply in replies)
    assert not any("\ufffd" in reply for reply in replies)


def test_who_is_in_mid_reply_when_the_model_is_closed_gets_a_sentence(small_file: Path) -> None:
    model = LocalModel(small_file, context=512)
    reply = model.stream(prompt("Write a long story."), 100)
    next(reply)
    model.close()
    with pytest.raises(CoachError, match="has been closed"):
        next(reply)
    with pytest.raises(CoachError, match="has been closed"):
        model.count_tokens("x")


@pytest.mark.parametrize(
    ("true", "false", "sentence"),
    [
        (b"GGUF", b"GGXX", "can't be loaded"),
        (b"tokenizer.chat_template", b"tokenizer.chat_tXmplate", "has no chat template"),
        (b"{% for message", b"{% foo message", "chat template is broken"),
    ],
    ids=["magic", "no template", "broken template"],
)
def test_a_file_that_is_no_chat_model_is_refused_in_a_sentence(small_file: Path, tmp_path: Path, true: bytes, false: bytes, sentence: str) -> None:
    wrong = tmp_path / "wrong.gguf"
    shutil.copyfile(small_file, wrong)
    with wrong.open("r+b") as file:
        head = file.read(4_000_000)  # everything but the weights
        file.seek(head.index(true))
        file.write(false)
    with pytest.raises(CoachError, match=sentence):
        LocalModel(wrong, context=512)
    wrong.unlink()


def test_at_least_one_core_is_used() -> None:
    assert physical_cores() >= 1
