"""The page as people use it: a whole interview, an explanation, a review, on the real default model."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(600)]

Screenshot = Callable[[Page, str], None]

SHORT_ANSWER = "I would first look at the data and the logs to find out what has changed."


def chat(page: Page) -> str:
    return page.get_by_role("log").inner_text()


def box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label)


def send(page: Page, label: str, text: str) -> None:
    box(page, label).fill(text)
    page.get_by_role("button", name="Send").click()


def tab_to(page: Page, tag: str, name: str) -> None:
    """Press Tab until the focus is there; the way is short."""
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("[document.activeElement.tagName, document.activeElement.innerText]") == [tag, name]:
            return
    raise AssertionError(f"the Tab key does not lead to {tag} {name}")


def is_idle(page: Page) -> None:
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_a_whole_interview(page: Page, screenshot: Screenshot) -> None:
    page.get_by_label("number input for How many").fill("2")
    page.get_by_label("number input for How many").press("Tab")
    page.get_by_role("button", name="Start interview").click()
    page.get_by_text("Question 1 of 2").wait_for()
    first = page.get_by_role("log").locator(".coach-question strong").last.inner_text()
    screenshot(page, "interview-question")

    send(page, "Your answer", SHORT_ANSWER)
    page.get_by_role("log").locator(".coach-card .coach-score").wait_for()
    page.get_by_text(re.compile("^Follow-up ·")).wait_for()
    is_idle(page)
    card = page.get_by_role("log").locator(".coach-card").first
    expect(card.locator(".coach-score")).to_contain_text(re.compile(r"\d+ of 100"))
    verdicts = card.locator(".coach-verdict").all_text_contents()  # also of those that are folded away
    assert len(verdicts) >= 5
    assert set(verdicts) <= {"covered", "partly covered", "missed"}
    card.locator("summary").first.click()
    expect(card.locator("details[open]")).to_contain_text(re.compile("The guide says: .+|What a good story has: .+"))
    screenshot(page, "interview-assessment")

    send(page, "Your answer", "I would also measure it on a fixed test set before and after.")
    expect(page.get_by_role("log").locator(".coach-card .coach-score").nth(1)).to_contain_text(re.compile("it was|Reading your answer"))
    is_idle(page)
    expect(page.get_by_role("log").locator(".coach-card .coach-score").nth(1)).to_contain_text("it was")
    if not page.get_by_text("Question 2 of 2").is_visible():  # a second follow-up
        page.get_by_role("button", name="Skip").click()
    page.get_by_text("Question 2 of 2").wait_for()
    is_idle(page)
    assert page.get_by_role("log").locator(".coach-question strong").last.inner_text() != first

    page.get_by_role("button", name="Skip").click()
    page.get_by_text("That was the interview").wait_for()
    summary = page.get_by_role("log").locator(".coach-card").last
    expect(summary).to_contain_text(first)
    expect(summary).to_contain_text("skipped")
    expect(page.get_by_role("button", name="Start interview")).to_be_visible()
    screenshot(page, "interview-summary")


def test_what_the_guides_do_not_hold_is_not_explained(page: Page) -> None:
    page.get_by_role("tab", name="Explain").click()
    send(page, "What should be explained?", "How long should pasta cook?")
    page.get_by_text("Your guides hold nothing on this").wait_for()
    is_idle(page)
    expect(page.locator("mark")).to_have_count(0)


def test_markup_in_an_answer_is_shown_as_text(page: Page) -> None:
    answer = (
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script> **bold** [link](http://example.com) & <b>tags</b> \n\n# heading"
    )
    page.get_by_role("tab", name="Explain").click()
    send(page, "What should be explained?", answer)
    page.get_by_role("log").get_by_text("document.title").wait_for()
    is_idle(page)
    shown = chat(page)
    assert "<script>document.title='owned'</script>" in shown
    assert "**bold** [link](http://example.com) & <b>tags</b>" in shown
    assert page.title() == "Interview Coach"
    assert page.get_by_role("log").locator("img, script, a:not(.coach-chip), h1").count() == 0


def test_the_keyboard_is_enough(page: Page) -> None:
    tab_to(page, "BUTTON", "Explain")
    page.keyboard.press("Enter")
    expect(box(page, "What should be explained?")).to_be_visible()
    box(page, "What should be explained?").focus()
    page.keyboard.type("What is football?")
    page.keyboard.press("Shift+Enter")
    page.get_by_text("Your guides hold nothing on this").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (400, "light"), (1600, "light"), (1600, "dark")])
def test_nothing_is_cut_off_at_any_width(context: BrowserContext, address: str, screenshot: Screenshot, width: int, scheme: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 850})
    page.goto(f"{address}?__theme={scheme}")
    page.get_by_text("Ready ·").wait_for()
    page.get_by_role("button", name="Start interview").click()
    page.get_by_text("Question 1 of").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(box(page, "Your answer")).to_be_visible()
    area = box(page, "Your answer").bounding_box()
    assert area is not None
    assert area["width"] >= 0.6 * min(width, 1100)
    for name in ("Send", "Hint", "End interview"):  # at hand without scrolling
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport()
    screenshot(page, f"interview-{width}-{scheme}")


def test_two_people_at_once_have_their_own_conversations(page: Page, context: BrowserContext, address: str) -> None:
    other = context.new_page()
    other.goto(address)
    other.get_by_text("Ready ·").wait_for()
    for each, query in ((page, "What does batch normalisation do?"), (other, "What is optical flow?")):
        each.get_by_role("tab", name="Explain").click()
        send(each, "What should be explained?", query)
    for each, word, not_word in ((page, "batch normalisation", "optical flow"), (other, "optical flow", "batch normalisation")):
        each.locator("mark").first.wait_for()
        is_idle(each)
        assert word in chat(each).lower()
        assert f"what is {not_word}" not in chat(each).lower()
