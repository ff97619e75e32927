"""Sockets: where a lower app shows or asks something that only a higher app knows.

The lower app declares one in its sockets.py; the higher app fills it in `AppConfig.ready()`:

    person_panels: Socket[Callable[[Person], Panel]] = Socket("community.person_panels")
    person_panels.plug(claims_panel)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

F = TypeVar("F")

SOCKETS: dict[str, Socket] = {}


class Socket(Generic[F]):
    """A named list of functions of one signature, in the order they were plugged in.

    Where an app must answer many questions about one thing, it plugs in an object that does.
    """

    def __init__(self, name: str) -> None:
        if name in SOCKETS:
            raise ValueError(f"There is a socket {name} already.")
        self.name = name
        self._plugs: list[F] = []
        SOCKETS[name] = self

    def plug(self, function: F) -> None:
        """Add a function. Twice the same is a fault: it would show or do a thing twice."""
        if function in self._plugs:
            raise ValueError(f"{function!r} is in {self.name} already.")
        self._plugs.append(function)

    def __iter__(self) -> Iterator[F]:
        return iter(tuple(self._plugs))

    def __len__(self) -> int:
        return len(self._plugs)


# SQL that the owner role carries out after every migration: functions made of the models.
AFTER_MIGRATE: Socket[Callable[[], Iterable[str]]] = Socket("core.after_migrate")
