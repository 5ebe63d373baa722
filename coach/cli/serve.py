"""`coach serve`: the page."""

import contextlib
import sys
import webbrowser

import click

from coach.cli.keeping import chosen_profile, opened_store, profile_option
from coach.cli.log import log_to_file
from coach.config import load_settings


@click.command()
@click.option("--host", help="Address to serve on; other machines can't reach the default, 127.0.0.1.")
@click.option("--port", type=int, help="Port to serve on; 0 takes any free one. Default 7860.")
@profile_option
@click.option("--open/--no-open", "open_browser", default=None, help="Open a browser; by default when run in a terminal.")
def serve(host: str | None = None, port: int | None = None, profile_name: str | None = None, open_browser: bool | None = None) -> None:
    """Open the page in a browser."""
    settings = load_settings(host=host, port=port)
    click.echo("Starting the coach ...", err=True)
    log_to_file(settings)
    from coach.interview.coach import Coach
    from coach.practice.practice import Practice
    from coach.web.server import serve as serve_page

    def announce(address: str) -> None:
        click.echo(f"Interview Coach is at {address} (Ctrl+C ends it)")
        if settings.host not in ("127.0.0.1", "::1", "localhost"):
            click.echo("Everybody who can reach that address can use this coach: it asks for no password.", err=True)
        if sys.stdout.isatty() if open_browser is None else open_browser:
            webbrowser.open(address)

    with contextlib.suppress(KeyboardInterrupt), opened_store() as store:  # Ctrl+C is how the page is ended
        serve_page(Practice(Coach(settings, may_be_empty=True), store, chosen_profile(store, profile_name)), settings, announce)
