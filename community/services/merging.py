"""Two records of one person made one, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from community.models import Merge, Person, TwoPeople
from community.rules.merging import (
    MergeFacts,
    merge_blocker,
    two_people_blocker,
    undo_merge_blocker,
)
from community.selectors.merging import belonging, values_after
from community.sockets import PERSON_DATA
from core.service import acting, refuse, service


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
    has_two = bool(kept.account_id and gone.account_id)
    seen = expected is not None and (kept.version, gone.version) != expected
    refuse(
        merge_blocker(
            by,
            MergeFacts(
                is_same=kept.pk == gone.pk,
                is_alias=bool(kept.merged_into_id or gone.merged_into_id),
                has_two_accounts=has_two,
                account=account,
                is_changed=seen,
            ),
        )
    )
    after = values_after(kept, gone, chosen)
    stays = gone.account_id if account == "gone" or not kept.account_id else kept.account_id
    if stays != kept.account_id:
        after["account_id"] = stays
    moved: dict[str, Any] = {
        "kept": {name: [getattr(kept, name), value] for name, value in after.items()},
        "gone": {"account_id": gone.account_id},
        "aliases": list(gone.aliases.values_list("pk", flat=True)),
        "rows": _give(gone, kept),
        "apps": {_name(plug): plug.move(gone, kept) for plug in PERSON_DATA},
    }
    version = _next_version(kept, gone)
    _write(gone, version, {"account_id": None, "merged_into_id": kept.pk})
    Person.objects.filter(pk__in=moved["aliases"]).update(merged_into=kept)
    heard = {"heard_from_at": max(kept.heard_from_at, gone.heard_from_at)}
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
    _write(kept, version, back)
    is_free = account and not Person.objects.filter(account=account).exists()
    is_taken = gone.is_email_confirmed and kept.is_email_confirmed and gone.email == kept.email
    own = {"merged_into_id": None, "account_id": account if is_free else None}
    _write(gone, version, own | ({"is_email_confirmed": False} if is_taken else {}))
    Person.objects.filter(pk__in=moved["aliases"], merged_into=kept).update(merged_into=gone)
    _give_back(moved["rows"], gone, kept)
    for plug in PERSON_DATA:
        plug.move_back(gone, kept, moved["apps"].get(_name(plug), []))
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


def _write(row: Person, version: int, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version
    row.save(update_fields=[*values, "version"])
    row.refresh_from_db()


def _give(gone: Person, kept: Person) -> dict[str, list[int]]:
    """Give rows to the kept record; one that would be there twice stays with the alias."""
    moved: dict[str, list[int]] = {}
    for model, name in belonging():
        for row in model._default_manager.filter(**{name: gone}).order_by("pk"):
            if _given(row, name, kept):
                moved.setdefault(f"{model._meta.label_lower}.{name}", []).append(row.pk)
    return moved


def _given(row: models.Model, name: str, kept: Person) -> bool:
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{name: kept})
    except IntegrityError:
        return False
    return True


def _give_back(rows: Mapping[str, list[int]], gone: Person, kept: Person) -> None:
    """Rows that are still the kept record's go back; those removed since stay removed."""
    for label, ids in rows.items():
        app, model_name, name = label.split(".")
        model = apps.get_model(app, model_name)
        for row in model._default_manager.filter(**{"pk__in": ids, name: kept}):
            _given(row, name, gone)
