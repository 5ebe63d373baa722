"""`coach data`: take what is kept along, bring it back, delete it."""

from pathlib import Path

import click

from coach.cli.keeping import chosen_profile, confirm_deleting, opened_store, yes_option
from coach.errors import CoachError

FILE = click.Path(path_type=Path)
EVERYTHING = "everything"  # what is typed to delete it


@click.group()
def data() -> None:
    """Take along what is kept, bring it back, or delete it."""


@data.command("export")
@click.argument("file", type=FILE)
@click.option("--profile", "profile_name", metavar="NAME", help="Only this one; all unless named.")
def export_data(file: Path, profile_name: str | None) -> None:
    """Write profiles with everything of them to a readable JSON FILE."""
    from coach.store.export import write_export

    with opened_store() as store:
        chosen = store.profiles() if profile_name is None else [chosen_profile(store, profile_name)]
        if not chosen:
            raise CoachError("There is no profile yet, so there is nothing to export.")
        write_export(store, file, chosen)
    click.echo(f"Exported to {file}: {', '.join(profile.name for profile in chosen)}. It holds what was said in interviews; keep it to yourself.")


@data.command("import")
@click.argument("file", type=FILE)
def import_data(file: Path) -> None:
    """Add the profiles of an export; one whose name is taken gets a number after it."""
    from coach.store.export import read_export

    with opened_store() as store:
        added = read_export(store, file)
    click.echo(f"Added: {', '.join(profile.name for profile in added)}." if added else "The export has no profile in it; nothing was added.")


@data.command()
@click.option("--profile", "profile_name", metavar="NAME", help="This profile with everything of it, or only its interview N.")
@click.option("--interview", "number", type=int, metavar="N", help="One interview; what it said of when questions come up again stays.")
@click.option("--everything", is_flag=True, help="All profiles.")
@yes_option
def delete(profile_name: str | None, number: int | None, everything: bool, yes: bool) -> None:
    """Delete what is kept, down to the bytes of the database's file."""
    if everything == (profile_name is not None or number is not None):
        raise CoachError("Say what to delete: --profile NAME, --interview N, or --everything.")
    with opened_store() as store:
        profile = None if everything else chosen_profile(store, profile_name)
        interview = store.interview(profile, number) if profile and number is not None else None
        if not yes:
            confirm_deleting(str(number) if interview else profile.name if profile else EVERYTHING)
        if interview:
            store.delete_interview(interview)
            click.echo(f"Interview {number} is deleted.")
        elif profile:
            store.delete_profile(profile)
            click.echo(f"The profile {profile.name} is deleted with everything of it.")
        else:
            store.delete_everything()
            click.echo("Everything is deleted.")
