"""A model that writes what a test tells it to: for what happens to words, whoever wrote them."""

from collections.abc import Iterator, Sequence

from coach.cancel import Cancel
from coach.llm.types import Prompt


class ScriptedModel:
    """Implements `coach.llm.types.LanguageModel`, and keeps the prompts that it was given."""

    name = "scripted"
    context = 8192

    def __init__(self, *words: str, says_yes: bool = True) -> None:
        """`words` are the pieces that it writes; `says_yes` is its answer to every Yes or No."""
        self._words = words
        self._log_odds = 5.0 if says_yes else -5.0
        self.prompts: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        return 0

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        self.prompts.append("\n".join(message.content for message in prompt))
        yield from self._words

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        return [self._log_odds] * len(probes)

    def expected_digits(self, prompt: Prompt, probes: Sequence[str], highest: int, cancel: Cancel | None = None) -> list[float]:
        return [float(highest)] * len(probes)
