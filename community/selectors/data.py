"""A copy of everything that is kept about a person: the same tables that forgetting them empties.

Read from the models' keys and the register of personal data, so that a new table is in it from
its first day. What lets somebody in is never in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet, TextField, Value
from django.utils import timezone

from community.erasure.plan import Owned, plan
from community.models import Look, Person
from community.selectors.people import all_ids
from community.sockets import PERSON_DATA, Section
from core import privacy
from core.models import Act, Message
from users.models import User

# That a concern was passed on is told by a person of the team, as are rows of models that say
# `IS_GIVEN_BY_HAND`.
GIVEN_BY_HAND = frozenset({"community.pass_on_concern"})
# So long after somebody proved who they are, a copy can be fetched, in the same session.
OPEN_FOR = timedelta(minutes=10)


def everything_about(person: Person) -> list[Section]:
    """What is kept about somebody, table by table, with its earlier states; empty ones left out."""
    ids = all_ids(person)
    accounts = [person.account_id] if person.account_id else []
    found = [*_tables(ids, accounts), _messages(ids, accounts), _acts(ids, accounts)]
    for app in PERSON_DATA:
        found += app.sections(person)
    return [section for section in found if section.rows]


def may_take_out(person: Person, account: User, *, look_id: int | None) -> bool:
    """Whether this taking out of the copy was noted just now, for this person and account."""
    if look_id is None:
        return False
    since = timezone.now() - OPEN_FOR
    return Look.objects.filter(
        pk=look_id, person=person, by=account, what=Look.What.EXPORT, at__gte=since
    ).exists()


def _tables(ids: list[int], accounts: list[int]) -> Iterator[Section]:
    wanted: dict[str, tuple[str, QuerySet]] = {}
    for owned in plan():
        if vars(owned.model).get("IS_GIVEN_BY_HAND"):
            continue
        name = str(owned.model._meta.verbose_name).capitalize()
        rows = owned.model._base_manager.filter(_condition(owned, ids, accounts))
        wanted[owned.label] = (name, rows)
        if owned.event is not None:
            past = _past_condition(owned, ids, accounts)
            states = owned.event._base_manager.filter(past)
            wanted[f"{owned.label}.past"] = (f"{name}: earlier", states)
    there = _with_rows({key: rows for key, (_name, rows) in wanted.items()})
    for key, (name, rows) in wanted.items():
        if key in there:
            yield Section(key, name, _rows(rows))


def _with_rows(found: dict[str, QuerySet]) -> set[str]:
    """Which of these hold anything: most tables hold nothing of one person, and one query says so."""
    marks = [
        rows.order_by().values_list(Value(key, TextField()), flat=True)[:1]
        for key, rows in found.items()
    ]
    return set(marks[0].union(*marks[1:], all=True))


def _condition(owned: Owned, ids: list[int], accounts: list[int]) -> Q:
    parts = [Q(**{path: ids}) for path in owned.to_person]
    parts += [Q(**{path: accounts}) for path in owned.to_account]
    return reduce(or_, parts)


def _past_condition(owned: Owned, ids: list[int], accounts: list[int]) -> Q:
    if owned.model is Person:
        return Q(pgh_obj_id__in=ids)
    if owned.model is User:
        return Q(pgh_obj_id__in=accounts)
    return _condition(owned, ids, accounts)


def _rows(rows: QuerySet) -> list[dict[str, Any]]:
    model = rows.model
    secret = set(privacy.fields_of(model, privacy.SECRET))
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in secret and field.name not in ("pgh_id", "pgh_obj", "act_id")
    ]
    keys = [f.name for f in fields if f.is_relation]
    called = [(_called(field), field) for field in fields]
    return [
        {name: _value(row, field) for name, field in called} for row in rows.select_related(*keys)
    ]


def _called(field: models.Field) -> str:
    names = {"pgh_created_at": "until", "pgh_label": "because of"}
    return names.get(field.name, str(field.verbose_name))


def _value(row: models.Model, field: models.Field) -> Any:
    value = getattr(row, field.attname)
    if value is None or value == "":
        return value
    if field.is_relation:
        try:
            return str(getattr(row, field.name))
        except ObjectDoesNotExist:
            return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return plain(value)


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return str(value)


def _messages(ids: list[int], accounts: list[int]) -> Section:
    keys = [f"person:{pk}" for pk in ids] + [f"user:{pk}" for pk in accounts]
    rows = Message.objects.filter(recipient_key__in=keys).order_by("created_at")
    return Section(
        "core.message",
        "Messages to you",
        [
            {
                "written": plain(row.created_at),
                "to": row.address,
                "subject": row.subject,
                # A link or code that lets somebody in is kept out.
                "text": "" if row.is_secret else row.body,
                "state": row.get_state_display(),
            }
            for row in rows
        ],
    )


def _acts(ids: list[int], accounts: list[int]) -> Section:
    about = Q(subject_type="community.person", subject_id__in=ids)
    about |= Q(subject_type="users.user", subject_id__in=accounts) | Q(by__in=accounts)
    rows = Act.objects.filter(about | Q(on_behalf_of__in=accounts)).select_related("by")
    rows = rows.exclude(service__in=GIVEN_BY_HAND)
    return Section(
        "core.act",
        "What was done, by you and with your record",
        [
            {
                "when": plain(row.at),
                "by": str(row.by or row.system),
                "for": "you" if row.is_for_subject or row.on_behalf_of_id in accounts else "",
                "what": row.service,
                "why": row.reason,
            }
            for row in rows.order_by("id")
        ],
    )
