"""Interview, explanation and review in the terminal, on the real default model."""

import re
from pathlib import Path

import pytest
from terminal import Terminal

pytestmark = pytest.mark.model

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
QUESTION = "How do you deal with class imbalance in a vision data set?"
ANSWER = (
    "I don't look at accuracy, because a model that never finds the rare class can still have 99 percent; I look at precision and recall per class. "
    "Then I try to get more of the rare examples, for instance I run a first model over unlabelled pictures to find candidates. "
    "In training I sample the rare classes more often, with augmentation so that it doesn't just memorise the same few pictures. "
    "At the end I can still move the decision threshold, depending on what a miss costs compared with a false alarm."
)


def line(path: Path, number: int) -> str:
    return path.read_text("utf-8").splitlines()[number - 1]


def test_a_review_in_json(terminal: Terminal, guide: Path) -> None:
    found = terminal.json("review", stdin=ANSWER.encode())
    assert found["question"]["text"] == QUESTION
    assert Path(found["question"]["path"]) == guide
    assert QUESTION in line(guide, found["question"]["line"])
    assert 0 < found["score"] <= 100
    assert {each["status"] for each in found["points"]} <= {"covered", "partial", "missed", "contradicted"}
    for point in found["points"]:
        assert {"id", "label", "text", "kind", "status", "confidence", "evidence"} <= set(point)
        assert 0 <= point["confidence"] <= 1
        assert point["label"] in line(guide, point["line"])
        if point["status"] in ("covered", "partial"):
            assert point["evidence"] in ANSWER
    assert found["feedback"]
    assert 1 <= len(found["follow_ups"]) <= 3
    assert found["sources"]
    own = " ".join(piece["text"] for piece in found["revision"] if piece["author"] == "candidate")
    assert own == " ".join(ANSWER.split())
    assert {piece["point"] for piece in found["revision"]} - {None} <= {point["id"] for point in found["points"] if point["status"] != "covered"}
    assert found["timings_ms"]["total"] >= found["timings_ms"]["verdicts"] > 0


def test_a_review_with_its_question_named_in_other_words(terminal: Terminal, guide: Path, tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text("I add more data.", "utf-8")
    found = terminal.json("review", "--question", "How do you handle class imbalance in vision data sets?", "--answer-file", str(answer))
    assert found["question"]["text"] == QUESTION
    assert found["score"] <= 30


def test_a_review_of_an_answer_to_nothing_asks_for_the_question(terminal: Terminal, guide: Path) -> None:
    found = terminal.json("review", stdin=b"My grandmother bakes bread with rye flour and lets the dough rest over night.")
    assert (found["question"], found["score"], found["points"]) == (None, None, [])
    assert "--question" in found["feedback"]


def test_an_explanation_in_json(terminal: Terminal, guide: Path) -> None:
    found = terminal.json("explain", "what does focal loss do")
    assert not found["declined"]
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", found["answer"])}
    assert cited
    assert cited <= {source["n"] for source in found["sources"]}
    for source in found["sources"]:
        assert {"n", "id", "path", "line", "text"} <= set(source)
        assert source["text"].split(":")[0].split()[0] in line(Path(source["path"]), source["line"])
    assert found["timings_ms"]["total"] > 0


def test_what_the_guides_do_not_hold_is_declined(terminal: Terminal, guide: Path) -> None:
    found = terminal.json("explain", "how to cook pasta")
    assert (found["declined"], found["answer"], found["sources"]) == (True, "", [])
    assert "hold nothing on this" in terminal.run("explain", "who won the football world cup").stdout


def test_an_interview_and_what_is_kept_of_it(terminal: Terminal, guide: Path) -> None:
    typed = f"/hint\n{ANSWER}\n\n/skip\n"
    finished = terminal.run("interview", "-n", "1", "--category", "technical", "--seed", "7", "--seconds", "600", stdin=typed.encode())
    assert finished.status == 0, finished.stderr
    assert "Question 1 of 1" in finished.stdout
    assert "Hint: " in finished.stdout
    assert " of 600 seconds." in finished.stdout
    assert f"({guide.name}:" in finished.stdout
    assert "Follow-up: " in finished.stdout
    mean = re.search(r"^(\d+) of 100 on average$", finished.stdout, re.MULTILINE)
    assert mean is not None
    [kept] = terminal.json("history")["interviews"]
    assert (kept["answered"], kept["planned"], kept["state"], f"{kept['mean_score']:.0f}") == (1, 1, "finished", mean[1])
    report = terminal.run("report", "1").stdout
    assert "At the end I can still move the decision threshold" in report
    assert "1 hint used" in report
    [standing] = terminal.json("progress")["guides"]
    assert standing["readiness"]["attempts"] == 1


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        (("review",), b"", "The answer is empty"),
        (("review",), b" \n\t ", "The answer is empty"),
        (("review",), "🙂🙃".encode(), "has no words in it"),
        (("review",), b"word " * 200_000, "shorten it"),
        (("review",), b"caf\xe9", "is not UTF-8 text"),
        (("review", "--answer-file", "nowhere.txt"), b"", "nowhere.txt can't be read"),
        (("explain", " "), b"", "There is nothing to explain"),
        (("explain", "why " * 1000), b"", "shorten it"),
    ],
)
def test_bad_input_is_one_sentence(terminal: Terminal, guide: Path, arguments: tuple[str, ...], stdin: bytes, sentence: str) -> None:
    finished = terminal.run(*arguments, stdin=stdin)
    assert finished.status == 1
    assert finished.stderr.startswith("coach: ")
    assert sentence in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert "Traceback" not in finished.stderr


def test_an_answer_in_another_language_is_said_to_be(terminal: Terminal, guide: Path) -> None:
    answer = "Ich würde zuerst die Genauigkeit jeder Klasse einzeln messen und dann die seltene Klasse häufiger zeigen."
    found = terminal.json("review", "--question", QUESTION, stdin=answer.encode())
    assert any("another language (de)" in notice for notice in found["notices"])


def test_an_answer_to_something_else_is_said_to_be(terminal: Terminal, guide: Path) -> None:
    answer = (
        "The pinhole camera model projects a three-dimensional point through the centre of projection onto the image plane. The intrinsics are the focal "
        "lengths and the principal point, the extrinsics rotation and translation. I calibrate with many views of a checkerboard and estimate lens distortion."
    )
    found = terminal.json("review", "--question", QUESTION, stdin=answer.encode())
    assert any("pinhole camera" in notice for notice in found["notices"])
    assert found["score"] <= 15


def test_an_empty_content_folder_is_one_sentence(terminal: Terminal, home: Path) -> None:
    finished = terminal.run("explain", "overfitting")
    assert finished.status == 1
    assert finished.stderr.startswith("coach: There is no guide in ")
    assert finished.stderr.count("\n") == 1


def test_a_model_file_that_is_cut_short_is_refused_by_name(terminal: Terminal, guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / "models"
    models.mkdir()
    name = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    (models / name).write_bytes(b"GGUF" + bytes(1000))
    monkeypatch.setenv("COACH_MODELS_DIR", str(models))
    finished = terminal.run("models", "path")
    assert finished.status == 1
    assert f"{name} is truncated" in finished.stderr
    assert "coach models pull qwen2.5-coder-1.5b" in finished.stderr
