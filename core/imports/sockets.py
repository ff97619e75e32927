"""Where apps say what can be brought in from a file."""

from __future__ import annotations

from core.imports.kinds import Kind
from core.sockets import Socket

IMPORT_KINDS: Socket[Kind] = Socket("core.import_kinds")


def kind_of(name: str) -> Kind:
    """The kind of this name; KeyError if no app has plugged it in."""
    for kind in IMPORT_KINDS:
        if kind.name == name:
            return kind
    raise KeyError(name)


def kinds_at(mount: str) -> list[Kind]:
    """The kinds that are mounted in this URL namespace."""
    return [kind for kind in IMPORT_KINDS if kind.mount == mount]
