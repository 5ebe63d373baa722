"""The model in this process: several conversations share one llama.cpp context, one step at a time."""

import codecs
import itertools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.llm.chat_template import ChatTemplate
from coach.llm.fair_lock import FairLock
from coach.llm.llama_context import KVCacheFull, LlamaContext, Logits
from coach.llm.types import Prompt, PromptTooLong

CONVERSATIONS = 4  # prompts that are kept evaluated at the same time
PROBES_AT_ONCE = 16  # sequences reserved for probes that share a prefix
STEP_TOKENS = 256  # prompt tokens read before somebody else gets a turn: about 2.5 s of the default model on 2 cores
REPETITION_PENALTY = 1.05  # divides the logits of tokens just written; llama.cpp's usual range is 1.0 to 1.1
REPETITION_WINDOW = 64  # tokens

_YES = ("Yes", " Yes", "yes", " yes", "YES")
_NO = ("No", " No", "no", " no", "NO")


@dataclass(slots=True)
class _Conversation:
    """One sequence of the KV cache and the tokens that are evaluated in it."""

    sequence: int
    tokens: list[int] = field(default_factory=list)
    busy: bool = False
    last_used: int = 0


class LocalModel:
    """A GGUF file loaded through llama-cpp-python. Thread-safe; implements `coach.llm.types.LanguageModel`."""

    def __init__(self, path: Path, *, context: int, threads: int | None = None, report: Callable[[float], None] | None = None) -> None:
        """Load the file at `path` with room for `context` tokens in all. `report` is given the share loaded, 0 to 1.

        Raises CoachError when it can't be loaded or holds no chat template.
        """
        self._llama = LlamaContext(
            path, context=context, sequences=CONVERSATIONS + PROBES_AT_ONCE, threads=threads or physical_cores(), report=report
        )
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

    @property
    def name(self) -> str:
        """The file's name without .gguf."""
        return self._name

    @property
    def context(self) -> int:
        """Tokens in all, over every conversation."""
        return self._llama.n_ctx

    def close(self) -> None:
        """Free the memory, once whatever runs has ended."""
        with self._step.turn():
            self._llama.close()

    def count_tokens(self, text: str) -> int:
        """Tokens of plain text, exactly."""
        return len(self._llama.tokenize(text, special=False))

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        """See `LanguageModel.prefill`."""
        tokens = self._tokens(prompt, open_ended=True)
        self._check_room(tokens, 0)
        with self._conversation(tokens, cancel) as conversation:
            unread = len(tokens) - len(conversation.tokens)
            self._read(conversation, tokens, cancel, want_logits=False)
        return unread

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        """See `LanguageModel.stream`."""
        tokens = self._tokens(prompt)
        self._check_room(tokens, max_tokens)
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        written: list[int] = []
        with self._conversation(tokens, cancel) as conversation:
            logits = self._read(conversation, tokens, cancel)
            while len(written) < max_tokens:
                token = _next_token(logits, written[-REPETITION_WINDOW:])
                if self._llama.is_end(token):
                    break
                written.append(token)
                if text := decoder.decode(self._llama.piece(token)):
                    yield text
                logits = self._read(conversation, [*conversation.tokens, token], cancel)
        if text := decoder.decode(b"", final=True):
            yield text

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.yes_no_log_odds`. What the probes share is read once; the rest goes through in joint batches."""
        if not probes:
            return []
        *before, last = prompt
        rows = [self._tokens([*before, type(last)(last.role, last.content + probe)]) for probe in probes]
        shared = min(_common_prefix(rows[0], row) for row in rows)
        shared = min(shared, min(len(row) for row in rows) - 1)  # each probe keeps a token of its own to read logits from
        self._check_room(rows[0][:shared], max(len(row) - shared for row in rows))
        odds: list[float] = []
        with self._conversation(rows[0][:shared], cancel) as conversation:
            self._read(conversation, rows[0][:shared], cancel, want_logits=False)
            for group in _grouped([row[shared:] for row in rows], PROBES_AT_ONCE, STEP_TOKENS):
                for logits in self._read_side_by_side(conversation, group, cancel):
                    odds.append(_log_sum_exp(logits[self._yes]) - _log_sum_exp(logits[self._no]))
        return odds

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
        return [tokens[0] for tokens in encoded if len(tokens) == 1]

    def _check_room(self, tokens: Sequence[int], more: int) -> None:
        if len(tokens) + more > self.context:
            raise PromptTooLong(
                f"This text is too long for the model: {len(tokens) + more} tokens, and its context holds {self.context}; "
                "shorten it or set a larger `context`."
            )

    # The KV cache

    @contextmanager
    def _conversation(self, tokens: Sequence[int], cancel: Cancel | None) -> Iterator[_Conversation]:
        """A conversation of one's own that already holds as much of the start of `tokens` as any does."""
        with self._seat.turn(cancel), self._freed:
            while not any(not conversation.busy for conversation in self._conversations):
                if cancel is not None and cancel.is_set():
                    raise Stopped
                self._freed.wait(0.1)
            best = max(self._conversations, key=lambda each: _common_prefix(each.tokens, tokens))
            shared = _common_prefix(best.tokens, tokens)
            if best.busy or 2 * shared < len(best.tokens):  # it belongs to somebody else: borrow its start and leave it whole
                mine = min((each for each in self._conversations if not each.busy), key=lambda each: each.last_used)
            else:
                mine = best
            mine.busy = True
        try:
            with self._step.turn(cancel):
                if mine is not best:
                    self._llama.trim(mine.sequence, 0)
                    mine.tokens = []
                    shared = _common_prefix(best.tokens, tokens)  # it may have moved on meanwhile
                    self._llama.copy(best.sequence, mine.sequence)
                self._llama.trim(mine.sequence, shared)
                mine.tokens = list(tokens[:shared])
            yield mine
        finally:
            with self._freed:
                mine.busy = False
                mine.last_used = next(self._clock)
                self._freed.notify_all()

    def _read(self, conversation: _Conversation, tokens: Sequence[int], cancel: Cancel | None, *, want_logits: bool = True) -> Logits:
        """Bring `conversation` to exactly `tokens`; the logits after the last one (an empty array unless wanted)."""
        kept = _common_prefix(conversation.tokens, tokens)
        if want_logits and kept == len(tokens):
            kept -= 1
        logits: list[Logits] = []
        while True:
            step = tokens[kept : kept + STEP_TOKENS]
            last = kept + len(step) == len(tokens)
            with self._step.turn(cancel):
                if kept < len(conversation.tokens):
                    self._llama.trim(conversation.sequence, kept)
                    del conversation.tokens[kept:]
                if step:
                    rows = [
                        (token, kept + offset, conversation.sequence, want_logits and last and offset == len(step) - 1)
                        for offset, token in enumerate(step)
                    ]
                    logits = self._decode(rows, conversation, cancel)
                    conversation.tokens += step
            kept += len(step)
            if last:
                return logits[0] if logits else np.empty(0, np.float32)

    def _read_side_by_side(self, conversation: _Conversation, tails: Sequence[Sequence[int]], cancel: Cancel | None) -> list[Logits]:
        """The logits after each tail, all continuing `conversation`, which stays as it was."""
        start = len(conversation.tokens)
        rows = [
            (token, start + offset, CONVERSATIONS + number, offset == len(tail) - 1)
            for number, tail in enumerate(tails)
            for offset, token in enumerate(tail)
        ]
        with self._step.turn(cancel):
            try:
                for number in range(len(tails)):
                    self._llama.copy(conversation.sequence, CONVERSATIONS + number)
                return self._decode(rows, conversation, cancel)
            finally:
                for number in range(len(tails)):
                    self._llama.trim(CONVERSATIONS + number, 0)

    def _decode(self, rows: Sequence[tuple[int, int, int, bool]], conversation: _Conversation, cancel: Cancel | None) -> list[Logits]:
        """One evaluation, aborted when `cancel` is set. Makes room by forgetting the idle conversation unused the longest."""
        while True:
            listening: AbstractContextManager[None] = nullcontext() if cancel is None else cancel.listening(lambda: self._llama.abort(True))
            try:
                with listening:
                    return self._llama.decode(rows)
            except KVCacheFull:
                self._forget_oldest()
            except BaseException as error:
                self._llama.trim(conversation.sequence, len(conversation.tokens))
                if isinstance(error, Stopped) and not (cancel and cancel.is_set()):
                    continue  # somebody else's Stop came a moment too late and hit this step: take it again
                raise
            finally:
                self._llama.abort(False)

    def _forget_oldest(self) -> None:
        with self._freed:
            idle = [each for each in self._conversations if not each.busy and each.tokens]
            if not idle:
                raise PromptTooLong(
                    f"The model's context of {self.context} tokens is full of other conversations; try again in a moment or set a larger `context`."
                ) from None
            oldest = min(idle, key=lambda each: each.last_used)
            self._llama.trim(oldest.sequence, 0)
            oldest.tokens = []


def physical_cores() -> int:
    """Cores this process may use, counting two hyper-threads of one core once: more threads than that slow llama.cpp down."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores: set[str] = set()
    for cpu in usable:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        cores.add(siblings.read_text() if siblings.is_file() else str(cpu))
    return max(1, len(cores))


def _next_token(logits: Logits, recent: Sequence[int]) -> int:
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
