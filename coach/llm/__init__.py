"""One small interface to a language model (prefill, stream, Yes/No log-odds), with two engines: llama.cpp here, or an OpenAI-compatible server.

May import `config`, `errors` and `models` (to find the file); engines load their heavy libraries when they are opened.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.llm.types import LanguageModel, Message, Prompt, PromptTooLong

if TYPE_CHECKING:
    from coach.config import Settings

__all__ = ["LanguageModel", "Message", "Prompt", "PromptTooLong", "open_model"]


def open_model(settings: "Settings", report: Callable[[float], None] | None = None) -> LanguageModel:
    """The model that the settings name, loaded. `report` is given the share loaded, 0 to 1.

    Raises CoachError when a server doesn't answer, or when the file is missing, incomplete or can't be loaded.
    """
    if settings.llm_url:
        from coach.llm.remote import RemoteModel

        key = settings.llm_key.get_secret_value() if settings.llm_key else None
        return RemoteModel(settings.llm_url, key=key, model=settings.llm_model, context=settings.context)

    from coach.llm.local import LocalModel
    from coach.models.verify import locate

    return LocalModel(locate(settings.model, settings.models_path), context=settings.context, threads=settings.threads, report=report)
