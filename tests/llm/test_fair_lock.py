"""Turn-taking."""

import threading
import time

import pytest

from coach.cancel import Cancel, Stopped
from coach.llm.fair_lock import FairLock


def test_whoever_came_first_is_served_first() -> None:
    lock, served = FairLock(), []
    threads = []
    with lock.turn():
        for number in range(8):
            thread = threading.Thread(target=lambda number=number: _take(lock, served, number))
            thread.start()
            threads.append(thread)
            time.sleep(0.02)  # so that they queue up in this order
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_two_who_take_many_small_steps_alternate() -> None:
    lock, served = FairLock(), []
    barrier = threading.Barrier(2)

    def many_steps(name: str) -> None:
        barrier.wait()
        for _ in range(20):
            with lock.turn():
                served.append(name)
                time.sleep(0.002)

    threads = [threading.Thread(target=many_steps, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changes = sum(first != second for first, second in zip(served, served[1:], strict=False))
    assert changes >= 30  # of 39 when strictly in turn


def test_who_cancels_while_waiting_leaves_the_queue() -> None:
    lock, cancel = FairLock(), Cancel()
    with lock.turn():
        threading.Timer(0.05, cancel.set).start()
        with pytest.raises(Stopped), lock.turn(cancel):
            pass
    with lock.turn():  # nobody is left in front
        pass


def _take(lock: FairLock, served: list[int], number: int) -> None:
    with lock.turn():
        served.append(number)
