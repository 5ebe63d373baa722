"""The guides that come with the coach, and how a new home gets them."""

import os
import shutil
import tempfile
from pathlib import Path

from coach.config import PACKAGE_DIR
from coach.errors import CoachError


def shipped_guides() -> Path:
    """The folder that the coach's own guides are in: inside an installed package, or content/ of a checkout."""
    installed = PACKAGE_DIR / "_content"
    return installed if installed.is_dir() else PACKAGE_DIR.parent / "content"


def provide_guides(content: Path) -> bool:
    """Copy the shipped guides to `content` unless it exists; whether it did.

    A folder that exists, even an empty one, is the user's and left alone, so a guide that was changed or deleted stays so.
    The folder appears whole or not at all. Raises CoachError when it can't be written.
    """
    shipped = shipped_guides()
    if os.path.lexists(content) or not shipped.is_dir():
        return False
    try:
        content.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".content-", dir=content.parent) as folder:
            copy = Path(folder) / "content"
            for source in shipped.rglob("*"):
                if source.is_file():
                    target = copy / source.relative_to(shipped)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source, target)  # the contents only: an installed file may be read-only, the user's must not be
            copy.rename(content)
    except OSError as error:
        if content.is_dir():  # another coach was first
            return False
        raise CoachError(f"The guides can't be copied to {content}: {error.strerror}; set COACH_HOME to a folder that you can write to.") from error
    return True
