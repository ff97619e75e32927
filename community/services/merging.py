"""Two records of one person made one, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from community.models import Consent, Merge, Person, Status, TwoPeople
from community.rules.merging import (
    MergeFacts,
    merge_blocker,
    two_people_blocker,
    undo_merge_blocker,
)
from community.selectors.merging import belonging, values_after
from community.services.people import note_move
from community.sockets import PERSON_DATA
from core.service import acting, refuse, service
from core.transitions import way_between


@service
def merge_people(
    *,
    by: Any,
    kept_id: int,
    gone_id: int,
    chosen: Mapping[str, str],
    account: str = "",
    expected: tuple[int, int] | None = None,
) -> Merge:
    """Make one record an alias of another. `chosen` says for each thing whose words stay.

    `account` is "kept" or "gone" where both can sign in; `expected` are the versions seen.
    """
    kept, gone = _locked(kept_id, gone_id)
    acting().subject = kept
    refuse(merge_blocker(by, _facts(kept, gone, account, expected)))
    after = values_after(kept, gone, chosen)
    stays = gone.account_id if account == "gone" or not kept.account_id else kept.account_id
    if stays != kept.account_id:
        after["account_id"] = stays
    moved: dict[str, Any] = {
        "kept": {name: [getattr(kept, name), value] for name, value in after.items()},
        "gone": {"account_id": gone.account_id},
        "back_on": kept.back_on.isoformat() if kept.back_on else "",
        "aliases": list(gone.aliases.values_list("pk", flat=True)),
        "rows": _give(gone, kept),
        "apps": {_name(plug): plug.move(gone, kept) for plug in PERSON_DATA},
    }
    version = _next_version(kept, gone)
    _write(gone, version, {"account_id": None, "merged_into_id": kept.pk})
    Person.objects.filter(pk__in=moved["aliases"]).update(merged_into=kept)
    heard = {"heard_from_at": max(kept.heard_from_at, gone.heard_from_at)}
    if "status" in after:
        _move(kept, after["status"], gone.back_on, by=by, why="Put together with another record.")
    _write(kept, version, after | heard)
    return Merge.objects.create(kept=kept, gone=gone, by=by, moved=moved)


@service
def undo_merge(*, by: Any, merge_id: int) -> Merge:
    """Take two records apart again. What was changed since stays with the kept one."""
    found = Merge.objects.get(pk=merge_id)
    kept, gone = _locked(found.kept_id, found.gone_id)
    merge = Merge.objects.select_for_update().get(pk=merge_id)
    acting().subject = kept
    refuse(
        undo_merge_blocker(
            by,
            is_undone=merge.undone_at is not None,
            is_moved_on=gone.merged_into_id != kept.pk,
        )
    )
    moved = merge.moved
    back = {
        name: before
        for name, (before, after) in moved["kept"].items()
        if getattr(kept, name) == after
    }
    account = moved["gone"]["account_id"]
    _pass_on(merge, back)
    version = _next_version(kept, gone)
    if "status" in back:
        day = merge.moved.get("back_on")
        back_on = date.fromisoformat(day) if day else None
        _move(kept, back["status"], back_on, by=by, why="Taken apart from another record.")
    _write(kept, version, back)
    is_free = account and not Person.objects.filter(account=account).exists()
    is_taken = gone.is_email_confirmed and kept.is_email_confirmed and gone.email == kept.email
    own = {"merged_into_id": None, "account_id": account if is_free else None}
    _write(gone, version, own | ({"is_email_confirmed": False} if is_taken else {}))
    Person.objects.filter(pk__in=moved["aliases"], merged_into=kept).update(merged_into=gone)
    _give_back(moved["rows"], gone, kept)
    for plug in PERSON_DATA:
        plug.move_back(gone, kept, moved["apps"].get(_name(plug), []))
    _say_no_for_both(merge, kept, gone)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    return merge


@service
def tell_apart(*, by: Any, person_id: int, other_id: int) -> TwoPeople:
    """Remember that two records that look alike are of two people."""
    first, second = _locked(person_id, other_id)
    refuse(two_people_blocker(by, is_same=first.pk == second.pk))
    acting().subject = first
    low, high = sorted((first.pk, second.pk))
    row, _made = TwoPeople.objects.get_or_create(first_id=low, second_id=high, defaults={"by": by})
    return row


def _locked(first_id: int, second_id: int) -> tuple[Person, Person]:
    """Both records, locked in one order whoever asks, so that two merges wait and do not block."""
    ids = {first_id, second_id}
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return rows[first_id], rows[second_id]


def _facts(
    kept: Person, gone: Person, account: str, expected: tuple[int, int] | None
) -> MergeFacts:
    return MergeFacts(
        is_same=kept.pk == gone.pk,
        is_alias=bool(kept.merged_into_id or gone.merged_into_id),
        has_two_accounts=bool(kept.account_id and gone.account_id),
        account=account,
        is_changed=expected is not None and (kept.version, gone.version) != expected,
    )


def _name(plug: Any) -> str:
    return f"{plug.__module__}.{getattr(plug, '__qualname__', type(plug).__qualname__)}"


def _next_version(kept: Person, gone: Person) -> int:
    """Higher than either had: who has one of them open and saves it is told that it changed."""
    return max(kept.version, gone.version) + 1


def _pass_on(merge: Merge, back: Mapping[str, Any]) -> None:
    """What a later merge found on the kept record, and would put back, is not this one's any more."""
    later = Merge.objects.select_for_update().filter(
        kept=merge.kept_id, undone_at__isnull=True, pk__gt=merge.pk
    )
    for name, (before, after) in merge.moved["kept"].items():
        if name in back:
            continue
        for other in later.order_by("pk"):
            found = other.moved["kept"].get(name)
            if found and found[0] == after:
                found[0] = before
                other.save(update_fields=["moved"])
                break


def _say_no_for_both(merge: Merge, kept: Person, gone: Person) -> None:
    """A no said while two records were one counts for both: nobody knows whose mail it was about.

    A yes stays with the record it was said to.
    """
    said = Consent.objects.filter(person=kept, is_given=False, noted_at__gt=merge.at)
    columns = ("wording_id", "is_given", "at", "noted_at", "source", "recorded_by_id", "note")
    Consent.objects.bulk_create(
        Consent(person=gone, **{name: getattr(row, name) for name in columns})
        for row in said.order_by("id")
    )


def _write(row: Person, version: int, values: Mapping[str, Any]) -> None:
    if "email" in values:
        # Of another address nobody was asked yet.
        values = {**values, "address_asked_at": None}
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version
    row.save(update_fields=[*values, "version"])
    row.refresh_from_db()


def _move(row: Person, to: str, back_on: date | None, *, by: Any, why: str) -> None:
    """Bring a status where it is to be, by the moves that there are."""
    start = row.status
    for step in way_between(Person.TRANSITIONS, start, to):
        row.status = step
        row.back_on = back_on if step == to == Status.PAUSED else None
        row.save(update_fields=["status", "back_on"])
    note_move(row, start, to, by=by, why=why)


def _give(gone: Person, kept: Person) -> dict[str, list[int | str]]:
    """Give rows to the kept record; one that would be there twice stays with the alias."""
    moved: dict[str, list[int | str]] = {}
    for model, name in belonging():
        for row in model._default_manager.filter(**{name: gone}).order_by("pk"):
            if _given(row, name, kept):
                moved.setdefault(f"{model._meta.label_lower}.{name}", []).append(_kept(row.pk))
    return moved


def _kept(pk: Any) -> int | str:
    """The key of a row as it can be written down: that of a link is no number."""
    return pk if isinstance(pk, int) else str(pk)


def _given(row: models.Model, name: str, kept: Person) -> bool:
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{name: kept})
    except IntegrityError:
        return False
    return True


def _give_back(rows: Mapping[str, list[int | str]], gone: Person, kept: Person) -> None:
    """Rows that are still the kept record's go back; those removed since stay removed."""
    for label, ids in rows.items():
        app, model_name, name = label.split(".")
        model = apps.get_model(app, model_name)
        for row in model._default_manager.filter(**{"pk__in": ids, name: kept}):
            _given(row, name, gone)
