"""The one interface that every engine offers, and the values that pass through it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from coach.cancel import Cancel
from coach.errors import CoachError


class PromptTooLong(CoachError):
    """A prompt does not fit the model's context."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt. `content` is plain text: whatever looks like a control token in it stays text."""

    role: Literal["system", "user", "assistant"]
    content: str


Prompt = Sequence[Message]


def expected_value(log_weights: Sequence[float]) -> float:
    """The mean of 0, 1, 2, …, each weighted by e to the power of its entry."""
    highest = max(log_weights)
    weights = [math.exp(value - highest) for value in log_weights]
    return sum(number * weight for number, weight in enumerate(weights)) / sum(weights)


class LanguageModel(Protocol):
    """A chat model. Safe to call from several threads: callers are served in turn."""

    @property
    def name(self) -> str:
        """What to show the user, e.g. the file's or the server's model name."""
        ...

    @property
    def context(self) -> int:
        """Tokens that fit a prompt together with what is written after it."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` costs (an estimate where the engine can't tell)."""
        ...

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        """Read `prompt` up to the end of its last message, so that a longer prompt that starts the same answers sooner.

        Returns the number of tokens that had to be read now. Raises Stopped and PromptTooLong.
        """
        ...

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        """Write the assistant's reply to `prompt`, greedily, piece by piece.

        Raises Stopped when `cancel` is set or the iterator is closed, PromptTooLong, and CoachError when the engine fails.
        """
        ...

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        """For each probe, log P(Yes) - log P(No) as the first word of the reply to `prompt` + probe (natural log).

        A probe is text that is appended to the prompt's last message. Raises as `stream` does.
        """
        ...

    def expected_digits(self, prompt: Prompt, probes: Sequence[str], highest: int, cancel: Cancel | None = None) -> list[float]:
        """For each probe the mean of the digits from 0 to `highest` (at most 9), each as likely as the reply to `prompt` + probe begins with it.

        Finer than the digit that would be written, which is nearly always the same one. Raises as `stream` does.
        """
        ...
