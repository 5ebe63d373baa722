"""Turn-taking."""

import threading
import time
from itertools import pairwise

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
    changes = sum(first != second for first, second in pairwise(served))
    assert changes >= 30  # of 39 when strictly in turn


def test_who_cancels_while_waiting_leaves_the_queue_at_once() -> None:
    lock, cancel = FairLock(), Cancel()
    with lock.turn():
        threading.Timer(0.05, cancel.set).start()
        started = time.monotonic()
        with pytest.raises(Stopped), lock.turn(cancel):
            pass
        assert time.monotonic() - started < 1
    with lock.turn():  # nobody is left in front
        pass


def test_who_cancels_in_the_middle_of_the_queue_holds_nobody_up() -> None:
    lock, cancel, served = FairLock(), Cancel(), []

    def give_up() -> None:
        with pytest.raises(Stopped), lock.turn(cancel):
            served.append("cancelled")

    with lock.turn():
        threads = [threading.Thread(target=_take, args=(lock, served, 0)), threading.Thread(target=give_up)]
        threads.append(threading.Thread(target=_take, args=(lock, served, 1)))
        for thread in threads:
            thread.start()
            time.sleep(0.02)
        cancel.set()
        threads[1].join(1)
        assert not threads[1].is_alive()
    for thread in threads:
        thread.join()
    assert served == [0, 1]


def test_an_error_during_a_turn_ends_it() -> None:
    lock = FairLock()
    with pytest.raises(KeyError), lock.turn():
        raise KeyError
    with lock.turn():
        pass


def _take(lock: FairLock, served: list[int], number: int) -> None:
    with lock.turn():
        served.append(number)
