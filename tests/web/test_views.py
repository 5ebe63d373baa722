"""Every view of the page: usable by everybody, at any width, in both themes, and after a reload."""

import re
from collections.abc import Callable

import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

Screenshot = Callable[[Page, str], None]
ANSWER = "An image is a read-only template with the program and all it needs, and a container is a process that is started from it."


def views(page: Page) -> list[str]:
    page.get_by_role("tab").first.wait_for()
    return page.get_by_role("tab").all_inner_texts()


def open_page(context: BrowserContext, address: str, width: int = 1280, theme: str = "light") -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}?__theme={theme}")
    page.get_by_text("Ready ·").wait_for()
    return page


FOCUSED = "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '')"


def press_tab_until(page: Page, name: str, key: str = "Tab") -> None:
    """Tab to the control of that name, "SUMMARY" for anything that opens; the way is not long."""
    for _ in range(25):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED).startswith(name) or page.evaluate("document.activeElement.tagName") == name:
            return
    raise AssertionError(f"the {key} key does not lead to {name}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(context: BrowserContext, small_address: str, screenshot: Screenshot, theme: str) -> None:
    page = open_page(context, small_address, theme=theme)
    found = []
    for view in views(page):
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(1_000)  # what a view fetches when it is opened
        found += [f"{view}: {each}" for each in violations(page)]
        screenshot(page, f"view-{view.lower()}-{theme}")
    assert found == []


@pytest.mark.parametrize("width", [320, 768, 2560])
def test_no_view_is_wider_than_the_window(context: BrowserContext, small_address: str, screenshot: Screenshot, width: int) -> None:
    page = open_page(context, small_address, width=width)
    for view in views(page):
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
        screenshot(page, f"view-{view.lower()}-{width}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_whole_interview_by_keyboard_alone(context: BrowserContext, small_address: str, screenshot: Screenshot, theme: str) -> None:
    page = open_page(context, small_address, theme=theme)
    press_tab_until(page, "Start interview")
    page.keyboard.press("Enter")
    page.get_by_text("Question 1 of 3").wait_for()
    page.keyboard.type(ANSWER)  # the focus is in the box
    page.keyboard.press("Shift+Enter")
    page.get_by_role("log").locator(".coach-card .coach-score strong").first.wait_for()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    press_tab_until(page, "SUMMARY", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator(".coach-card details[open]").first).to_be_visible()
    assert violations(page) == []
    screenshot(page, f"interview-card-{theme}")
    press_tab_until(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Your last answer was taken back; it is in the box.")
    press_tab_until(page, "Hint")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("This point can now earn up to 90 %.")
    press_tab_until(page, "Skip")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Skipped.")
    page.get_by_text(re.compile("Question 2 of 3|That was")).wait_for()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    press_tab_until(page, "End interview")
    page.keyboard.press("Enter")
    page.get_by_text("That was the interview").wait_for()
    assert violations(page) == []
    press_tab_until(page, "Start interview")


def test_nothing_moves_for_those_who_asked_for_that(context: BrowserContext, small_address: str) -> None:
    page = open_page(context, small_address)
    moving = "[...document.querySelectorAll('*')].filter(each => getComputedStyle(each).transitionDuration.split(', ').some(one => one !== '0s')).length"
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


def test_a_reload_in_the_middle_of_a_verdict_loses_nothing(context: BrowserContext, small_address: str) -> None:
    page = open_page(context, small_address)
    page.get_by_role("button", name="Start interview").click()
    page.get_by_text("Question 1 of 3").wait_for()
    page.get_by_role("textbox", name="Your answer").fill(ANSWER)
    page.get_by_role("button", name="Send").click()
    page.get_by_text(re.compile("Reading your answer")).wait_for()
    page.reload()
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("button", name=re.compile(r"Continue interview \d+")).click()
    expect(page.get_by_role("log")).to_contain_text(ANSWER)
    page.get_by_role("log").locator(".coach-card .coach-score strong").first.wait_for()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    page.get_by_role("button", name="End interview").click()
    page.get_by_text("That was the interview").wait_for()


def test_back_and_forward_lead_back_to_a_page_that_works(context: BrowserContext, small_address: str) -> None:
    page = open_page(context, small_address)
    page.get_by_role("button", name="Start interview").click()
    page.get_by_text("Question 1 of 3").wait_for()
    page.goto("about:blank")
    page.go_back()
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("button", name=re.compile(r"Continue interview \d+")).click()
    page.get_by_text("Question 1 of 3").wait_for()
    page.get_by_role("button", name="End interview").click()
    page.get_by_text("That was the interview").wait_for()
