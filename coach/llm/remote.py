"""A model behind any OpenAI-compatible server (llama-server, vLLM, Ollama, llama_cpp.server, …)."""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.llm.types import Message, Prompt, PromptTooLong

CONNECT_SECONDS = 5.0
READ_SECONDS = 300.0  # a slow server may think for minutes before its first token
TOP_LOGPROBS = 20  # the most that the OpenAI API gives
CHARACTERS_PER_TOKEN = 4  # English text, roughly; only for estimates
DEFAULT_CONTEXT = 8192  # tokens; the API does not tell


class RemoteModel:
    """Speaks to `base_url` (with or without a trailing /v1). Implements `coach.llm.types.LanguageModel`."""

    def __init__(self, base_url: str, *, key: str | None = None, model: str | None = None, context: int = DEFAULT_CONTEXT) -> None:
        """Connect and ask for the model's name unless `model` gives it. Raises CoachError when nothing answers."""
        root = base_url.rstrip("/")
        self._url = root if root.endswith("/v1") else f"{root}/v1"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), trust_env=False)
        self._name = model or self._first_model()
        self._context = context

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._name

    @property
    def context(self) -> int:
        """What the settings say."""
        return self._context

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def count_tokens(self, text: str) -> int:
        """An estimate: the API has no tokenizer."""
        return math.ceil(len(text) / CHARACTERS_PER_TOKEN)

    def prefill(self, prompt: Prompt, cancel: Cancel | None = None) -> int:
        """Nothing to do from here: servers keep their own prefix caches. Always 0."""
        return 0

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        """See `LanguageModel.stream`."""
        body = {**self._body(prompt), "max_tokens": max_tokens, "stream": True}
        try:
            with self._client.stream("POST", f"{self._url}/chat/completions", json=body) as response:
                self._check(response)
                for line in _until_cancelled(response, cancel):
                    if not line.startswith("data:") or line.removeprefix("data:").strip() == "[DONE]":
                        continue
                    event = _json(line.removeprefix("data:"))
                    if "error" in event:
                        raise CoachError(f"The server at {self._url} stopped in mid-answer: {_error_text(event)}.")
                    for choice in event.get("choices", []):
                        if text := (choice.get("delta") or {}).get("content"):
                            yield text
        except httpx.HTTPError as error:
            if cancel is not None and cancel.is_set():
                raise Stopped from error
            raise self._unreachable(error) from error

    def yes_no_log_odds(self, prompt: Prompt, probes: Sequence[str], cancel: Cancel | None = None) -> list[float]:
        """See `LanguageModel.yes_no_log_odds`.

        Exact when both words are among the server's top log-probabilities; a word that isn't counts as the least of them.
        """
        return [self._one_log_odds(prompt, probe, cancel) for probe in probes]

    def _one_log_odds(self, prompt: Prompt, probe: str, cancel: Cancel | None) -> float:
        if cancel is not None and cancel.is_set():
            raise Stopped
        *before, last = prompt
        asked = [*before, Message(last.role, last.content + probe)]
        body = {**self._body(asked), "max_tokens": 1, "logprobs": True, "top_logprobs": TOP_LOGPROBS}
        try:
            response = self._client.post(f"{self._url}/chat/completions", json=body)
            self._check(response)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        try:
            top = _json(response.text)["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
            probabilities = [(str(each["token"]).strip().lower(), float(each["logprob"])) for each in top]
            least = min(value for _, value in probabilities)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise CoachError(
                f"The server at {self._url} gives no log-probabilities, which grading needs; use one that supports `top_logprobs`, or a local model."
            ) from error
        return _log_sum(probabilities, "yes", least) - _log_sum(probabilities, "no", least)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        return {"model": self._name, "messages": [{"role": each.role, "content": each.content} for each in prompt], "temperature": 0}

    def _first_model(self) -> str:
        try:
            response = self._client.get(f"{self._url}/models")
            self._check(response)
            return str(_json(response.text)["data"][0]["id"])
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        except (KeyError, IndexError, TypeError) as error:
            raise CoachError(f"The server at {self._url} names no model; set COACH_LLM_MODEL.") from error

    def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        response.read()
        message = _error_text(_json(response.text))
        if "context" in message.lower() and response.status_code == httpx.codes.BAD_REQUEST:
            raise PromptTooLong(f"This text is too long for the model on {self._url}: {message}.")
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise CoachError(f"The server at {self._url} refuses the key (status {response.status_code}); set COACH_LLM_KEY.")
        raise CoachError(f"The server at {self._url} answers with status {response.status_code}: {message}.")

    def _unreachable(self, error: httpx.HTTPError) -> CoachError:
        return CoachError(f"No answer from the model server at {self._url} ({error or type(error).__name__}); start it or correct COACH_LLM_URL.")


def _until_cancelled(response: httpx.Response, cancel: Cancel | None) -> Iterator[str]:
    """The response's lines; closing the connection is what stops the server."""
    if cancel is None:
        yield from response.iter_lines()
        return
    with cancel.listening(response.close):
        for line in response.iter_lines():
            if cancel.is_set():
                raise Stopped
            yield line
        if cancel.is_set():
            raise Stopped


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _error_text(body: dict[str, Any]) -> str:
    error = body.get("error", body.get("detail", "no reason given"))
    return str(error.get("message", error) if isinstance(error, dict) else error).rstrip(".")


def _log_sum(probabilities: Sequence[tuple[str, float]], word: str, floor: float) -> float:
    values = [value for token, value in probabilities if token == word] or [floor]
    return math.log(sum(math.exp(value) for value in values)) if max(values) > -700 else max(values)
