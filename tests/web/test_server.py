"""How the page is served: at once, on loopback, and with a sentence when it can't be."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

CHECKOUT = Path(__file__).resolve().parents[2]
ANNOUNCED = "Interview Coach is at "
pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_the_page_is_there_before_the_models_and_shows_how_loading_goes(context: BrowserContext, serve: Callable[..., str]) -> None:
    page = context.new_page()
    page.goto(serve())
    expect(page.get_by_role("status").first).to_contain_text("Getting ready: Search:")
    page.get_by_role("button", name="Start interview").click()  # asking needs no model
    page.get_by_text("Question 1 of").wait_for()
    expect(page.get_by_role("status").first).to_contain_text("Ready · qwen2.5-coder-1.5b")


def test_a_model_that_is_missing_is_said_on_the_page_with_what_to_do(context: BrowserContext, serve: Callable[..., str], tmp_path: Path) -> None:
    page = context.new_page()
    page.goto(serve(COACH_MODELS_DIR=str(tmp_path)))
    expect(page.get_by_role("status").first).to_contain_text("run `coach models pull qwen2.5-coder-1.5b`")


def test_a_port_in_use_is_one_sentence(home: Path) -> None:
    shutil.copy(CHECKOUT / "content" / "computer-vision-engineer.md", home / "content")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "coach", "serve", "--port", str(port), "--no-open"]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert finished.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in finished.stderr
    assert f"--port {port + 1}" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_browser_is_told_to_ask_no_other_host(address: str) -> None:
    with urlopen(address) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_gradios_own_interfaces_are_switched_off(address: str) -> None:
    with urlopen(f"{address}gradio_api/info") as response:
        assert response.read() == b'{"named_endpoints":{},"unnamed_endpoints":{}}'


def test_ctrl_c_ends_it_without_complaint_while_a_page_is_open(chromium: Browser, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "content" / "computer-vision-engineer.md", home / "content")
    monkeypatch.setenv("COACH_MODELS_DIR", str(tmp_path / "none"))  # nothing to load, the page is what matters
    command = [sys.executable, "-m", "coach", "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        page = chromium.new_page()
        page.goto(process.stdout.readline().removeprefix(ANNOUNCED).split()[0])
        page.get_by_role("button", name="Start interview").click()
        page.get_by_text("Question 1 of").wait_for()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
        page.close()
    assert process.returncode in (0, 130)
    assert complaints.strip().splitlines() == ["Starting the coach ..."]
