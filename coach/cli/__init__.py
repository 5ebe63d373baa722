"""The command line: the only place that prints to a terminal. May import everything; heavy parts only inside the commands that need them."""

from coach.cli.main import main

__all__ = ["main"]
