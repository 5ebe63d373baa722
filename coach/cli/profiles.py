"""`coach profiles`: who practises here."""

import click

from coach.cli.keeping import chosen_profile, confirm_deleting, opened_store, yes_option
from coach.cli.output import print_table


@click.group(invoke_without_command=True)
@click.pass_context
def profiles(context: click.Context) -> None:
    """Who practises here: list, create, rename and delete profiles. Each has a history of its own."""
    if context.invoked_subcommand is None:
        context.invoke(list_profiles)


@profiles.command("list")
def list_profiles() -> None:
    """List the profiles, the oldest first; it is the default."""
    with opened_store() as store:
        store.default_profile()
        print_table([("name", "interviews"), *((each.name, str(len(store.interviews(each)))) for each in store.profiles())])


@profiles.command()
@click.argument("name")
def create(name: str) -> None:
    """Make a profile."""
    with opened_store() as store:
        click.echo(f"The profile {store.create_profile(name).name} is ready.")


@profiles.command()
@click.argument("old")
@click.argument("new")
def rename(old: str, new: str) -> None:
    """Give the profile OLD the name NEW."""
    with opened_store() as store:
        renamed = store.rename_profile(chosen_profile(store, old), new)
        click.echo(f"The profile {old} is now called {renamed.name}.")


@profiles.command()
@click.argument("name")
@yes_option
def delete(name: str, yes: bool) -> None:
    """Delete a profile with its whole history."""
    with opened_store() as store:
        profile = chosen_profile(store, name)
        if not yes:
            confirm_deleting(profile.name)
        store.delete_profile(profile)
    click.echo(f"The profile {profile.name} is deleted with everything of it.")
