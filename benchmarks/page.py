"""How soon is the page there, beside an empty Gradio page served in the same run? Prints medians in seconds and their ratios.

    python benchmarks/page.py [--visits 10] [--json]

Both are started, then visited in turn, each time in a window of its own with nothing cached. Painted: the browser's first contentful paint. Usable: a button
of the page is there to be pressed. Started: from the start of the process until its page is usable, once. Ours has its guides indexed before and loads its
model while it is visited first, as anybody's does; visits are counted from when it is loaded.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from coach.config import load_settings

ROOT = Path(__file__).resolve().parent.parent
EMPTY = """
import gradio as gr
with gr.Blocks(analytics_enabled=False) as page:
    gr.Button("Start")
page.launch(quiet=True, prevent_thread_lock=True, share=False)
print("at", page.local_url, flush=True)
page.block_thread()
"""
# Runs in the page before anything of it does: when a button appeared, in milliseconds since the navigation.
WATCH = """
new MutationObserver((_, watcher) => {
  if ([...document.querySelectorAll('button')].some(each => each.innerText.startsWith('Start'))) { window.usable = performance.now(); watcher.disconnect(); }
}).observe(document, {childList: true, subtree: true, characterData: true});
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def visit(browser: Browser, address: str) -> dict[str, float]:
    """Seconds until the page was painted and usable."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.usable", timeout=120_000)
    found = {"painted": page.evaluate(PAINTED) / 1000, "usable": page.evaluate("window.usable") / 1000}
    context.close()
    return found


def start(browser: Browser, command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[str], str, float]:
    """The process, its page's address, and the seconds until that was usable."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while "http" not in (line := process.stdout.readline()):
        assert process.poll() is None, "it did not start"
    address = next(word for word in line.split() if word.startswith("http"))
    visit(browser, address)
    return process, address, time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    chromium = subprocess.run([ROOT / "packaging" / "find-chromium"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        shutil.copytree(ROOT / "content", Path(home, "content"))
        ours = {"COACH_HOME": home, "COACH_MODELS_DIR": str(load_settings().models_path)}
        subprocess.run([sys.executable, "-m", "coach", "index"], env=os.environ | ours, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        processes = {}
        results: dict[str, dict[str, float]] = {}
        addresses = {}
        commands = {"empty": [sys.executable, "-c", EMPTY], "ours": [sys.executable, "-m", "coach", "serve", "--port", "0", "--no-open"]}
        try:
            for name, command in commands.items():
                processes[name], addresses[name], seconds = start(browser, command, ours)
                results[name] = {"started": seconds}
            ready = browser.new_page()
            ready.goto(addresses["ours"])
            ready.get_by_text("Ready ·").wait_for(timeout=300_000)
            ready.close()
            visits = {name: [] for name in commands}
            for _ in range(arguments.visits):
                for name, address in addresses.items():
                    visits[name].append(visit(browser, address))
            for name, found in visits.items():
                results[name] |= {step: statistics.median(each[step] for each in found) for step in ("painted", "usable")}
        finally:
            for process in processes.values():
                process.terminate()
            browser.close()
    ratios = {step: results["ours"][step] / results["empty"][step] for step in ("painted", "usable", "started")}
    if arguments.json:
        print(json.dumps({"seconds": results, "ratios": ratios}, indent=2))
        return
    for step, ratio in ratios.items():
        print(f"{step}: empty {results['empty'][step]:.2f} s, ours {results['ours'][step]:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
