"""An interview in the terminal: questions and feedback are printed, answers and commands are typed."""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from coach.cli.feedback import improved, print_explanation, print_remarks, print_revision, print_verdicts, watched
from coach.cli.output import counted
from coach.cli.progress import progress_line
from coach.cli.reading import typed_line
from coach.errors import CoachError
from coach.interview.choosing import MINUTES
from coach.interview.gaps import unanswered
from coach.interview.hints import ceilings, next_hint
from coach.interview.results import mean_score, results_of
from coach.interview.session import (
    Answered,
    Began,
    Ended,
    Event,
    GaveUp,
    Hinted,
    Paused,
    Rephrased,
    Resumed,
    Skipped,
    Undone,
    expect,
    expect_explanation,
    newly_closed,
)
from coach.interview.types import Mode, Phase, Session, Turn
from coach.practice.ongoing import OngoingInterview

if TYPE_CHECKING:
    from coach.interview.coach import Coach

# What is typed, the event that it is, and what that means.
EVENTS: Mapping[str, tuple[Event, str]] = {
    "/skip": (Skipped(), "leave this question, or this follow-up, out"),
    "/dontknow": (GaveUp(), "go to the next question; this one earns nothing more"),
    "/undo": (Undone(), "take your last answer back"),
    "/pause": (Paused(), "stop here; `coach interview --resume` goes on"),
    "/end": (Ended(), "end the interview"),
}
HELPS = {
    "/hint": "a hint on what is still open, which lowers what it can earn",
    "/repeat": "the question again",
    "/rephrase": "the question in other words",
    "/explain TEXT": "what your guides say about a concept",
    **{name: meaning for name, (_, meaning) in EVENTS.items()},
    "/help": "this list",
}


class Conversation:
    """Holds one interview from where it stands to its end, a break, or the end of what is typed."""

    def __init__(self, coach: "Coach", interview: OngoingInterview, profile_name: str | None = None) -> None:
        """`profile_name` is what has to be given to come back to it, None for the default profile."""
        self._coach = coach
        self._interview = interview
        self._options = f" --profile {shlex.quote(profile_name)}" if profile_name else ""
        self._realistic = interview.plan.mode is Mode.REALISTIC

    def hold(self) -> None:
        """Ask, listen and answer. Raises CoachError when standard input or the store can't be used."""
        try:
            self._greet()
            while self._interview.session.phase is not Phase.DONE and not self._interview.session.paused:
                self._step()
        except KeyboardInterrupt:
            click.echo(f"\nThe interview is kept; `coach interview --resume{self._options}` goes on with it.", err=True)
            raise
        if self._interview.session.paused:
            click.echo(f"A break: `coach interview --resume{self._options}` goes on.")
        else:
            self._sum_up()

    # One step

    def _greet(self) -> None:
        session, plan = self._interview.session, self._interview.plan
        minutes = sum(MINUTES[question.category] for question in plan.questions)
        click.echo(f"Interview {self._interview.interview.number}: {counted(len(plan.questions), 'question')}, about {minutes} minutes.")
        click.echo("Finish an answer with an empty line; /help lists what else you can type.\n")
        if session.paused:
            self._interview.did(Resumed())
        if session.phase is Phase.GREETING:
            self._interview.did(Began())

    def _step(self) -> None:
        """Until the session has moved on: an answer and its verdict, or a command that does."""
        before = self._interview.session
        if before.phase is Phase.ASSESSMENT:
            click.echo("Your last answer was not judged yet.")
            self._judge()
        else:
            self._ask()
            self._listen()
        if not self._realistic:  # which has its feedback with the summary
            self._after(before)

    def _listen(self) -> None:
        """Read lines up to an answer, or a command that moves the session on."""
        lines: list[str] = []
        while True:
            line = typed_line()
            if line is not None and line.startswith("/"):
                if self._obeyed(line):
                    return
            elif line is not None and line.strip():
                lines.append(line)
            elif lines:
                self._answered("\n".join(lines))
                return
            elif line is None:
                self._interview.did(Paused())
                return

    def _answered(self, text: str) -> None:
        limit = self._interview.plan.seconds
        try:
            self._interview.did(Answered(text))
        except CoachError as error:
            click.echo(f"{error}\n", err=True)
            return
        if limit and (seconds := self._interview.turn.said[-1].seconds) is not None:
            click.echo(f"{seconds:.0f} of {limit} seconds{'' if seconds <= limit else ': late'}.")
        self._judge()

    def _judge(self) -> None:
        """Have what was said last judged; when that fails, the question is asked again."""
        before = self._interview.turn
        try:
            watched(self._interview.assess(self._coach))
        except CoachError as error:
            if self._interview.session.phase is Phase.ASSESSMENT:  # not given back either: the store does not take it
                raise
            click.echo(f"{error}\n", err=True)
            return
        if not self._realistic:
            self._print_feedback(self._turn_of(before), before)

    def _obeyed(self, line: str) -> bool:
        """Do what was typed; whether the session moved on by it."""
        command, _, text = line.strip().partition(" ")
        try:
            match command:
                case "/hint":
                    self._hint()
                case "/repeat":
                    self._ask()
                case "/rephrase":
                    self._rephrase()
                case "/explain":
                    expect_explanation(self._interview.session)
                    print_explanation(self._coach, text)
                case "/help":
                    click.echo("\n".join(f"  {name:<14} {meaning}" for name, meaning in HELPS.items()))
                case command if command in EVENTS:
                    self._interview.did(EVENTS[command][0])
                    return True
                case _:
                    click.echo(f"There is no command {command}; /help lists them. A line of your answer that begins with / needs a space before it.", err=True)
        except CoachError as error:
            click.echo(str(error), err=True)
        return False

    def _hint(self) -> None:
        expect(self._interview.session, Hinted)  # first: that there is none left is a verdict
        hint = next_hint(self._interview.turn)
        if hint is None:
            click.echo("There is no further hint: nothing that counts is open.")
            return
        self._interview.did(Hinted(hint.point.id))
        click.echo(f"Hint: {hint.text}")

    def _rephrase(self) -> None:
        if self._interview.session.phase is Phase.FOLLOW_UP:
            raise CoachError("A follow-up can't be put in other words; /repeat asks it again.")
        with progress_line("Thinking of other words"):
            text = self._coach.rephrase(self._interview.turn.question)
        if text is None:
            raise CoachError("The coach finds no other words for this question; /repeat asks it again.")
        self._interview.did(Rephrased(text))
        click.echo(f"In other words: {text}")

    # What is shown

    def _ask(self) -> None:
        turn, plan = self._interview.turn, self._interview.plan
        limit = f" ({max(0.0, plan.seconds - self._interview.seconds_used()):.0f} seconds)" if plan.seconds else ""
        if turn.asked:
            click.secho(f"Follow-up: {turn.asked.text}{limit}", bold=True)
        else:
            click.secho(f"Question {len(self._interview.session.turns)} of {len(plan.questions)}: {turn.question.text}{limit}", bold=True)
        if turn.rephrased:
            click.echo(f"In other words: {turn.rephrased}")

    def _after(self, before: Session) -> None:
        """What a question that is over leaves: the model answer to one that was given up, the improved answer to any other."""
        for turn in newly_closed(before, self._interview.session):
            if turn.given_up and not turn.assessment:
                self._print_feedback(turn)
            self._improve(turn)

    def _print_feedback(self, turn: Turn, before: Turn | None = None) -> None:
        """The verdicts and what follows from them; with the score that there was before a follow-up."""
        assessment = turn.assessment or unanswered(turn.question)
        results, earlier = results_of(turn), results_of(before) if before else None
        file = self._file(turn)
        print_verdicts(assessment, results.score if results else 0, file, earlier.score if earlier else None)
        if turn.said and earlier is None:
            for notice in self._coach.notices(turn.question, turn.said[0].text):
                click.echo(f"  {notice}")
        print_remarks(assessment, file, ceilings(turn))

    def _improve(self, turn: Turn) -> None:
        """Show the improved answer, where there is something to improve."""
        try:
            revision = improved(self._interview.improve(turn, self._coach))
        except CoachError as error:
            click.echo(f"There is no improved answer this time: {error}\n", err=True)
            return
        print_revision(revision)

    def _sum_up(self) -> None:
        turns = self._interview.session.turns
        if self._realistic:
            for number, turn in enumerate(turns, start=1):
                if results_of(turn):
                    click.secho(f"\nQuestion {number}: {turn.question.text}", bold=True)
                    self._print_feedback(turn)
                    self._improve(turn)
        for turn in turns:
            results = results_of(turn)
            result = f"{results.score} of 100" if results else "skipped" if turn.skipped else "not judged"
            click.echo(f"{result:>12}  {turn.question.text}")
        mean = mean_score(turns)
        if mean is not None:
            click.secho(f"{mean:.0f} of 100 on average", bold=True)
        click.echo(f"`coach report {self._interview.interview.number}{self._options}` has all of it.")

    def _turn_of(self, turn: Turn) -> Turn:
        """The same question's turn as it is now."""
        return next(each for each in self._interview.session.turns if each.question == turn.question)

    def _file(self, turn: Turn) -> str:
        """The name of the guide's file, or its id when the guide is gone."""
        guide_id = turn.question.guide_id
        return next((guide.path.name for guide in self._coach.library.guides if guide.id == guide_id), guide_id)
