"""A model behind any OpenAI-compatible server (llama-server, vLLM, Ollama, llama_cpp.server, …)."""

import asyncio
import json
import math
import re
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing, nullcontext
from queue import SimpleQueue
from typing import Any

import httpx

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.llm.types import Message, Prompt, PromptTooLong, expected_value

CONNECT_SECONDS = 5.0
READ_SECONDS = 300.0  # a slow server may think for minutes before its first token
TOP_LOGPROBS = 20  # the most that the OpenAI API gives
CHARACTERS_PER_TOKEN = 4  # English text, roughly; only for estimates
DEFAULT_CONTEXT = 8192  # tokens; the API does not tell
IMPOSSIBLE = -100.0  # the least log-probability that counts; servers write -inf or -9999 for "never"

# Servers read control tokens in a message as such, and the API can't ask them not to. These are the ways in which chat models write theirs.
_CONTROL_TOKEN = re.compile(r"<(?=[|｜]|/?(?:s|bos|eos|unk|pad|start_of_turn|end_of_turn|begin_of_text|end_of_text)>)|\[(?=/?(?:INST|SYSTEM_PROMPT)\])")

# How servers say that a prompt is too long.
_TOO_LONG = re.compile(r"context (?:length|size|window)|exceeds? .*context", re.IGNORECASE)


class RemoteModel:
    """Speaks to `base_url` (with or without a trailing /v1). Implements `coach.llm.types.LanguageModel`.

    Requests run in an event loop of their own, where Stop can end them wherever they stand; servers take turns among them by themselves.
    """

    def __init__(self, base_url: str, *, key: str | None = None, model: str | None = None, context: int = DEFAULT_CONTEXT) -> None:
        """Connect and ask for the model's name unless `model` gives it. Raises CoachError when nothing answers."""
        root = base_url.rstrip("/")
        self._url = root if root.endswith("/v1") else f"{root}/v1"
        self._context = context
        if key and not (key.isascii() and key.isprintable()):
            raise CoachError("COACH_LLM_KEY holds a character that no key has, such as a line break; set it again.")
        try:
            self._client = httpx.AsyncClient(
                base_url=self._url,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                limits=httpx.Limits(max_keepalive_connections=0),  # a connection that a server has just closed would be no use for the next request
                trust_env=False,
            )
        except httpx.InvalidURL as error:
            raise CoachError(f"COACH_LLM_URL, {base_url}, is no address ({error}); it looks like http://127.0.0.1:8000/v1.") from error
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name="model server", daemon=True).start()
        try:
            self._name = model or self._first_model()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._name

    @property
    def context(self) -> int:
        """What the settings say."""
        return self._context

    def close(self) -> None:
        """Close the connections. Nothing else may be called afterwards."""
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def count_tokens(self, text: str) -> int:
        """An estimate: the API has no tokenizer."""
        return math.ceil(len(text) / CHARACTERS_PER_TOKEN)

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        """Nothing to do from here: servers keep their own prefix caches. Always 0."""
        return 0

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        """See `LanguageModel.stream`."""
        body = {**self._body(prompt), "max_tokens": max_tokens, "stream": True}
        started = finished = False
        with closing(self._lines("POST", "/chat/completions", body, cancel)) as lines:
            for line in lines:
                if not line.startswith("data:"):
                    continue
                event = _json(line.removeprefix("data:"))
                if "error" in event:
                    raise self._refused(_error_text(event))
                for choice in event.get("choices") or []:
                    if text := (choice.get("delta") or {}).get("content"):
                        started = True
                        yield text
                    finished = finished or choice.get("finish_reason") is not None
        if not started and not finished:  # llama_cpp.server gives the reason of a refusal only outside a stream
            "".join(self._lines("POST", "/chat/completions", {**self._body(prompt), "max_tokens": 1}, cancel))
        if not finished:  # llama_cpp.server does this to make way for somebody else, unless started with --interrupt_requests false
            raise CoachError(f"The model server at {self._url} broke off in mid-answer without saying why; try again.")

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.yes_no_log_odds`.

        Exact when both words are among the server's top log-probabilities; a word that isn't counts as the least of them.
        """
        found = [self._first_words(prompt, probe, ("yes", "no"), cancel) for probe in probes]
        return [yes - no for yes, no in found]

    def expected_digits(self, prompt: Prompt, probes: Sequence[str], highest: int, cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.expected_digits`. As exact as `yes_no_log_odds`."""
        digits = [str(digit) for digit in range(highest + 1)]
        return [expected_value(self._first_words(prompt, probe, digits, cancel)) for probe in probes]

    def _first_words(self, prompt: Prompt, probe: str, words: Sequence[str], cancel: Cancel | None) -> list[float]:
        """The log-probability that the reply begins with each of the words."""
        *before, last = prompt
        asked = [*before, Message(last.role, last.content + probe)]
        body = {**self._body(asked), "max_tokens": 1, "logprobs": True, "top_logprobs": TOP_LOGPROBS}
        answer = _json("".join(self._lines("POST", "/chat/completions", body, cancel)))
        try:
            top = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
            log_probabilities = [(str(each["token"]).strip().lower(), max(float(each["logprob"]), IMPOSSIBLE)) for each in top]
            least = min(value for _, value in log_probabilities)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise self._no_log_probabilities() from error
        return [_log_sum(log_probabilities, word, least) for word in words]

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        return {"model": self._name, "messages": [{"role": each.role, "content": _plain(each.content)} for each in prompt], "temperature": 0}

    def _first_model(self) -> str:
        answer = _json("".join(self._lines("GET", "/models")))
        try:
            return str(answer["data"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise CoachError(f"The server at {self._url} names no model; set COACH_LLM_MODEL.") from error

    def _lines(self, method: str, path: str, body: dict[str, Any] | None = None, cancel: Cancel | None = None) -> Generator[str, None, None]:
        """The lines of an answer as they arrive. Setting `cancel` and closing the iterator close the connection, which is what stops a server.

        Raises Stopped, PromptTooLong and CoachError.
        """
        lines: SimpleQueue[str | None] = SimpleQueue()

        async def fetch() -> None:
            async with self._client.stream(method, path, json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise self._refusal(response)
                async for line in response.aiter_lines():
                    lines.put(line)

        if cancel is not None and cancel.is_set():
            raise Stopped
        request = asyncio.run_coroutine_threadsafe(fetch(), self._loop)
        request.add_done_callback(lambda _: lines.put(None))
        try:
            with nullcontext() if cancel is None else cancel.listening(request.cancel):
                while (line := lines.get()) is not None:
                    if cancel is not None and cancel.is_set():
                        raise Stopped
                    yield line
            request.result()
        except CancelledError:
            raise Stopped from None
        except httpx.HTTPError as error:
            raise self._failure(error) from error
        finally:
            request.cancel()

    def _refusal(self, response: httpx.Response) -> CoachError:
        """What an answer with an error status means."""
        message = _error_text(_json(response.text))
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return CoachError(f"The server at {self._url} refuses the key (status {response.status_code}); set COACH_LLM_KEY.")
        return self._refused(message, f" (status {response.status_code})")

    def _refused(self, message: str, status: str = "") -> CoachError:
        """What an error in a server's own words means."""
        if _TOO_LONG.search(message):
            return PromptTooLong(f"This text is too long for the model on {self._url}: {message}.")
        if "logprobs" in message:
            return self._no_log_probabilities()
        return CoachError(f"The model server at {self._url} reports an error{status}: {message}.")

    def _no_log_probabilities(self) -> CoachError:
        return CoachError(f"The server at {self._url} gives no log-probabilities, which grading needs; use one that supports `top_logprobs`, or a local model.")

    def _failure(self, error: httpx.HTTPError) -> CoachError:
        """What a broken connection, or none, means."""
        reason = str(error) or type(error).__name__
        if isinstance(error, httpx.ReadTimeout):
            return CoachError(f"The model server at {self._url} has not written anything for {READ_SECONDS:.0f} s; look at its log, or restart it.")
        if isinstance(error, (httpx.ReadError, httpx.RemoteProtocolError)):
            return CoachError(f"The model server at {self._url} broke off in mid-answer ({reason}); look at its log, or restart it.")
        return CoachError(f"No answer from the model server at {self._url} ({reason}); start it or correct COACH_LLM_URL.")


def _plain(text: str) -> str:
    """`text` with a space in whatever could pose as a control token, and without halves of surrogate pairs, which UTF-8 has no bytes for."""
    return _CONTROL_TOKEN.sub(r"\g<0> ", text).encode("utf-8", "replace").decode("utf-8")


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _error_text(body: dict[str, Any]) -> str:
    error = body.get("error", body.get("detail", "no reason given"))
    return str(error.get("message", error) if isinstance(error, dict) else error).rstrip(".")


def _log_sum(log_probabilities: Sequence[tuple[str, float]], word: str, floor: float) -> float:
    """The log-probability that a token is `word`, in whatever spelling; `floor` when it is not among them."""
    values = [value for token, value in log_probabilities if token == word] or [floor]
    highest = max(values)
    return highest + math.log(sum(math.exp(value - highest) for value in values))
