"""Work in parts on every core: forked processes that share what is known already and write nothing of it.

A fork sees all of this process's memory as it is at that moment without copying it; it must not touch an
engine's connection, whose threads it does not have.
"""

import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from attain.engine.faults import Fault, Faulty

T = TypeVar("T")

#: A worker that has so many objects more than at its last collection collects.
MUCH = 1_000_000

#: The number of a part as the workers hand it to each other.
_BYTES = 4


def cores() -> int:
    """How many processes can work at once here; 1 where forking is not safe."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_parts(work: Callable[[int], T], parts: int, workers: int) -> Iterator[T]:
    """work(0) … work(parts - 1), each done once, as they are finished.

    What a worker raises is raised here, and all workers end. Raises Faulty where one is killed.
    """
    workers = min(workers, parts)
    if workers < 2:
        yield from map(work, range(parts))
        return
    with _forked(work, parts, workers) as pipes:
        while pipes:
            for pipe in wait(pipes):
                done = _received(pipe)
                if done is None:
                    pipes.remove(pipe)
                    continue
                failed, result = done
                if failed is not None:
                    raise failed
                yield result


def _received(pipe: Any) -> tuple[BaseException | None, Any] | None:
    """What a worker sends: (None, a part's result), (its failure, None), or None at its end."""
    try:
        return pipe.recv()
    except EOFError:
        raise Faulty(Fault("fault.run.worker")) from None


@contextmanager
def _forked(work: Callable[[int], Any], parts: int, workers: int) -> Iterator[list[Connection]]:
    """The pipes on which the workers send; they are gone afterwards."""
    queue, feed = os.pipe()
    children: list[int] = []
    pipes: list[Connection] = []
    gc.freeze()  # what is there now is garbage for nobody: collecting would copy the pages of its counts
    try:
        for _ in range(workers):
            receiving, sending = Pipe(duplex=False)
            child = _fork()
            if child == 0:
                os.close(feed)
                for other in pipes:
                    other.close()
                _serve(work, queue, sending)
            sending.close()
            children.append(child)
            pipes.append(receiving)
        _hand_out(feed, parts)
        feed = -1
        yield list(pipes)
    finally:
        gc.unfreeze()
        for descriptor in (queue, feed):
            with suppress(OSError):
                os.close(descriptor)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        for pipe in pipes:
            pipe.close()


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns of the engine's threads: no worker waits for what one of them holds.
        warnings.filterwarnings("ignore", message=".*multi-threaded.*", category=DeprecationWarning)
        return os.fork()


def _hand_out(feed: int, parts: int) -> None:
    """The numbers of all parts into the queue, and its end."""
    with open(feed, "wb") as file:
        for part in range(parts):
            file.write(part.to_bytes(_BYTES, "big"))


def _serve(work: Callable[[int], Any], queue: int, pipe: Any) -> None:
    """A worker's life. It leaves without cleaning up: what it sees belongs to the process that forked it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that forked it ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()  # parts leave next to no cycles: they are looked for where much has come about
    try:
        while taken := os.read(queue, _BYTES):
            pipe.send((None, work(int.from_bytes(taken, "big"))))
            if gc.get_count()[0] > MUCH:
                gc.collect()
                gc.freeze()  # what is kept now is kept to the end: the next collection need not look at it
        pipe.send(None)
    except BaseException as failure:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
        with suppress(BrokenPipeError):
            pipe.send((_sendable(failure), None))
    finally:
        os._exit(0)


def _sendable(failure: BaseException) -> BaseException:
    """The failure itself, if it survives the way."""
    try:
        pickle.loads(pickle.dumps(failure))
    except Exception:  # noqa: BLE001 - whatever can't be sent is told by its text
        return RuntimeError(repr(failure))
    return failure
