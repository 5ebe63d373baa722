"""A thin, typed layer over llama.cpp's C interface: tokens in, logits out, one KV cache with several sequences.

Only this module touches ctypes. It is not thread-safe; `local.py` takes turns.
"""

import ctypes
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import llama_cpp
import numpy as np
import numpy.typing as npt

from coach.cancel import Stopped
from coach.errors import CoachError

log = logging.getLogger(__name__)

Logits = npt.NDArray[np.float32]

BATCH_TOKENS = 512  # most tokens evaluated in one call; llama.cpp's own default

# llama.cpp asks an abort callback between any two operations, thousands of times a second. A Python callback would need the interpreter
# lock each time; strlen() of a flag that is "" or "x" answers false or true without it.
_strlen = ctypes.CDLL(None).strlen


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _log_line(_level: int, text: bytes, _user: ctypes.c_void_p) -> None:
    line = text.decode("utf-8", "replace").rstrip()
    if line:
        log.debug(line)


# Kinds of model whose memory can't be cut back to an earlier token, which sharing the start of a prompt needs.
_NOT_TRIMMABLE = (llama_cpp.llama_model_is_recurrent, llama_cpp.llama_model_is_hybrid, llama_cpp.llama_model_has_encoder)


class KVCacheFull(CoachError):
    """No room for the batch; nothing was changed."""


class LlamaContext:
    """A loaded model with its KV cache."""

    def __init__(self, path: Path, *, context: int, sequences: int, threads: int, report: Callable[[float], None] | None = None) -> None:
        """Load `path`. `context` tokens are shared by all `sequences`; `report` is given the share loaded, 0 to 1.

        Raises CoachError when llama.cpp can't load the file.
        """
        llama_cpp.llama_log_set(_log_line, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        model_params = llama_cpp.llama_model_default_params()

        @llama_cpp.llama_progress_callback  # type: ignore[untyped-decorator]
        def progress(share: float, _user: ctypes.c_void_p) -> bool:
            if report is not None:
                report(share)
            return True

        model_params.progress_callback = progress
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), model_params)
        if not self._model:
            raise CoachError(f"The model file {path} can't be loaded: it is damaged or of a kind that this llama.cpp doesn't know; choose another one.")
        if any(kind(self._model) for kind in _NOT_TRIMMABLE):
            llama_cpp.llama_model_free(self._model)
            raise CoachError(f"The model file {path} is of a kind (recurrent, hybrid or encoder) that the coach can't use; choose another one.")
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = min(context, llama_cpp.llama_model_n_ctx_train(self._model))
        params.n_batch = params.n_ubatch = BATCH_TOKENS
        params.n_seq_max = sequences
        params.n_threads = params.n_threads_batch = threads
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.kv_unified = True
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        if not self._context:
            llama_cpp.llama_model_free(self._model)
            raise CoachError(f"The model {path.name} does not fit in memory with a context of {context} tokens; set a smaller `context` or another model.")
        self._abort_flag = ctypes.create_string_buffer(2)
        self._abort_callback = ctypes.cast(_strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(self._context, self._abort_callback, ctypes.cast(self._abort_flag, ctypes.c_void_p))
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._batch = llama_cpp.llama_batch_init(BATCH_TOKENS, 0, 1)
        self.n_vocab: int = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self.n_ctx: int = llama_cpp.llama_n_ctx(self._context)

    def close(self) -> None:
        """Free the model. Nothing else may be called afterwards."""
        if self._context:
            llama_cpp.llama_batch_free(self._batch)
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)
            self._context = None

    # Text and tokens

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Token ids of `text`; control tokens are recognised only if `special`."""
        if not self._context:
            raise CoachError("The model has been closed; restart the coach.")
        raw = text.encode("utf-8", "replace")
        size = len(raw) + 8
        tokens = (llama_cpp.llama_token * size)()
        count = llama_cpp.llama_tokenize(self._vocab, raw, len(raw), tokens, size, False, special)
        if count < 0:
            raise CoachError("The model's tokenizer failed on this text; shorten it and try again.")
        return list(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; they need not be whole characters."""
        size = 256
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, size, 0, False)
            if length >= 0:
                return buffer.raw[:length]
            size = -length  # what a longer piece needs

    def control_text(self, token: int) -> str:
        """The written form of a control token, such as "<|im_end|>"; "" for none."""
        return (llama_cpp.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace") if token >= 0 else ""

    def is_end(self, token: int) -> bool:
        """Whether this token ends a reply."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))

    @property
    def bos(self) -> int:
        """The token that starts a text, or -1."""
        return int(llama_cpp.llama_vocab_bos(self._vocab))

    @property
    def eos(self) -> int:
        """The token that ends a text, or -1."""
        return int(llama_cpp.llama_vocab_eos(self._vocab))

    @property
    def adds_bos(self) -> bool:
        """Whether the model wants a text to start with `bos`."""
        return bool(llama_cpp.llama_vocab_get_add_bos(self._vocab))

    @property
    def chat_template(self) -> str | None:
        """The Jinja template in the file."""
        raw = llama_cpp.llama_model_chat_template(self._model, None)
        return raw.decode("utf-8") if raw else None

    # Evaluation

    def decode(self, rows: Sequence[tuple[int, int, int, bool]]) -> list[Logits]:
        """Evaluate at most BATCH_TOKENS rows of (token, position, sequence, logits wanted); the logits in that order, each of shape (n_vocab,).

        Raises Stopped after `abort`, KVCacheFull when there is no room. The caller trims what an abort or an error left half done.
        """
        if len(rows) > BATCH_TOKENS:  # C would write past the end of the batch
            raise ValueError(f"{len(rows)} rows are more than {BATCH_TOKENS}")
        batch = self._batch
        batch.n_tokens = len(rows)
        for row, (token, position, sequence, wanted) in enumerate(rows):
            batch.token[row] = token
            batch.pos[row] = position
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = sequence
            batch.logits[row] = wanted
        status = llama_cpp.llama_decode(self._context, batch)
        if status == 1:
            raise KVCacheFull("The model's context is full.")
        if status == 2:  # aborted
            raise Stopped
        if status != 0:
            raise CoachError(f"llama.cpp failed while reading a prompt (code {status}); restart the coach, and choose a smaller model if it happens again.")
        return [
            np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self._context, row), shape=(self.n_vocab,)).copy()
            for row, (_, _, _, wanted) in enumerate(rows)
            if wanted
        ]

    def abort(self, value: bool) -> None:
        """Make a decode that is running in another thread (and any later one) stop, until called with False."""
        self._abort_flag[0] = b"x" if value else b"\0"

    def trim(self, sequence: int, length: int) -> None:
        """Forget everything of `sequence` from position `length` on."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, length, -1)

    def copy(self, source: int, target: int) -> None:
        """Let `target` share all that `source` has evaluated, at no cost."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)
