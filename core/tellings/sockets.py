"""Where apps say how their acts are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from core.sockets import Socket
from core.tellings import COUNT, IT, Kind, Record, Telling, Tellings

TELLINGS: Socket[Callable[[], Tellings]] = Socket("core.tellings")


def telling_of(service: str) -> Telling | None:
    """How a service is told; None if no app tells of it."""
    return next((each.services[service] for each in _all() if service in each.services), None)


def record_of(model: str) -> Record | None:
    """The sort of record with this model's label; None if no app names it."""
    return next((each.records[model] for each in _all() if model in each.records), None)


def subject_record(service: str, model: str) -> Record | None:
    """The sort of record that an act is about: its telling's own, or the one of its model."""
    telling = telling_of(service)
    return (telling and telling.record) or record_of(model)


def tellings() -> dict[str, Telling]:
    """Every telling by the name of its service, those of the highest app first."""
    found: dict[str, Telling] = {}
    for each in reversed(list(_all())):
        found.update(each.services)
    return found


def kinds() -> list[Kind]:
    """The sorts of change there are, those of the highest app first."""
    return list(dict.fromkeys(telling.kind for telling in tellings().values()))


def done_to(service: str, subject_type: str, to: str = "") -> str:
    """What an act did, for the history of a record: "Corrected this activity".

    `to` is the label of that record's model, where the act was about something else: a change
    of many is told as "Changed this activity and others at once".
    """
    telling, record = telling_of(service), record_of(subject_type)
    one = record_of(to) if to else record
    if telling is None:
        # Services that no app tells of are named nowhere else; what they changed stands below.
        words = f"changed this {one.noun}" if one else "changed this"
    elif IT in telling.did:
        this = f"this {record.noun}" if record else "this"
        # "added the word {it}", "added a post: {it}": the record stands for its own name.
        named = rf"(?:(?:the|a|an) {re.escape(record.noun)}:? )?" if record else ""
        words = re.sub(named + re.escape(IT), this, telling.did).replace(COUNT, "others")
    else:
        many = f"this {one.noun} and others" if one else "this and others"
        words = telling.did.replace(COUNT, many)
    return words[:1].upper() + words[1:]


def why_of(service: str) -> str:
    """What the reason of a service's acts is called."""
    telling = telling_of(service)
    return telling.why if telling else "Reason"


def since_of(service: str, subject: Any | None) -> str:
    """What has become of what an act did, from its subject as it is now; empty if it stands."""
    telling = telling_of(service)
    return telling.since(subject) if telling and telling.since and subject is not None else ""


def _all() -> Iterator[Tellings]:
    return (told() for told in TELLINGS)
