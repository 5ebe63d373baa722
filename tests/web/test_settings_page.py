"""Settings and the first visit in a browser, on the real default model and a guide of three short questions."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

SMALL_GUIDE = Path(__file__).with_name("small_guide.md")


@pytest.fixture(scope="module")
def new_address(serve: Callable[..., str]) -> str:
    """A coach of these tests' own: they change who practises and delete everything."""
    return serve(SMALL_GUIDE)


@pytest.fixture
def page(context: BrowserContext, new_address: str) -> Page:
    opened = context.new_page()
    opened.goto(new_address)
    opened.get_by_text("Ready ·").wait_for()
    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def open_settings(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()
    page.get_by_text("This machine has").wait_for()


def test_a_first_visit_is_shown_a_sample_that_counts_for_nothing(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    press(page, "See a sample")
    expect(page.get_by_role("button", name="Start interview")).to_be_hidden()
    page.get_by_text("That was the sample").wait_for()
    card = page.locator(".coach-sample .coach-card")
    expect(card.locator(".coach-score")).to_contain_text(re.compile(r"\d+ of 100"))
    card.locator("summary").first.click()
    expect(card.locator("details[open]")).to_contain_text("The guide says:")
    screenshot(page, "sample")
    assert violations(page) == []
    press(page, "Start my own interview")
    expect(page.get_by_role("button", name="Start interview")).to_be_visible()
    page.get_by_role("tab", name="Progress").click()
    page.get_by_text("Nothing has been practised yet").wait_for()


def test_the_sample_can_be_stopped_and_called_again_from_the_settings(page: Page) -> None:
    press(page, "No, thanks")
    expect(page.get_by_role("heading", name="Welcome")).to_be_hidden()
    open_settings(page)
    press(page, "See the sample again")
    page.get_by_text("2 · A weak answer").wait_for()
    press(page, "Stop")
    page.get_by_text("The sample is stopped").wait_for()


def test_theme_and_text_size_are_kept_in_this_browser(page: Page) -> None:
    open_settings(page)
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("Large", exact=True).check()
    for _ in range(2):
        expect(page.locator("body")).to_have_class(re.compile(r"\bdark\b"))
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19px"
        page.reload()
        page.get_by_text("Ready ·").wait_for()
    open_settings(page)
    expect(page.get_by_label("Dark", exact=True)).to_be_checked()
    expect(page.get_by_label("Large", exact=True)).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_numbers_are_checked_and_kept(page: Page) -> None:
    open_settings(page)
    page.get_by_label("Threads").fill("0")
    press(page, "Save")
    page.get_by_text("The setting threads should be").wait_for()
    page.get_by_label("Threads").fill("1")
    press(page, "Save")
    page.get_by_text("coach.toml now says threads = 1").wait_for()
    page.get_by_text("From the next start on: threads 1").wait_for()


def test_data_are_taken_along_brought_back_and_deleted(page: Page, tmp_path: Path) -> None:
    press(page, "Start interview")
    page.get_by_text("Question 1 of").wait_for()
    open_settings(page)
    press(page, "Export everything")
    page.get_by_text("The export is made").wait_for()
    with page.expect_download() as download:
        press(page, "Download the export")
    download.value.save_as(tmp_path / "mine.json")
    (profile,) = json.loads((tmp_path / "mine.json").read_text())["profiles"]
    assert (profile["name"], len(profile["interviews"])) == ("Me", 1)

    page.get_by_label("To delete everything").fill("Nobody")
    press(page, "Delete everything")
    page.get_by_text("Nothing was deleted").wait_for()
    page.get_by_label("To delete everything").fill("Me")
    press(page, "Delete everything")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()

    open_settings(page)
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.json")
    page.get_by_text("Added: Me 2").wait_for()
    page.get_by_label("Profile", exact=True).click()
    page.get_by_role("option", name="Me 2").click()
    press(page, "Practise as this one")
    expect(page.get_by_role("button", name="Continue interview 1")).to_be_visible()


def test_without_a_model_the_page_says_what_to_do_and_offers_to_try_again(context: BrowserContext, serve: Callable[..., str], tmp_path: Path) -> None:
    page = context.new_page()
    page.goto(serve(SMALL_GUIDE, COACH_MODELS_DIR=str(tmp_path), COACH_THREADS="1"))
    expect(page.get_by_role("status").first).to_contain_text("under Settings, the last tab, a model can be downloaded")
    open_settings(page)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_label("Threads")).to_be_disabled()
    page.get_by_text("Set by the variable COACH_THREADS").wait_for()
    press(page, "Use this model")
    page.get_by_text("is not here yet; press Download first").wait_for()
    page.get_by_role("tab", name="Practise").click()
    press(page, "See a sample")
    page.get_by_text("The sample needs the model").wait_for()
