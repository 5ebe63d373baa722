"""Other processes that use the store, forked from one that has imported it already: a new interpreter takes a second each."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["coach.store.store"])


def together(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What the function returns for each of these arguments, each in a process of its own, all at the same time."""
    with ProcessPoolExecutor(len(arguments), mp_context=processes) as pool:
        return [future.result(timeout=60) for future in [pool.submit(function, *each) for each in arguments]]
