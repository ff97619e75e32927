"""The two servers, for as long as something needs them."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from .folder import Folder
from .postgres import Postgres
from .processes import Child, StackError, wait_ready
from .valkey import Valkey


class Stopped(BaseException):
    """Someone asked us to stop; not an Exception, so that nothing on the way catches it."""


def stop_on_signals() -> None:
    """Turn Ctrl-C, a polite kill and a closed terminal into Stopped, once.

    A closed terminal only where it was not declared to be of no matter (nohup).
    """
    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        for other in wanted:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped

    for number in wanted:
        signal.signal(number, stop)


class Services:
    """PostgreSQL and Valkey of a folder, each only if the environment names no other."""

    def __init__(self, folder: Folder, *, durable: bool = True) -> None:
        self.folder = folder
        self.children: list[Child] = []
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.environment: dict[str, str] = {}
        if not os.environ.get("DATABASE_URL"):
            self.postgres = Postgres(folder, durable=durable)
            self.environment |= self.postgres.addresses()
        if not os.environ.get("REDIS_URL"):
            self.valkey = Valkey(folder)
            self.environment |= self.valkey.addresses()

    def start_postgres(self) -> None:
        """Start PostgreSQL and wait until it answers a query as the app's role.

        What was not forced to the disk may be broken after a power cut: then it begins anew.
        """
        if self.postgres is None:
            return
        try:
            self._bring_up(self.postgres)
        except StackError:
            if self.postgres.durable:
                raise
            shutil.rmtree(self.postgres.data, ignore_errors=True)
            self._bring_up(self.postgres)
        if not self.postgres.durable:
            self.postgres.drop_leftovers()

    def start_valkey(self) -> None:
        """Start Valkey and wait until it answers."""
        if self.valkey:
            self._start(self.valkey.child(), self.valkey.is_ready)

    def stop(self) -> None:
        """Stop both, the database last, and leave nothing behind but the data and the logs."""
        for child in reversed(self.children):
            child.stop()
        if self.postgres:
            self.postgres.forget()
        self.folder.clear()

    def _bring_up(self, postgres: Postgres) -> None:
        postgres.prepare()
        self._start(postgres.child(), postgres.is_ready)

    def _start(self, child: Child, is_ready: Callable[[], bool]) -> None:
        child.start()
        # By name, so that PostgreSQL is first here and stopped last, whichever began.
        others = [known for known in self.children if known.name != child.name]
        self.children = sorted([*others, child], key=lambda known: known.name)
        self.folder.note_children(self.children)
        try:
            wait_ready(child, is_ready)
        except StackError:
            child.stop()
            raise


def free_folder(wanted: Path) -> Folder:
    """The folder, or if another run has it the next of the name (test, test-2, …), locked."""
    for number in range(1, 20):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        folder = Folder(path)
        if folder.lock():
            return folder
    raise StackError(f"Twenty runs at once in {wanted.parent}: something is wrong there.")


@contextmanager
def services(wanted: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """PostgreSQL and Valkey for the time of a block; gives the addresses as environment.

    `durable=False` is for tests: nothing is forced to the disk, and data of another
    version is thrown away. A second run at the same time gets a folder of its own.
    """
    folder = free_folder(wanted)
    folder.heal()
    both = Services(folder, durable=durable)
    try:
        both.start_valkey()
        both.start_postgres()
        yield both.environment
    finally:
        both.stop()
        folder.unlock()
