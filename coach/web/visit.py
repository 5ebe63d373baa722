"""One open page: its conversations and where its interview stands."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.grading.types import Assessment
from coach.guides.library import Library
from coach.guides.types import Question
from coach.interview.choosing import Choice
from coach.interview.coach import Coach
from coach.interview.types import Phase
from coach.practice.ongoing import OngoingInterview
from coach.practice.practice import Wish
from coach.web.drafting import Draft

log = logging.getLogger(__name__)

Message = dict[str, str]


@dataclass(slots=True)
class Conversation:
    """What was said in one view of an open page, and whether the coach is at work there."""

    messages: list[Message] = field(default_factory=list)
    cancel: Cancel | None = None  # set while the coach is at work
    starting: threading.Lock = field(default_factory=threading.Lock)

    def say(self, content: str) -> Message:
        """Add what the coach says; the value can still be changed."""
        message = {"role": "assistant", "content": content}
        self.messages.append(message)
        return message

    def stop(self) -> None:
        """Stop what is under way."""
        if self.cancel is not None:
            self.cancel.set()

    @contextmanager
    def at_work(self) -> Iterator[Cancel]:
        """Marks the conversation as busy; the value is what Stop sets. Raises CoachError when it is busy already."""
        with self.starting:
            if self.cancel is not None:
                raise CoachError("The coach is still at work on what you sent before; wait for it or press Stop.")
            self.cancel = Cancel()
        try:
            yield self.cancel
        finally:
            self.cancel = None


class Part(StrEnum):
    """What a review shows, from the top."""

    STATUS = "status"
    TAKEN = "taken"  # for which question the answer was taken
    NOTICES = "notices"
    MOVED = "moved"
    POINTS = "points"
    SENTENCES = "sentences"
    REMARKS = "remarks"
    REVISION = "revision"
    NEXT = "next"


@dataclass(slots=True)
class Reviewing(Conversation):
    """The review of an answer: what of it is there, as HTML, and what the next is compared with."""

    parts: dict[Part, str] = field(default_factory=dict)
    answer: str = ""
    question: Question | None = None  # that the answer was taken for
    proposed: tuple[Question, ...] = ()  # that it may be to, the likeliest first
    improved: str = ""  # the answer to go on with; empty while there is none
    last: dict[str, Assessment] = field(default_factory=dict)  # by question id


@dataclass(slots=True)
class Explaining(Conversation):
    """What was said in the view that explains, and beside it the sources of each explanation, as HTML."""

    sources: list[str] = field(default_factory=list)
    is_looking: bool = False  # for sources


@dataclass(slots=True)
class Sampling(Conversation):
    """The guided sample, and whether it is what is looked at in the place of one's own interview."""

    is_shown: bool = False


@dataclass(slots=True)
class Visit(Conversation):
    """One open page: the interview that is practised on it, and the conversations beside that. An interview outlives it in the store."""

    explaining: Explaining = field(default_factory=Explaining)
    reviewing: Reviewing = field(default_factory=Reviewing)
    sampling: Sampling = field(default_factory=Sampling)
    proposed: tuple[list[Choice], Wish] | None = None  # an interview that was planned and not begun
    interview: OngoingInterview | None = None
    ended: OngoingInterview | None = None  # the one that was over last, while nothing new has begun: its last answer can be taken back
    draft: Draft = field(default_factory=Draft)  # the guide that is being written
    filled_from: Library | None = None  # the guides that the choices on the page were made from
    preparing: Cancel | None = None  # of what was done ahead last

    def leave(self) -> None:
        """The page is gone. An answer that is being judged stays sent, to be judged when the interview is continued."""
        if self.interview is not None:
            self.interview.leave()
        for conversation in (self, self.explaining, self.reviewing, self.sampling):
            conversation.stop()
        self.give_way()

    def give_way(self) -> None:
        """What is done ahead stops: something is asked for."""
        if self.preparing is not None:
            self.preparing.set()

    def seconds_left(self) -> int | None:
        """For the answer that is expected now; below 0 when the time is over, None without a clock."""
        interview = self.interview
        if interview is None or interview.plan.seconds is None or interview.session.paused:
            return None
        if interview.session.phase not in (Phase.ANSWER, Phase.FOLLOW_UP):
            return None
        return round(interview.plan.seconds - interview.seconds_used())

    def prepare(self, coach: Coach) -> None:
        """While the candidate thinks, do what grading the answer will need."""
        if self.interview is None or self.interview.session.phase is not Phase.ANSWER:
            return
        self.give_way()
        question, cancel = self.interview.turn.question, Cancel()
        self.preparing = cancel

        def run() -> None:
            try:
                coach.prepare(question, cancel)
            except CoachError as error:  # Stopped, or a loading error that the status line shows
                log.info("not prepared: %s", error)

        threading.Thread(target=run, name="prepare", daemon=True).start()


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of the conversation leaves in the text box: None leaves it as it is."""

    box: str | None = None


Steps = Iterator[Step]
