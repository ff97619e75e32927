"""The one way to change data: a service.

A service is a function wrapped by `service`. It runs in one transaction, takes keywords
only, says who acts (`by`) and leaves one `core.Act`, to which the database's history
triggers tie every changed row. A service called by another joins the outer act.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from structlog.contextvars import bound_contextvars

from core.ids import new_id
from core.models import Act

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class System:
    """The portal itself acting, by the name of the job: `System("reminders")`."""

    name: str


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A rule said no. `sentence` is the rule's plain-English reason, shown to the person.

    `field` names the form field it belongs to, if it belongs to one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refused):
    """The person may not do this at all."""


class Stale(Refused):
    """Somebody else changed the record since the person opened it.

    `theirs` holds the values now stored by field name, as words; `version` is the
    version now stored.
    """

    def __init__(self, *, version: int, theirs: dict[str, str]) -> None:
        super().__init__(
            "This was changed while you had it open. Nothing you typed is lost. "
            "Check what it says now, then save again."
        )
        self.version = version
        self.theirs = theirs


@dataclass
class Acting:
    """The act in progress. A service may set `subject` and `reason`.

    `for_whom` is the record of somebody for whom this is done, because they asked for it; they
    need no account, as `on_behalf_of` has to be. The act says so where it is also its subject.
    """

    id: Any
    by: Any
    service: str
    on_behalf_of: Any = None
    reason: str = ""
    subject: models.Model | None = None
    for_whom: models.Model | None = None
    leaves_act: bool = True
    after_commit: list[Callable[[], None]] = field(default_factory=list)


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
_joined: ContextVar[bool] = ContextVar("joined", default=False)


def acting() -> Acting:
    """The act in progress; outside a service there is none and this is a fault."""
    act = _acting.get()
    if act is None:
        raise RuntimeError("This is only possible inside a service.")
    return act


def is_acting() -> bool:
    """Whether a service is running (the tests' watch for writes without an act)."""
    return _acting.get() is not None


def refuse(reason: str | None, *, field: str | None = None) -> None:
    """Raise the rule's reason if there is one: `refuse(close_blocker(actor, facts))`."""
    if reason:
        raise Refused(reason, field=field)


def require_version(row: Any, expected: int | None, theirs: Callable[[], dict[str, str]]) -> None:
    """Raise `Stale` if the locked row is no longer the one the person saw."""
    if expected is not None and row.version != expected:
        raise Stale(version=row.version, theirs=theirs())


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a write: transaction, keywords only, `by`, one act (see the module)."""
    return _wrap(function, leaves_act=True)


def bookkeeping(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a write of the portal about its own work: as `service`, but leaving no act.

    For the pulse of a timed job and the steps of a delivery, which the row itself records
    and which happen by the thousand. It may not call a service, whose act would be lost.
    """
    return _wrap(function, leaves_act=False)


def _wrap(function: Callable[P, R], *, leaves_act: bool) -> Callable[P, R]:
    parameters = inspect.signature(function).parameters
    if "by" not in parameters or any(
        p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters.values()
    ):
        raise TypeError(f"{function.__qualname__}: a service takes keywords only, `by` among them.")
    name = f"{function.__module__.split('.')[0]}.{function.__name__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{name}: a service takes keywords only.")
        by = kwargs.get("by")
        if not isinstance(by, System) and not getattr(by, "pk", None):
            raise TypeError(f"{name}: `by` is a signed-in person or System(name).")
        outer = _acting.get()
        if outer is not None:
            if leaves_act and not outer.leaves_act:
                raise RuntimeError(f"{name}: called from {outer.service}, which leaves no act.")
            return function(**kwargs)  # type: ignore[call-arg]
        with _act(name, by, kwargs.get("on_behalf_of"), leaves_act=leaves_act):
            return function(**kwargs)  # type: ignore[call-arg]

    run.is_service = True  # type: ignore[attr-defined]
    return run


@contextmanager
def one_transaction():
    """A transaction that a service inside joins without a savepoint of its own.

    For `core.pages.submit`, where a refusal undoes everything anyway and two more
    statements per form would buy nothing.
    """
    token = _joined.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _joined.reset(token)


@contextmanager
def _act(name: str, by: Any, on_behalf_of: Any, *, leaves_act: bool):
    """One transaction, one act: the triggers read its id from the transaction's setting."""
    act = Acting(id=new_id(), by=by, service=name, on_behalf_of=on_behalf_of, leaves_act=leaves_act)
    token = _acting.set(act)
    try:
        with (
            transaction.atomic(savepoint=not _joined.get()),
            bound_contextvars(act_id=str(act.id)),
        ):
            if leaves_act:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('cocreation.act', %s, true)", [str(act.id)])
            yield act
            if leaves_act:
                _record(act)
            for task in act.after_commit:
                transaction.on_commit(task, robust=True)
    finally:
        _acting.reset(token)


def _record(act: Acting) -> None:
    is_system = isinstance(act.by, System)
    Act.objects.create(
        id=act.id,
        by=None if is_system else act.by,
        system=act.by.name if is_system else "",
        on_behalf_of=act.on_behalf_of,
        service=act.service,
        reason=act.reason,
        subject_type=act.subject._meta.label_lower if act.subject else "",
        subject_id=act.subject.pk if act.subject else None,
        is_for_subject=act.for_whom is not None and act.for_whom == act.subject,
    )
