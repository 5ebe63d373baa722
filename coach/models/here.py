"""What of the catalogue is on this machine, which models are in use, and what the machine can run."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.config import EMBEDDER, Settings
from coach.models.catalogue import ModelEntry
from coach.models.transfer import SPARE, megabytes
from coach.models.verify import check_size

State = Literal["installed", "incomplete", "absent"]
COMFORTABLE = 0.7  # of the machine's memory: a desktop with a browser takes some 30 % of 8 GB


@dataclass(frozen=True, slots=True)
class Machine:
    """What models need: bytes of memory in all, bytes free on the disk of the models folder."""

    memory: int
    free_disk: int


def this_machine(models_dir: Path) -> Machine:
    """The machine that this runs on; the models folder need not exist yet."""
    folder = next(each for each in (models_dir, *models_dir.parents) if each.is_dir())
    return Machine(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), shutil.disk_usage(folder).free)


def state(entry: ModelEntry, models_dir: Path) -> State:
    """Whether all, some or no files of a model are here with the right size, by sizes alone: a list must not hash gigabytes."""
    if not any(entry.file_in(models_dir, file).exists() for file in entry.files):
        return "absent"
    return "incomplete" if any(check_size(entry, file, models_dir) for file in entry.files) else "installed"


def in_use(entry: ModelEntry, settings: Settings) -> bool:
    """Whether these settings load the model."""
    if entry.kind == "embedder":
        return entry.name == EMBEDDER
    return settings.llm_url is None and entry.name.lower() == settings.model.lower()


def fit(entry: ModelEntry, machine: Machine, found: State) -> str:
    """Whether the machine has the memory and, where the model is not here, the disk for it, in words."""
    if entry.memory > machine.memory:
        return f"Too large: needs {megabytes(entry.memory)} of memory, there are {megabytes(machine.memory)}"
    if found != "installed" and entry.bytes + SPARE > machine.free_disk:
        return f"No room on the disk: needs {megabytes(entry.bytes + SPARE)}, {megabytes(machine.free_disk)} are free"
    return "Fits" if entry.memory <= COMFORTABLE * machine.memory else "Tight: close other programs first"
