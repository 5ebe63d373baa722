"""What the page makes of a model that is slow or fails in the middle of an answer. A scripted server stands in: no real model does that when asked to."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ANSWER = "An image is a read-only template with the program and all it needs, and a container is a process that is started from it."
YES = {
    "choices": [
        {"logprobs": {"content": [{"top_logprobs": [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -3.0}, {"token": "4", "logprob": -1.0}]}]}}
    ]
}


@dataclass
class Server:
    """A model server that says Yes to everything, until it is told otherwise."""

    url: str = ""
    failing: bool = False
    go_on: threading.Event = field(default_factory=threading.Event)  # nothing is answered while it is not set

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One request."""
        handler.rfile.read(int(handler.headers["Content-Length"]))
        self.go_on.wait(120)
        body = json.dumps(YES).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if self.failing else body)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server, on a free port."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
        state.url = f"http://127.0.0.1:{listener.server_address[1]}"
        yield state
        state.go_on.set()
        listener.shutdown()


@pytest.fixture(scope="module")
def served(serve: Any, server: Server) -> str:
    """A coach that asks that server."""
    address: str = serve(Path(__file__).with_name("small_guide.md"), COACH_LLM_URL=server.url, COACH_LLM_MODEL="scripted")
    return address


@pytest.fixture
def page(context: BrowserContext, served: str, server: Server) -> Page:
    """An interview on that server, with its first question asked."""
    server.failing = False
    server.go_on.set()
    opened = context.new_page()
    opened.goto(served)
    opened.get_by_text("Ready · scripted · what you write goes to the model at").wait_for()
    opened.get_by_role("button", name="Start interview").click()
    opened.get_by_text("Question 1 of 3").wait_for()
    opened.get_by_role("textbox", name="Your answer").fill(ANSWER)
    return opened


def test_a_slow_model_can_be_stopped_and_the_answer_is_not_lost(page: Page, server: Server) -> None:
    server.go_on.clear()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log").locator(".coach-card")).to_contain_text("Reading your answer")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped. Your text is back in the box.").wait_for(timeout=10_000)
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(ANSWER)
    expect(page.get_by_role("log").locator(".coach-card")).to_have_count(0)


def test_a_model_that_fails_in_the_middle_says_so_and_the_answer_is_not_lost(page: Page, server: Server) -> None:
    server.failing = True
    page.get_by_role("button", name="Send").click()
    page.get_by_text("That did not work.").wait_for()
    expect(page.get_by_role("log")).not_to_contain_text("Traceback")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(ANSWER)

    server.failing = False  # it is back
    page.get_by_role("button", name="Send").click()
    page.get_by_role("log").locator(".coach-card .coach-score strong").first.wait_for()
