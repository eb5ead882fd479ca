"""Run parts of a work in other processes, none of which outlives the one that started them."""

import gc
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process

from edihkg.errors import ReleaseError

_FILES_PER_PROCESS = 20
_COLLECT_AFTER = (50_000, 20, 50)


def choose_number(files: int) -> int:
    """Tell how many processes are worth their start for a number of submissions."""
    return min(os.cpu_count() or 1, 1 + files // _FILES_PER_PROCESS)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage seldom while something large is put together, nearly all of which stays.

    Looking took a tenth of the time of a build.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes that end with the block, or when this process is killed.

    Raises: ReleaseError when one of them is killed.
    """
    # Fresh interpreters: forking copies threads and open stores in an unknown state.
    executor = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin)
    try:
        yield executor
    except BrokenProcessPool as error:
        raise ReleaseError(
            "A process was killed, perhaps for want of memory; do it again with more."
        ) from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def spare(processes: int) -> Iterator[Executor | None]:
    """Give as many processes beside this one; None where one is all there shall be.

    Raises: ReleaseError when it is killed.
    """
    if processes == 1:
        yield None
        return
    with pool(processes) as executor:
        yield executor


def _begin() -> None:
    """Let a process end when the one that started it is killed, and look for garbage seldom."""
    gc.set_threshold(*_COLLECT_AFTER)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
