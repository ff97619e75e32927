"""How acts are told in words: what was done, to what sort of record, and who may read of it.

Each app says so of its own services and records in its `tellings.py`, which is plain data, and
plugs that in when it starts (`core/tellings/sockets.py`). A service that nobody tells of is
named by its function in a record's own history and stands on no page of recent changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

IT = "{it}"
COUNT = "{count}"


@dataclass(frozen=True)
class Kind:
    """A sort of change, as a reader chooses one. `permission` is needed to read of it."""

    key: str
    label: str
    permission: str


@dataclass(frozen=True)
class Telling:
    """What a service did, in the past: "corrected {it}", "changed {count} activities at once".

    With `{it}` the act is about one record, its subject; with `{count}` about many, and says
    how many. `with_fields` also names what was changed, from what to what. `why` is what the
    act's reason is called: an import keeps the name of its file there. With `why_needs` it
    is told only to holders of one of these permissions. `many` is what there were
    many of, one and more; `record` is the sort of the subject where its model does not say it.
    `since` says of the act's subject, as it is now, what has become of what was done: "taken back
    since".
    """

    did: str
    kind: Kind
    with_fields: bool = True
    why: str = "Reason"
    why_needs: frozenset[str] = frozenset()
    since: Callable[[Any], str] | None = None
    many: tuple[str, str] = ("record", "records")
    record: Record | None = None


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record: their model's label and the column that holds its id.

    Without `permission`, whoever may read of the record may read of these.
    """

    model: str
    column: str
    permission: str = ""


@dataclass(frozen=True)
class Record:
    """A sort of record: what it is called, the address of one, and how one is named.

    `opened_by` is the permission that its page asks for, beyond that of reading of it;
    `related` are the relations that naming one reads; `skip` are columns worth no line in its
    history.
    """

    noun: str
    address: Callable[[int], str]
    naming: Callable[[Any], str] = str
    related: tuple[str, ...] = ()
    opened_by: str = ""
    parts: tuple[Part, ...] = ()
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tellings:
    """What one app tells: by name of service ("activities.log_activity") and by label of model."""

    services: Mapping[str, Telling]
    records: Mapping[str, Record] = field(default_factory=dict)
