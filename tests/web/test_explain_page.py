"""Explain on the page, on the real default model: citations, sections with passages marked, being asked about it, and what was asked before."""

import re
from collections.abc import Callable

import pytest
from accessibility import violations
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(900)]

QUERY = "What is the difference between an image and a container?"


@pytest.fixture
def page(context: BrowserContext, small_address: str) -> Page:
    """The view, of a coach with three short questions; the address has a query, as that of a page with a theme has."""
    opened = context.new_page()
    opened.goto(f"{small_address}?__theme=light")
    opened.get_by_text("Ready ·").wait_for()
    opened.get_by_role("tab", name="Explain").click()
    return opened


def ask(page: Page, query: str) -> None:
    page.get_by_role("textbox", name="What should be explained?").fill(query)
    page.get_by_role("button", name="Send").click()


def is_in_sight(target: Locator, within: Locator) -> bool:
    inner, outer = target.bounding_box(), within.bounding_box()
    assert inner is not None
    assert outer is not None
    return outer["y"] - 1 <= inner["y"] <= outer["y"] + outer["height"]


def test_an_explanation_its_sources_and_an_interview_about_it(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    sources, talk = page.get_by_role("region", name="Sources"), page.get_by_role("log", name="Explanations")
    ask(page, QUERY)
    sources.locator("mark").first.wait_for()
    expect(talk.get_by_role("button", name="Ask me about this")).to_be_visible(timeout=300_000)  # after all sentences
    cited = talk.get_by_role("link", name=re.compile(r"^Source \d: \S+"))
    assert cited.count() >= 1

    cited.last.focus()
    page.keyboard.press("Enter")
    target = page.locator(":target")
    expect(target).to_be_focused()
    assert is_in_sight(target, sources)
    expect(sources.locator("p", has=target)).to_contain_text(re.compile(r"line \d+"))
    expect(sources).to_contain_text(re.compile(r"small_guide\.md, line \d+"))
    screenshot(page, "explain-source")
    assert violations(page) == []
    sources.locator("p", has=target).get_by_role("link", name=re.compile("back to the explanation")).first.click()
    expect(page.locator(".coach-explanation")).to_be_focused()

    ask(page, "How long should pasta cook?")
    page.get_by_text("Your guides hold nothing on this").wait_for()
    expect(sources).to_contain_text("Nothing in your guides is close")
    cited.first.click()
    assert is_in_sight(page.locator(":target"), sources)

    talk.get_by_role("button", name="Ask me about this").click()
    expect(page.get_by_role("tab", name="Practise")).to_have_attribute("aria-selected", "true")
    page.get_by_text("Question 1 of 1").wait_for()
    page.get_by_role("tab", name="Explain").click()
    talk.get_by_role("button", name="Ask me about this").click()
    page.get_by_text("An interview is under way in Practise").wait_for()
    expect(page.get_by_role("tab", name="Explain")).to_have_attribute("aria-selected", "true")

    page.reload()
    page.get_by_role("tab", name="Explain").click()
    before = page.locator(".coach-before").get_by_role("button")
    expect(before).to_have_text(["How long should pasta cook?", QUERY])
    before.first.click()
    page.get_by_text("Your guides hold nothing on this").wait_for()
    page.get_by_role("button", name="Forget what was asked").click()
    expect(before).to_have_count(0)


def test_an_example_from_the_guides_can_be_pressed_and_templates_mean_nothing(page: Page) -> None:
    examples = page.locator(".coach-explain-welcome").get_by_role("button")
    assert examples.count() == 3
    page.get_by_role("textbox", name="What should be explained?").fill("Not sent yet")
    examples.first.click()
    page.get_by_role("region", name="Sources").locator("mark").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.", exact=True).wait_for()
    expect(page.get_by_role("textbox", name="What should be explained?")).to_have_value("Not sent yet")
    expect(page.get_by_role("region", name="Sources").locator("mark")).to_have_count(0)
    ask(page, "${7*7} {{value}} <b>zebras</b>")
    expect(page.locator(".coach-asked")).to_have_text(["${7*7} {{value}} <b>zebras</b>"])
