"""Loading everything before a command in the terminal can start."""

import time
from typing import TYPE_CHECKING

import click

from coach.cli.log import log_to_file
from coach.cli.progress import progress_line
from coach.config import load_settings

if TYPE_CHECKING:
    from coach.interview.coach import Coach


def new_coach() -> "Coach":
    """The coach with its guides, search and model not loaded yet. Raises CoachError."""
    settings = load_settings()
    log_to_file(settings)
    from coach.interview.coach import Coach

    return Coach(settings)


def ready_coach() -> "Coach":
    """The coach, once search and model are loaded; a line says how that goes. Raises CoachError."""
    coach = new_coach()
    make_ready(coach)
    return coach


def make_ready(coach: "Coach") -> None:
    """Wait until search and model are loaded; a line says how that goes. Raises CoachError."""
    coach.start()
    with progress_line("Getting ready") as say:
        for loading in (coach.search, coach.model):
            while not (progress := loading.progress).ready and progress.error is None:
                say(progress.message + (f" {progress.share:.0%}" if progress.share is not None else ""))
                time.sleep(0.1)
            loading.wait()
    for notice in coach.search.wait().notices:
        click.echo(notice, err=True)
