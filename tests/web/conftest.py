"""The real page on the real default model, in a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
OWN_GUIDE = CHECKOUT / "content" / "computer-vision-engineer.md"
ARTEFACTS = CHECKOUT / "artefacts"  # screenshots, to be looked at
SILENT = [
    "--no-sandbox",  # as root Chromium starts only without it; the page it opens is our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 120_000  # for whatever waits for the model on a busy machine
expect.set_options(timeout=PATIENCE_MS)
CUT_OFF = ("AbortError: signal is aborted", "Connection errored out")  # what Gradio says of a request that a reload has cut off
ANNOUNCED = "Interview Coach is at "


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that COACH_CHROMIUM names."""
    found = subprocess.run([CHECKOUT / "packaging" / "find-chromium"], capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=SILENT)
        yield browser
        browser.close()


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts `coach serve` on a home of its own with our guide, the model ready or still loading; gives the page's address.

    The home may begin with what another one holds, which saves making the index.
    """
    running: list[subprocess.Popen[str]] = []

    def start(guide: Path = OWN_GUIDE, *, like: Path | None = None, **variables: str) -> str:
        home = tmp_path_factory.mktemp("home")
        if like is None:
            (home / "content").mkdir()
            shutil.copy(guide, home / "content")
        else:
            shutil.copytree(like, home, dirs_exist_ok=True)
        environment = os.environ | {"COACH_HOME": str(home), "COACH_MODELS_DIR": str(models_dir)} | variables
        command = [sys.executable, "-m", "coach", "serve", "--port", "0", "--no-open"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(ANNOUNCED), line
        return line.removeprefix(ANNOUNCED).split()[0]

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def address(serve: Serve, brief_home: Path) -> str:
    """One coach that all tests talk to, with the beginning of each model answer of our guide."""
    return serve(like=brief_home)


@pytest.fixture(scope="session")
def small_address(serve: Serve) -> str:
    """A coach with a guide of three short questions."""
    return serve(Path(__file__).with_name("small_guide.md"))


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser window that fails its test when the page asks another host for anything or writes an error to the console."""
    window = chromium.new_context(viewport={"width": 1280, "height": 800})
    troubles: list[str] = []
    hosts: set[str] = set()

    def note(trouble: str) -> None:
        if not any(known in trouble for known in CUT_OFF):
            troubles.append(trouble)

    def watch(page: Page) -> None:
        page.on("console", lambda message: note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: note(str(error)))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or "") if request.url.startswith("http") else None)

    window.on("page", watch)
    window.set_default_timeout(PATIENCE_MS)
    yield window
    window.close()
    assert troubles == []
    assert hosts == {"127.0.0.1"}


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The page, with everything loaded."""
    opened = context.new_page()
    opened.goto(address)
    opened.get_by_text("Ready ·").wait_for()
    return opened


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keeps a picture of the page under artefacts/."""
    ARTEFACTS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return take
