"""`coach interview`: which questions are asked. How the interview is held: `conversation`."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from coach.cli.keeping import chosen_profile, named_guides, opened_store, profile_option, yes_option
from coach.cli.loading import make_ready, new_coach
from coach.cli.progress import progress_line
from coach.cli.reading import read_text
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.guides.types import Category, Guide
    from coach.interview.choosing import Choice
    from coach.practice.ongoing import OngoingInterview
    from coach.practice.practice import Practice

# The ways of choosing that have a use for an option; the other options go with all of them.
USED_BY = {
    "--ask": {"mix", "need", "job"},
    "--category": {"mix", "need", "drill"},
    "--minutes": {"mix"},
    "--difficulty": {"mix"},
    "--seed": {"mix", "need"},
    "--job-file": {"job"},
}
WITH_RESUME = {"--resume", "--profile", "--yes"}
CONFIRMED = {"need", "job"}  # where the questions are the coach's choice, it is shown first


@click.command()
@click.option(
    "--guide",
    "guide_names",
    multiple=True,
    help="A guide's file name or a part of its title; may be given several times. Default: the first guide; all of them for a job or a drill.",
)
@click.option(
    "--category",
    "category_names",
    multiple=True,
    help="technical, behavioral, situational, problem-solving or other; may be given several times. Default: all.",
)
@click.option("-n", "--questions", "count", type=int, help="How many questions; 5 unless given.")
@click.option("--minutes", type=int, help="As many questions as fit into this time.")
@click.option("--difficulty", help="Only questions that the guides mark so.")
@click.option(
    "--mode",
    type=click.Choice(["practice", "realistic", "drill"]),
    default="practice",
    show_default=True,
    help="Feedback after each answer, or at the end, or a drill of what is due or weak.",
)
@click.option(
    "--ask",
    type=click.Choice(["mix", "need", "job"]),
    help="What questions are chosen by: a mix, what you need most, or the job description of --job-file. Default: mix.",
)
@click.option("--job-file", type=click.Path(path_type=Path), help="Text file with a job description.")
@click.option("--seconds", type=click.IntRange(1), help="Time for each answer. A late one is accepted and marked.")
@click.option("--seed", type=int, help="The same number gives the same questions.")
@profile_option
@click.option("--resume", is_flag=True, help="Go on with the interview that is not over.")
@yes_option
@click.pass_context
def interview(
    context: click.Context,
    guide_names: tuple[str, ...],
    category_names: tuple[str, ...],
    count: int | None,
    minutes: int | None,
    difficulty: str | None,
    mode: str,
    ask: str | None,
    job_file: Path | None,
    seconds: int | None,
    seed: int | None,
    profile_name: str | None,
    resume: bool,
    yes: bool,
) -> None:
    """Be interviewed in the terminal. Finish an answer with an empty line; /help lists what else can be typed."""
    ask = ask or ("job" if job_file else "mix")
    way = "drill" if mode == "drill" else ask
    _expect_fitting(_given(context), way, resume=resume)
    if way == "job" and not job_file:
        raise CoachError("To be asked for a job, give its description: --job-file FILE.")
    coach = new_coach()
    from coach.cli.conversation import Conversation
    from coach.interview.types import Mode
    from coach.practice.practice import Ask, Practice, Wish

    with opened_store() as store:
        practice = Practice(coach, store, chosen_profile(store, profile_name))
        if resume:
            ongoing = _unfinished(practice)
            if obstacle := ongoing.obstacle(coach):
                click.echo(obstacle)
                _offer_end(ongoing, profile_name)
                return
            make_ready(coach)
        else:
            if number := practice.unfinished_number():
                whose = f" --profile {shlex.quote(profile_name)}" if profile_name else ""
                click.echo(f"Interview {number} is not over; `coach interview --resume{whose}` goes on with it.", err=True)
            wish = Wish(
                guides=_guides(coach.library.guides, guide_names, every=way in ("job", "drill")),
                ask=Ask(ask),
                mode=Mode(mode),
                categories=tuple(_category(name) for name in category_names),
                difficulty=difficulty,
                count=count,
                minutes=minutes,
                job=read_text(job_file) if job_file else "",
                seconds=seconds,
                seed=seed,
            )
            with progress_line("Choosing questions"):
                choices = practice.choose(wish)
            if way in CONFIRMED and not yes and not _agreed(choices):
                click.echo("Nothing was begun.")
                return
            make_ready(coach)
            ongoing = practice.begin(choices, wish)
        Conversation(coach, ongoing, profile_name).hold()


def _given(context: click.Context) -> list[str]:
    """The options that were typed, by their long names."""
    typed = [parameter for parameter in context.command.params if context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE]
    return [parameter.opts[-1] for parameter in typed]


def _expect_fitting(options: Sequence[str], way: str, *, resume: bool) -> None:
    """Raises CoachError for an option that there is no use for when an interview is resumed, or with this way of choosing."""
    for option in options:
        if resume and option not in WITH_RESUME:
            raise CoachError(f"{option} has no use with --resume: an interview goes on as it was planned; leave one of them out.")
        if way not in USED_BY.get(option, {way}):
            chosen = "a drill" if way == "drill" else f"--ask {way}"
            raise CoachError(f"{option} has no use with {chosen}; leave one of them out.")


def _unfinished(practice: "Practice") -> "OngoingInterview":
    found = practice.unfinished()
    if found is None:
        raise CoachError(f"{practice.profile.name} has no interview to go on with; begin one without --resume.")
    return found


def _offer_end(ongoing: "OngoingInterview", profile_name: str | None) -> None:
    """End an interview that can't go on when that is wanted. Asks in any case: what it lacks may be put back."""
    from coach.interview.session import Ended

    if click.confirm("End it?", default=False):
        ongoing.did(Ended())
        number, whose = ongoing.interview.number, f" --profile {shlex.quote(profile_name)}" if profile_name else ""
        click.echo(f"Interview {number} is over; `coach report {number}{whose}` has what came of it.")


def _guides(guides: "Sequence[Guide]", names: Sequence[str], *, every: bool) -> "tuple[Guide, ...]":
    """Those that are named, or else every one or the first that has questions."""
    if names:
        return named_guides(guides, names)
    usable = [guide for guide in guides if guide.questions]
    return tuple(usable if every else usable[:1])


def _agreed(choices: "Sequence[Choice]") -> bool:
    """Whether these questions are fine."""
    for number, choice in enumerate(choices, start=1):
        click.echo(f"{number}. {choice.question.text}\n   {choice.why}")
    return click.confirm("Begin?", default=True)


def _category(name: str) -> "Category":
    from coach.guides.types import Category

    normalised = name.lower().replace("behavioural", "behavioral").replace(" ", "-").replace("_", "-")
    try:
        return Category(normalised)
    except ValueError:
        raise CoachError(f"There is no category {name!r}; choose from {', '.join(Category)}.") from None
