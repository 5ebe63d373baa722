"""The log file: what went wrong in detail, for whoever looks into it. Never what a user wrote."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from coach.config import Settings

MAX_BYTES = 1_000_000
KEPT_FILES = 2


def log_to_file(settings: Settings) -> Path:
    """Send the coach's messages to data/coach.log; its path. Calling it again changes nothing."""
    path = settings.data_path / "coach.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("coach")
    if not any(isinstance(handler, RotatingFileHandler) for handler in logger.handlers):
        handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    return path
