"""The `coach` command: its sub-commands, and how errors reach the terminal."""

import logging
import sys
from importlib import import_module
from typing import Any

import click

from coach import __version__
from coach.errors import CoachError

# name -> (module, attribute, one line of help). Modules are imported when their command runs: `coach --help` must answer at once.
COMMANDS = {
    "serve": ("coach.cli.serve", "serve", "Open the page in a browser (what `coach` alone does)."),
    "interview": ("coach.cli.interview", "interview", "A mock interview in the terminal, begun or resumed."),
    "explain": ("coach.cli.coaching", "explain", "Explain a concept from the guides, with sources."),
    "review": ("coach.cli.coaching", "review", "Assess an answer, with or without its question."),
    "history": ("coach.cli.history", "history", "List the interviews so far."),
    "report": ("coach.cli.history", "report", "The report on an interview, as Markdown, HTML or PDF."),
    "progress": ("coach.cli.standing", "progress", "Readiness, coverage, weak points and what is due."),
    "profiles": ("coach.cli.profiles", "profiles", "Who practises here: list, create, rename, delete."),
    "data": ("coach.cli.data", "data", "Export, import or delete what is kept."),
    "search": ("coach.cli.index", "search", "Find passages in the guides."),
    "index": ("coach.cli.index", "index", "Bring the search index up to date."),
    "check": ("coach.cli.check", "check", "Report problems in guides."),
    "eval": ("coach.cli.evaluate", "evaluate", "Measure grading, search and resistance to tricks on data."),
    "models": ("coach.cli.models", "models", "List, fetch, verify and choose model files."),
}


USE_GUIDES = {"serve", "interview", "explain", "review", "report", "progress", "search", "index", "eval"}


class LazyGroup(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - COMMANDS is ours
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's. Before a command that uses the guides, unless only its help is asked for, a new home gets them."""
        resolved = super().resolve_command(ctx, args)
        if args[0] in USE_GUIDES and set(args).isdisjoint(ctx.help_option_names):
            _provide_guides()
        return resolved

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Like click's, from COMMANDS instead of the imported commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coach")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Practise for a job interview in private: a local coach that asks, grades and explains from your guides."""
    if ctx.invoked_subcommand is None:
        from coach.cli.serve import serve

        _provide_guides()
        ctx.invoke(serve)


def main(arguments: list[str] | None = None) -> None:
    """The console script. Exit status: 0 done, 1 something to correct (or the reader of a pipe has gone), 2 wrong usage, 130 interrupted."""
    try:
        result: Any = cli.main(args=arguments, prog_name="coach", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except CoachError as error:
        click.echo(f"coach: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        where = _write_log()
        logging.getLogger("coach").exception("unexpected error")
        click.echo(f"coach: something unexpected went wrong ({type(error).__name__}: {error}); the details are in {where}.", err=True)
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _provide_guides() -> None:
    from coach.config import load_settings
    from coach.guides.shipped import provide_guides

    content = load_settings().content_path
    if provide_guides(content):
        click.echo(f"The coach's own guides are now in {content}; add yours there.", err=True)


def _write_log() -> str:
    from coach.cli.log import log_to_file
    from coach.config import load_settings

    try:
        return str(log_to_file(load_settings()))
    except (CoachError, OSError):
        logging.basicConfig(stream=sys.stderr)
        return "the lines above"
