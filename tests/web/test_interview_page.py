"""A mock interview on the page, on the real default model: hints, other words, undo, breaks, reloads, modes, and what the questions are chosen by."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

ANSWER = "An image is a read-only template with the program and all it needs, and a container is a process that is started from it."


@pytest.fixture
def page(context: BrowserContext, small_address: str) -> Page:
    """The page of a coach with three short questions."""
    opened = context.new_page()
    opened.goto(small_address)
    opened.get_by_text("Ready ·").wait_for()
    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option).click()


def answer_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your answer")


def send(page: Page, text: str) -> None:
    answer_box(page).fill(text)
    press(page, "Send")


def is_idle(page: Page) -> None:
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_hints_undo_a_break_and_a_reload(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    log = page.get_by_role("log")
    press(page, "Start interview")
    page.get_by_text("Question 1 of 3").wait_for()

    press(page, "Hint")
    expect(log).to_contain_text("This point can now earn up to 90 %.")
    send(page, "/hint")
    expect(log).to_contain_text("This point can now earn up to 75 %.")
    send(page, "/sing")
    expect(log).to_contain_text("There is no command /sing; there are /hint")
    expect(answer_box(page)).to_have_value(re.compile("^/sing"))
    is_idle(page)
    answer_box(page).fill("An image is")
    press(page, "Explain")
    page.get_by_role("textbox", name="What should be explained?").fill("How long should pasta cook?")
    page.get_by_role("textbox", name="What should be explained?").press("Enter")
    expect(log).to_contain_text("Your guides hold nothing on this")
    is_idle(page)
    expect(answer_box(page)).to_have_value("An image is")  # nothing of the answer is lost
    press(page, "Repeat")
    expect(log.get_by_text("Question 1 of 3")).to_have_count(2)
    press(page, "Rephrase")
    expect(log).to_contain_text(re.compile("In other words|here it is again"))
    is_idle(page)

    send(page, ANSWER)
    page.get_by_role("log").locator(".coach-card .coach-score strong").first.wait_for()
    page.get_by_text(re.compile(r"^Follow-up ·|Question 2 of 3")).first.wait_for()
    is_idle(page)
    screenshot(page, "interview-hints")
    assert violations(page) == []
    press(page, "Undo")
    expect(answer_box(page)).to_have_value(ANSWER)
    expect(page.get_by_role("log").locator(".coach-card")).to_have_count(0)
    expect(log).to_contain_text("This point can now earn up to 75 %.")

    press(page, "Pause")
    expect(log).to_contain_text("Paused.")
    expect(answer_box(page)).to_be_hidden()
    page.reload()
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("button", name=re.compile(r"Continue interview \d+")).click()
    expect(log).to_contain_text("Question 1 of 3")
    expect(log).to_contain_text("This point can now earn up to 75 %.")

    press(page, "I don’t know")
    expect(log).to_contain_text("The guide’s answer")
    page.get_by_text("Question 2 of 3").wait_for()
    press(page, "End interview")
    expect(page.get_by_role("log").locator(".coach-card").last).to_contain_text("given up")
    expect(page.get_by_role("log").locator(".coach-card").last).to_contain_text("coach report")
    expect(page.get_by_role("button", name="Start interview")).to_be_visible()


def test_a_realistic_interview_keeps_its_feedback_for_the_end(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    choose(page, "Mode", "Realistic: feedback at the end")
    page.get_by_label("Minutes each (0: no clock)").fill("2")
    page.get_by_label("number input for How many").fill("1")
    page.get_by_label("number input for How many").press("Tab")
    press(page, "Start interview")
    expect(page.get_by_role("timer")).to_contain_text(re.compile(r"1:\d\d minutes left"))
    expect(page.get_by_role("button", name="Hint", exact=True)).to_be_hidden()
    send(page, "I look at the exit code and the logs of the run before; a container is a process that was started from an image, and a volume outlives it.")
    page.get_by_text(re.compile(r"^Follow-up ·|That was the interview")).first.wait_for()
    is_idle(page)
    if page.get_by_role("button", name="End interview").is_visible():
        expect(page.get_by_role("log").locator(".coach-card")).to_have_count(0)
        press(page, "End interview")
    page.get_by_text("That was the interview").wait_for()
    expect(page.get_by_role("log").locator(".coach-card .coach-score strong").first).to_contain_text("of 100")
    screenshot(page, "interview-realistic-end")


def test_what_is_needed_most_is_proposed_with_reasons(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    choose(page, "Questions", "What I need most")
    press(page, "Start interview")
    plan = page.get_by_role("log").locator(".coach-card")
    expect(plan).to_contain_text("This is what the interview would ask.")
    assert all(each.strip() for each in plan.locator("li .coach-meta").all_inner_texts())
    screenshot(page, "interview-plan")
    press(page, "Begin")
    page.get_by_text("Question 1 of").wait_for()
    press(page, "End interview")
    page.get_by_text("That was the interview").wait_for()


def test_a_job_description_chooses_the_questions_and_says_why(page: Page) -> None:
    choose(page, "Questions", "For a job description")
    description = page.get_by_role("textbox", name="Job description")
    description.fill("We need somebody who keeps the data of containers safe with volumes and bind mounts when they are replaced.")
    press(page, "Start interview")
    expect(page.get_by_role("log").locator(".coach-card")).to_contain_text("How do containers keep their data when they are replaced?")
    expect(page.get_by_role("log").locator(".coach-card")).to_contain_text(re.compile("the description (names|comes close)"))
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    is_idle(page)

    description.fill("We are looking for a pastry chef who bakes croissants and decorates wedding cakes.")
    press(page, "Start interview")
    expect(page.get_by_text("The guides have nothing on this job description")).to_be_visible()


def test_what_came_of_it_is_shown_and_can_be_taken_along(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    press(page, "Start interview")
    asked = page.get_by_role("log").locator(".coach-question strong").last.inner_text()
    press(page, "I don’t know")
    page.get_by_text("Question 2 of 3").wait_for()
    press(page, "End interview")
    page.get_by_text("That was the interview").wait_for()

    page.get_by_role("tab", name="Progress").click()
    expect(page.locator(".coach-progress")).to_contain_text("A random question would score about")
    expect(page.locator(".coach-plot svg")).to_have_count(4)
    screenshot(page, "progress")
    assert violations(page) == []
    page.get_by_label("Report on an interview").click()
    page.get_by_role("option").first.click()
    expect(page.frame_locator(".coach-report").locator("h1")).to_contain_text("Interview")
    expect(page.frame_locator(".coach-report").locator("body")).to_contain_text(asked)
    report = page.frame_locator(".coach-report")
    report.get_by_role("link").first.click()
    expect(report.get_by_role("heading", name=asked).last).to_be_in_viewport()
    expect(report.locator("h1")).to_contain_text("Interview")
    for name, start in (("PDF", b"%PDF-"), ("HTML", b"<!doctype html>"), ("Markdown", b"# Interview")):
        with page.expect_download() as download:
            page.get_by_text(name, exact=True).click()
        assert Path(download.value.path()).read_bytes().lower().startswith(start.lower())
    page.get_by_role("tab", name="Practise").click()
    expect(page.get_by_role("button", name="Start interview")).to_be_visible()
