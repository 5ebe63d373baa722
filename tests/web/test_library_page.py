"""The Library view as people use it: search, write a guide, practise it, edit it, delete it. Nothing here needs a large model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Screenshot = Callable[[Page, str], None]
UPLOADED = "---\nterm: Tailor\n---\n\n## What is a buttonhole stitch?\n\n- Thread loops around the <b>edge</b>.\n"


@pytest.fixture(scope="module")
def own_address(serve: Callable[..., str]) -> str:
    """A coach of its own, as its guides change."""
    return serve(Path(__file__).with_name("small_guide.md"), COACH_MODEL="smollm2-135m")


@pytest.fixture
def page(context: BrowserContext, own_address: str) -> Page:
    """The Library view, with everything loaded."""
    opened = context.new_page()
    opened.goto(own_address)
    opened.get_by_text("Ready ·").wait_for()
    opened.get_by_role("tab", name="Library").click()
    opened.get_by_text("No problems were found").wait_for()
    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, guide: str) -> None:
    page.get_by_label("Guide", exact=True).click()
    page.get_by_role("option", name=guide).click()


def is_up_to_date(page: Page, guides: int) -> None:
    expect(page.get_by_text(f"The index is up to date. The coach works with {guides} guide")).to_be_visible()


def test_a_search_finds_passages_or_says_that_there_is_nothing(page: Page) -> None:
    box = page.get_by_label("Search in your guides")
    box.fill("containers that lose their data")
    box.press("Enter")
    expect(page.locator(".coach-passages")).to_contain_text("Container Engineer › Technical Questions › How do containers keep their data")
    expect(page.locator(".coach-passages")).to_contain_text("small_guide.md, line")
    box.fill("croissants and wedding cakes")
    press(page, "Search")
    expect(page.get_by_text("Nothing relevant in your guides")).to_be_visible()


def test_a_guide_is_written_practised_edited_and_deleted(page: Page, screenshot: Screenshot) -> None:
    press(page, "Write a new guide")
    preview = page.locator(".block.coach-preview")
    expect(preview).to_contain_text("Data Engineer · 2 questions, 6 points")
    source = page.get_by_label("The guide, in Markdown")
    source.press("Control+End")
    source.type("\n### What is a <i>batch</i>?\n")
    expect(preview).to_contain_text("this question has no answer, so it can't be asked")
    screenshot(page, "library-editor")
    assert violations(page) == []
    press(page, "Close")
    expect(page.get_by_text("What you wrote is not saved.")).to_be_visible()
    source.type("\n- What is processed together.\n")
    expect(preview).to_contain_text("No problems.")
    press(page, "Save")
    expect(page.get_by_text("data-engineer.md is saved. 3 questions added")).to_be_visible()
    is_up_to_date(page, 2)
    expect(page.locator(".coach-guide")).to_have_count(2)
    screenshot(page, "library")
    assert violations(page) == []

    choose(page, "Data Engineer")
    press(page, "Practise this guide")
    expect(page.get_by_role("tab", name="Practise")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Narrow it down").click()
    expect(page.get_by_role("checkbox", name="Behavioral")).to_be_checked()
    press(page, "Start interview")
    expect(page.get_by_role("log").locator(".coach-question").first).to_contain_text("Data Engineer")
    press(page, "End interview")
    page.get_by_text("That was the interview").wait_for()

    page.get_by_role("tab", name="Library").click()
    choose(page, "Data Engineer")
    press(page, "Edit")
    source.fill(source.input_value().replace("What is processed together.", "What is processed at once."))
    press(page, "Save")
    expect(page.get_by_text("1 question changed")).to_be_visible()
    is_up_to_date(page, 2)

    press(page, "Delete")
    expect(page.get_by_text("Delete data-engineer.md?")).to_be_visible()
    press(page, "Keep it")
    expect(page.get_by_text("Delete data-engineer.md?")).to_be_hidden()
    press(page, "Delete")
    press(page, "Yes, delete it")
    expect(page.get_by_text("data-engineer.md is deleted.")).to_be_visible()
    is_up_to_date(page, 1)
    page.get_by_role("tab", name="Practise").click()
    page.get_by_role("combobox", name="Guides").click()
    expect(page.get_by_role("option")).to_have_count(1)


def test_an_uploaded_guide_is_looked_at_before_it_is_saved(page: Page) -> None:
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "../Tailor.md", "mimeType": "text/markdown", "buffer": b"caf\xe9"})
    expect(page.get_by_text("the file is not UTF-8 text")).to_be_visible()
    upload.set_input_files({"name": "../Tailor.md", "mimeType": "text/markdown", "buffer": UPLOADED.encode()})
    expect(page.locator(".block.coach-preview")).to_contain_text("Tailor · 1 question, 1 point")
    page.get_by_label("Name of the file").fill("../small guide")
    press(page, "Save")
    expect(page.get_by_text("There is a guide small_guide.md that is not what was opened here")).to_be_visible()
    expect(page.get_by_role("button", name="Overwrite")).to_be_visible()
    page.get_by_label("Name of the file").fill("../tailor")
    press(page, "Save")
    expect(page.get_by_text("tailor.md is saved. 1 question added")).to_be_visible()
    is_up_to_date(page, 2)
    page.reload()
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("combobox", name="Guides").click()
    expect(page.get_by_role("option", name="Tailor")).to_be_visible()
