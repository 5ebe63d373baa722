"""Reports as one HTML file."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from contrast import contrast
from hypothesis import given
from nasty import LONG, TEXTS
from reporting import ANSWERED, REPORTS, SKIPPED, full_report, hostile_report, links, report_of

from coach.report.contents import Report
from coach.report.html import COLOURS, render

VOID = {"meta"}
OURS = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "h4", "p", "ul", "li", "span"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "mark", "ins", "del", "a"),
}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "dir", "scope", "aria-hidden", "id", "href"}
CONTRAST = 4.5  # of text on its ground: WCAG 2.2, success criterion 1.4.3


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in the order of their start, each with all text inside it; raises when they are not properly nested."""

    source: str
    elements: list[Element] = field(default_factory=list)
    path: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()
        assert self.path == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in VOID:
            self.path.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self.path:
            element.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def all(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.name in names]


def test_the_page_says_its_language_and_title_and_what_may_be_fetched_nothing() -> None:
    page = Page(render(full_report()))
    assert page.source.startswith("<!DOCTYPE html>")
    assert page.all("html")[0].attributes["lang"] == "en"
    assert [each.text for each in page.all("title")] == ["Interview 7"]
    assert "default-src 'none'" in str([each.attributes for each in page.all("meta")])


def test_headings_go_down_one_level_at_a_time_from_the_only_first() -> None:
    levels = [int(each.name[1]) for each in Page(render(full_report())).all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_table_has_a_caption_and_headers_with_a_scope() -> None:
    page = Page(render(full_report()))
    assert [each.text for each in page.all("caption")] == ["How each question went"]
    assert [each.attributes["scope"] for each in page.all("th")] == ["col"] * 4 + ["row"] * 3
    assert [each.text for each in page.all("td")][2::3] == ["33 of 100, 2 hints used", "0 of 100, given up", "skipped"]


def test_evidence_is_marked_in_the_answer_and_changes_in_the_improved_one() -> None:
    page = Page(render(full_report()))
    assert [each.text for each in page.all("mark")][1:] == ["makes the maps smaller", "It is invariant to rotation.", "makes the later layers cheaper"]
    said = [each.text for each in page.all("p") if each.attributes.get("class") == "said"]
    assert said == ["Pooling makes the maps smaller. It is invariant to rotation.", "It also makes the later layers cheaper."]
    assert [each.text for each in page.all("del")][1:] == ["It is invariant to rotation."]
    assert [each.text for each in page.all("ins")][1:] == ["It is insensitive to small shifts only.", "A stride does the same."]


def test_an_interview_without_answers_says_so() -> None:
    assert "No question was answered in this interview." in render(report_of(SKIPPED))
    assert "No question was answered" not in render(report_of(ANSWERED))


@given(TEXTS, TEXTS)
def test_what_somebody_wrote_makes_no_element_and_no_request(text: str, other: str) -> None:
    source = render(hostile_report(text, other))
    page = Page(source)
    assert {each.name for each in page.elements} <= OURS
    assert {name for each in page.elements for name in each.attributes} <= ATTRIBUTES
    assert len(page.all("style")) == 1
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text
    source.encode()
    assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", source)


@given(REPORTS)
def test_links_stay_on_the_page_and_lead_somewhere(report: Report) -> None:
    page = Page(render(report))
    names = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(set(names)) == len(names)
    assert [each.name for each in page.elements if "href" in each.attributes] == ["a"] * len(page.all("a"))
    assert [each.attributes["href"] for each in page.all("a")] == [f"#{link}" for link in links(report)]
    assert set(links(report)) <= set(names)


def test_what_to_study_is_linked_by_its_name() -> None:
    page = Page(render(full_report()))
    assert [each.text for each in page.all("a")][:4] == ["Invariance", "Motion Model", "Association", "Strides"]
    assert [(each.name, each.text) for each in page.elements if each.attributes.get("id") == "model-answer-2"] == [
        ("h3", "Question 2: How does tracking work?")
    ]


@pytest.mark.parametrize("text", LONG)
def test_long_texts_are_whole(text: str) -> None:
    page = Page(render(hostile_report(text, "other")))
    assert any(" ".join(text.split()) in " ".join(each.text.split()) for each in page.all("p"))


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize(("front", "back"), [("text", "ground"), ("note", "ground"), ("added", "ground"), ("removed", "ground"), ("text", "mark")])
def test_colours_can_be_told_apart(scheme: str, front: str, back: str) -> None:
    assert contrast(COLOURS[scheme][front], COLOURS[scheme][back]) >= CONTRAST


def test_the_same_report_gives_the_same_page() -> None:
    assert render(full_report()) == render(full_report())
