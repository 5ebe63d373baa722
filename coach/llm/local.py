"""The model in this process: several conversations share one llama.cpp context, one step at a time."""

import codecs
import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.llm.chat_template import ChatTemplate
from coach.llm.fair_lock import CANCEL_POLL_SECONDS, FairLock
from coach.llm.llama_context import KVCacheFull, LlamaContext, Logits
from coach.llm.types import Message, Prompt, PromptTooLong, expected_value

CONVERSATIONS = 4  # prompts that are kept evaluated at the same time
PROBES_AT_ONCE = 16  # sequences reserved for probes that share a prefix
STEP_TOKENS = 256  # prompt tokens read before somebody else gets a turn: about 2.5 s of the default model on 2 cores
REPETITION_PENALTY = 1.05  # divides the logits of tokens just written; llama.cpp's usual range is 1.0 to 1.1
REPETITION_WINDOW = 64  # tokens

_YES = ("Yes", " Yes", "yes", " yes", "YES")
_NO = ("No", " No", "no", " no", "NO")


@dataclass(slots=True)
class _Conversation:
    """One sequence of the KV cache and the tokens that are evaluated in it, which change only during a step.

    `reserved` is how many tokens whoever uses it may need in all; 0 when nobody does.
    """

    sequence: int
    tokens: list[int] = field(default_factory=list)
    reserved: int = 0
    last_used: int = 0


class LocalModel:
    """A GGUF file loaded through llama-cpp-python. Thread-safe; implements `coach.llm.types.LanguageModel`."""

    def __init__(self, path: Path, *, context: int, threads: int | None = None, report: Callable[[float], None] | None = None) -> None:
        """Load the file at `path` with room for `context` tokens in all. `report` is given the share loaded, 0 to 1.

        Raises CoachError when it can't be loaded or holds no chat template.
        """
        self._llama = LlamaContext(path, context=context, sequences=CONVERSATIONS + PROBES_AT_ONCE, threads=threads or physical_cores(), report=report)
        if self._llama.chat_template is None:
            self._llama.close()
            raise CoachError(f"The model file {path} has no chat template, so it is no chat model; choose an instruct or chat model.")
        self._template = ChatTemplate(
            self._llama.chat_template, bos_token=self._llama.control_text(self._llama.bos), eos_token=self._llama.control_text(self._llama.eos)
        )
        self._name = path.stem
        self._yes = self._single_tokens(_YES)
        self._no = self._single_tokens(_NO)
        self._step = FairLock()  # one decode at a time
        self._seat = FairLock()  # first in line for a conversation
        self._conversations = [_Conversation(number) for number in range(CONVERSATIONS)]
        self._freed = threading.Condition()
        self._clock = itertools.count(1)
        self._closed = False

    @property
    def name(self) -> str:
        """The file's name without .gguf."""
        return self._name

    @property
    def context(self) -> int:
        """Tokens in all, over every conversation."""
        return self._llama.n_ctx

    def close(self) -> None:
        """Free the memory, once the step that runs has ended. Whoever is in the middle of something gets a CoachError at the next one."""
        with self._step.turn():
            self._closed = True
            self._llama.close()

    def count_tokens(self, text: str) -> int:
        """Tokens of plain text, exactly."""
        return len(self._llama.tokenize(text, special=False))

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        """See `LanguageModel.prefill`."""
        tokens = self._tokens(prompt, open_ended=True)
        with self._conversation(tokens, len(tokens), cancel) as conversation:
            unread = tokens[len(conversation.tokens) :]
            self._read(conversation, unread, cancel, want_logits=False)
        return len(unread)

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        """See `LanguageModel.stream`."""
        tokens = self._tokens(prompt)
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        recent: deque[int] = deque(maxlen=REPETITION_WINDOW)
        # All but the last token: reading that one gives the logits to begin with.
        with self._conversation(tokens[:-1], len(tokens) + max_tokens, cancel) as conversation:
            unread = tokens[len(conversation.tokens) :]
            for _ in range(max_tokens):
                logits = self._read(conversation, unread, cancel)
                token = _next_token(logits, recent)
                if self._llama.is_end(token):
                    break
                recent.append(token)
                unread = [token]
                if text := decoder.decode(self._llama.piece(token)):  # a character that the limit cuts in two is never written
                    yield text

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.yes_no_log_odds`."""
        return self._first_words(prompt, probes, lambda logits: _log_sum_exp(logits[self._yes]) - _log_sum_exp(logits[self._no]), cancel)

    def expected_digits(self, prompt: Prompt, probes: Sequence[str], highest: int, cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.expected_digits`."""
        digits = [self._single_tokens((str(digit), f" {digit}")) for digit in range(highest + 1)]
        return self._first_words(prompt, probes, lambda logits: expected_value([_log_sum_exp(logits[tokens]) for tokens in digits]), cancel)

    def _first_words(self, prompt: Prompt, probes: Sequence[str], reading: Callable[[Logits], float], cancel: Cancel | None) -> list[float]:
        """What `reading` makes of the logits of each reply's first word. What the probes share is read once; the rest goes through in joint batches."""
        if not probes:
            return []
        *before, last = prompt
        rows = [self._tokens([*before, Message(last.role, last.content + probe)]) for probe in probes]
        shared = min(_common_prefix(rows[0], row) for row in rows)
        shared = min(shared, min(len(row) for row in rows) - 1)  # each probe keeps a token of its own to read logits from
        groups = list(_grouped([row[shared:] for row in rows], PROBES_AT_ONCE, min(STEP_TOKENS, self.context - shared)))
        most = max(sum(map(len, group)) for group in groups)
        found: list[float] = []
        with self._conversation(rows[0][:shared], shared + most, cancel) as conversation:
            self._read(conversation, rows[0][len(conversation.tokens) : shared], cancel, want_logits=False)
            for group in groups:
                found += map(reading, self._read_side_by_side(conversation, group, cancel))
        return found

    # Tokens

    def _tokens(self, prompt: Prompt, *, open_ended: bool = False) -> list[int]:
        tokens: list[int] = []
        for part in self._template.render(prompt, open_ended=open_ended):
            tokens += self._llama.tokenize(part.text, special=part.is_template)
        if self._llama.adds_bos and tokens[:1] != [self._llama.bos]:
            tokens.insert(0, self._llama.bos)
        return tokens

    def _single_tokens(self, words: Sequence[str]) -> list[int]:
        encoded = [self._llama.tokenize(word, special=False) for word in words]
        return sorted({tokens[0] for tokens in encoded if len(tokens) == 1})

    # Taking turns

    @contextmanager
    def _turn(self, cancel: Cancel | None) -> Iterator[None]:
        """A step's turn. Raises Stopped, and CoachError when the model has been closed meanwhile."""
        with self._step.turn(cancel):
            if cancel is not None and cancel.is_set():
                raise Stopped
            if self._closed:
                raise CoachError("The model has been closed; restart the coach.")
            yield

    @contextmanager
    def _conversation(self, tokens: Sequence[int], most: int, cancel: Cancel | None) -> Iterator[_Conversation]:
        """A conversation of one's own that holds the start of `tokens`, as much of it as any does, and nothing else; it may grow to `most` tokens.

        Waits until there is room for that beside the others. Raises PromptTooLong when there never is, Stopped when `cancel` is set first.
        """
        if most > self.context:
            raise PromptTooLong(
                f"This text is too long for the model: {most} tokens, and its context holds {self.context}; shorten it or set a larger `context`."
            )
        with self._seat.turn(cancel), self._freed:
            while all(each.reserved for each in self._conversations) or sum(each.reserved for each in self._conversations) + most > self.context:
                if cancel is not None and cancel.is_set():
                    raise Stopped
                self._freed.wait(CANCEL_POLL_SECONDS)
            best = max(self._conversations, key=lambda each: (_common_prefix(each.tokens, tokens), not each.reserved))
            if best.reserved or 2 * _common_prefix(best.tokens, tokens) < len(best.tokens):  # somebody else's: borrow its start and leave it whole
                mine = min((each for each in self._conversations if not each.reserved), key=lambda each: each.last_used)
            else:
                mine = best
            mine.reserved = max(1, most)
        try:
            with self._turn(cancel):
                if mine is not best:
                    self._llama.trim(mine.sequence, 0)
                    self._llama.copy(best.sequence, mine.sequence)
                    mine.tokens = list(best.tokens)
                self._cut(mine, _common_prefix(mine.tokens, tokens))
            yield mine
        finally:
            with self._freed:
                mine.reserved = 0
                mine.last_used = next(self._clock)
                self._freed.notify_all()

    # Steps

    def _read(self, conversation: _Conversation, tokens: Sequence[int], cancel: Cancel | None, *, want_logits: bool = True) -> Logits:
        """Read `tokens` after what `conversation` holds, in steps; the logits after the last one (an empty array unless wanted)."""
        logits: list[Logits] = []
        for start in range(0, len(tokens), STEP_TOKENS):
            step = tokens[start : start + STEP_TOKENS]
            wanted = want_logits and start + len(step) == len(tokens)
            with self._turn(cancel):
                position = len(conversation.tokens)
                last = len(step) - 1
                rows = [(token, position + offset, conversation.sequence, wanted and offset == last) for offset, token in enumerate(step)]
                logits = self._decode(rows, cancel)
                conversation.tokens += step
        return logits[0] if logits else np.empty(0, np.float32)

    def _read_side_by_side(self, conversation: _Conversation, tails: Sequence[Sequence[int]], cancel: Cancel | None) -> list[Logits]:
        """The logits after each tail, all continuing `conversation`, which stays as it was. Several tails must fit one step."""
        start = len(conversation.tokens)
        if len(tails) == 1:  # may be long
            logits = self._read(conversation, tails[0], cancel)
            with self._turn(cancel):
                self._cut(conversation, start)
            return [logits]
        rows = [
            (token, start + offset, CONVERSATIONS + number, offset == len(tail) - 1) for number, tail in enumerate(tails) for offset, token in enumerate(tail)
        ]
        with self._turn(cancel):
            try:
                for number in range(len(tails)):
                    self._llama.copy(conversation.sequence, CONVERSATIONS + number)
                return self._decode(rows, cancel)
            finally:
                for number in range(len(tails)):
                    self._llama.trim(CONVERSATIONS + number, 0)

    def _cut(self, conversation: _Conversation, length: int) -> None:
        self._llama.trim(conversation.sequence, length)
        del conversation.tokens[length:]

    def _decode(self, rows: Sequence[tuple[int, int, int, bool]], cancel: Cancel | None) -> list[Logits]:
        """One evaluation, aborted when `cancel` is set; whatever goes wrong, nothing of `rows` is left behind. Makes room where needed."""
        while True:
            try:
                with nullcontext() if cancel is None else cancel.listening(lambda: self._llama.abort(True)):
                    return self._llama.decode(rows)
            except KVCacheFull:
                if not self._forget_oldest():
                    raise
            except BaseException as error:
                starts: dict[int, int] = {}
                for _, position, sequence, _ in rows:
                    starts.setdefault(sequence, position)
                for sequence, start in starts.items():
                    self._llama.trim(sequence, start)
                if isinstance(error, Stopped) and not (cancel and cancel.is_set()):
                    continue  # somebody else's Stop came a moment too late and hit this step: take it again
                raise
            finally:
                self._llama.abort(False)

    def _forget_oldest(self) -> bool:
        """Forget the conversation that nobody has used the longest; False when every one is in use or empty."""
        with self._freed:
            idle = [each for each in self._conversations if not each.reserved and each.tokens]
            if idle:
                self._cut(min(idle, key=lambda each: each.last_used), 0)
            return bool(idle)


def physical_cores() -> int:
    """Cores this process may use, counting two hyper-threads of one core once: more threads than that slow llama.cpp down."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores: set[str] = set()
    for cpu in usable:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        cores.add(siblings.read_text() if siblings.is_file() else str(cpu))
    return max(1, len(cores))


def _next_token(logits: Logits, recent: Iterable[int]) -> int:
    """The likeliest token, those just written made a little less likely (Keskar et al. 2019, CTRL, section 4.1)."""
    for token in set(recent):
        logits[token] = logits[token] / REPETITION_PENALTY if logits[token] > 0 else logits[token] * REPETITION_PENALTY
    return int(logits.argmax())


def _common_prefix(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two sequences share at their start."""
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length


def _grouped(tails: Sequence[list[int]], most: int, most_tokens: int) -> Iterator[list[list[int]]]:
    """Consecutive groups of at most `most` tails and, where possible, `most_tokens` tokens."""
    group: list[list[int]] = []
    for tail in tails:
        if group and (len(group) == most or sum(map(len, group)) + len(tail) > most_tokens):
            yield group
            group = []
        group.append(tail)
    if group:
        yield group


def _log_sum_exp(values: Logits) -> float:
    highest = float(values.max())
    return highest + float(np.log(np.exp(values.astype(np.float64) - highest).sum()))
