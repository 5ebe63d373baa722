"""The time that a candidate has used for what is asked, from when what happened. Pure."""

from collections.abc import Iterable
from datetime import datetime

from coach.interview.session import Answered, Assessed, Began, Event, GaveUp, Paused, Resumed, Skipped, Undone, Withdrawn


def seconds_used(steps: Iterable[tuple[Event, datetime]], now: datetime) -> float:
    """Seconds since the question or follow-up was asked, without breaks and without the judging of an answer that was withdrawn.

    A page that is closed without a break, or a coach that is not running, stops no clock. 0 before anything was asked, and never less.
    """
    used, since = 0.0, None
    for event, at in steps:
        match event:
            case Began() | Assessed() | Skipped() | GaveUp() | Undone():  # something is asked, or asked again
                used, since = 0.0, at
            case Paused() | Answered() if since is not None:
                used, since = used + (at - since).total_seconds(), None
            case Resumed() | Withdrawn():
                since = at
    return max(0.0, used + ((now - since).total_seconds() if since is not None else 0.0))
