"""Changes of many activities as tests need them."""

from __future__ import annotations

from activities.models import Activity, BulkChange
from activities.rules.bulk import Changes, Parts
from activities.selectors.bulk import current_of
from activities.services.change_many import change_many, prepare_change


def words(response) -> str:
    return " ".join(response.content.decode().split())


def ids_of(model, count: int = 2) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True)[:count])


def prepared(person, activities, **what) -> BulkChange:
    ids = [activity.pk for activity in activities]
    return prepare_change(by=person, activity_ids=ids, changes=Changes(**what))


def carried_out(person, activities, **what) -> BulkChange:
    change = prepared(person, activities, **what)
    return change_many(by=person, change_id=change.pk)


def outcomes(change: BulkChange) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in change.rows.values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def visible() -> dict[int, Parts]:
    ids = list(Activity.objects.values_list("pk", flat=True))
    return {pk: now.parts for pk, now in current_of(ids).items()}
