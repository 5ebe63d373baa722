"""Review as people use it: a pasted answer, a document, another question, and the same answer again, on the real default model."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

Screenshot = Callable[[Page, str], None]

ANSWER = (
    "A volume is kept outside the container's own writable layer, so the data is still there when the container is replaced by another one. "
    "We have used that for years."
)
LABEL = "The answer to review"


@pytest.fixture
def page(context: BrowserContext, small_address: str) -> Page:
    """The view, with everything loaded."""
    opened = context.new_page()
    opened.goto(small_address)
    opened.get_by_text("Ready ·").wait_for()
    opened.get_by_role("tab", name="Review").click()
    return opened


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name=LABEL)


def send(page: Page, text: str) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Send").click()


def is_idle(page: Page) -> None:
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_an_answer_from_the_question_to_what_moved(page: Page, screenshot: Screenshot) -> None:
    send(page, ANSWER)
    page.get_by_text(re.compile("Taken as an answer to: .*keep their data")).wait_for()
    page.locator(".coach-annotated").wait_for()
    is_idle(page)
    expect(box(page)).to_have_value(ANSWER)
    said = page.locator(".coach-annotated > ol > li")
    expect(said).to_have_count(2)
    assert " ".join(each.locator("p").first.inner_text() for each in said.all()) == ANSWER
    expect(said.first).to_contain_text("✓ Volumes — covered")
    expect(said.last).to_contain_text("counts for no point")
    expect(page.locator(".coach-annotated")).to_contain_text(re.compile("Bind Mounts — (missed|partly covered)"))
    covered = page.locator(".coach-card .coach-covered").first
    covered.locator("summary").click()
    assert covered.locator("mark").inner_text() in ANSWER
    original, improved = page.locator(".coach-sides > div").all()
    assert ANSWER in original.inner_text()
    expect(improved.locator("ins")).to_have_count(1)
    expect(page.locator(".coach-sides-section")).to_contain_text(re.compile(r"small_guide\.md: Bind Mounts \(line \d+\)"))
    expect(page.get_by_text(re.compile("An interviewer might ask next ·")).first).to_be_visible()
    screenshot(page, "review")
    assert violations(page) == []

    page.get_by_role("button", name="Take over the improved version").click()
    expect(box(page)).not_to_have_value(ANSWER)
    expect(box(page)).to_be_focused()
    expect(page.get_by_role("combobox", name="Question")).to_have_value("How do containers keep their data when they are replaced?")
    page.get_by_role("button", name="Send").click()
    moved = page.locator(".coach-moved")
    expect(moved).to_contain_text(re.compile(r"\d+ of 100, \d+ more \(\d+ before\)"))
    expect(moved).to_contain_text(re.compile(r"Bind Mounts — gained \((missed|partly covered) before, covered now\)"))
    is_idle(page)
    screenshot(page, "review-moved")
    assert violations(page) == []


def test_the_same_answer_is_judged_for_another_question_by_a_button(page: Page) -> None:
    send(page, ANSWER)
    page.locator(".coach-annotated").wait_for()
    is_idle(page)
    others = page.locator(".coach-others button")
    expect(others).to_have_count(2)
    other = others.first.inner_text()
    others.first.click()
    page.get_by_text(f"Taken as an answer to: “{other}”").wait_for()
    page.locator(".coach-annotated").wait_for()
    is_idle(page)
    expect(page.get_by_role("combobox", name="Question")).to_have_value(other)
    expect(page.locator(".coach-moved")).to_be_hidden()
    expect(others.filter(has_text="keep their data")).to_be_visible()


def test_a_document_goes_into_the_box_and_what_cannot_be_read_gets_a_sentence(page: Page, tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph(ANSWER)
    written.save(str(tmp_path / "answer.docx"))
    (tmp_path / "scan.pdf").write_bytes(b"no PDF at all")
    page.locator(".coach-drop input[type=file]").set_input_files(tmp_path / "answer.docx")
    page.get_by_text("The text of answer.docx is in the box").wait_for()
    expect(box(page)).to_have_value(ANSWER)
    page.locator(".coach-drop input[type=file]").set_input_files(tmp_path / "scan.pdf")
    page.get_by_text("scan.pdf is not what its name says").wait_for()
    expect(box(page)).to_have_value(ANSWER)


def test_without_a_recognisable_question_the_closest_are_offered_and_the_answer_stays(page: Page) -> None:
    answer = "My grandmother bakes bread with rye flour and lets the dough rest over night."
    send(page, answer)
    page.get_by_text("No question in your guides clearly fits this answer").wait_for()
    is_idle(page)
    expect(page.locator(".coach-others button")).to_have_count(3)
    expect(box(page)).to_have_value(answer)


def test_stop_stops_and_the_text_stays(page: Page) -> None:
    send(page, ANSWER)
    page.locator(".coach-result .coach-card").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for(timeout=10_000)
    is_idle(page)
    expect(box(page)).to_have_value(ANSWER)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [(" \n ", "The answer is empty"), ("🙂🙂🙂", "has no words in it"), ("word " * 200_000, "shorten it")],
    ids=["blank", "emoji", "a megabyte"],
)
def test_what_cannot_be_an_answer_gets_a_sentence_and_stays_in_the_box(page: Page, answer: str, sentence: str) -> None:
    send(page, answer)
    expect(page.locator(".block.coach-review-status")).to_contain_text(sentence)
    is_idle(page)
    assert box(page).input_value().strip() == answer.strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_a_review_is_cut_off_on_a_small_screen(page: Page, small_address: str, screenshot: Screenshot, scheme: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{small_address}?__theme={scheme}")
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("tab", name="Review").click()
    send(page, ANSWER)
    page.locator(".coach-sides").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    screenshot(page, f"review-320-{scheme}")
