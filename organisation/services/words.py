"""The word lists. A word in use is never deleted: it is put away and can come back."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from organisation.models import WORD_LISTS, Word
from organisation.rules import (
    Double,
    bring_back_blocker,
    double_blocker,
    permission_blocker,
    put_away_blocker,
)
from organisation.selectors import list_facts, same_words

KEEP = "keep_word_lists"


def _refuse_double(name: str, label: str, *, other_than: int = 0) -> None:
    rows = WORD_LISTS[name].objects.exclude(pk=other_than)
    found = same_words(rows, "label", label).first()
    double = Double(found.label, found.is_in_use) if found else None
    refuse(double_blocker(double, what=list_facts(name).one), field="label")


def _locked(name: str, word_id: int) -> Any:
    take_turns(f"words {name}")
    row = WORD_LISTS[name].objects.select_for_update().get(pk=word_id)
    acting().subject = row
    return row


@service
def add_word(
    *, by: Any, word_list: str, label: str, hint: str = "", is_publication: bool = False
) -> Word:
    """Add a word at the end of a list. `is_publication` counts for kinds of activity only."""
    refuse(permission_blocker(by, KEEP))
    take_turns(f"words {word_list}")
    _refuse_double(word_list, label)
    model = WORD_LISTS[word_list]
    last = model.objects.aggregate(last=Max("position"))["last"] or 0
    more = {"is_publication": is_publication} if word_list == "activity-kinds" else {}
    row = model.objects.create(label=label, hint=hint, position=last + 1, **more)
    acting().subject = row
    return row


@service
def change_word(
    *, by: Any, word_list: str, word_id: int, expected: int | None, label: str, hint: str = ""
) -> Word:
    """Reword an entry. Everything recorded with it shows the new words."""
    refuse(permission_blocker(by, KEEP))
    row = _locked(word_list, word_id)
    require_version(row, expected, lambda: {"label": row.label, "hint": row.hint})
    _refuse_double(word_list, label, other_than=row.pk)
    row.label, row.hint, row.version = label, hint, F("version") + 1
    row.save(update_fields=["label", "hint", "version"])
    return row


@service
def place_word(*, by: Any, word_list: str, word_id: int, after_id: int | None) -> Word:
    """Put a word right after another one, or first; the list is numbered from 1 again."""
    refuse(permission_blocker(by, KEEP))
    row = _locked(word_list, word_id)
    rows = (
        WORD_LISTS[word_list]
        .objects.select_for_update()
        .order_by("-is_in_use", "position", "label")
    )
    others = [each for each in rows if each.pk != row.pk]
    places = [each.pk for each in others]
    if after_id is not None and after_id not in places:
        refuse("That word is not in the list any more. Choose again.", field="after")
    at = 0 if after_id is None else places.index(after_id) + 1
    ordered = [*others[:at], row, *others[at:]]
    changed = []
    for position, each in enumerate(ordered, start=1):
        if each.position != position:
            each.position = position
            changed.append(each)
    WORD_LISTS[word_list].objects.bulk_update(changed, ["position"])
    return row


@service
def put_away_word(*, by: Any, word_list: str, word_id: int) -> Word:
    """No longer offer a word. Records that use it keep it."""
    row = _locked(word_list, word_id)
    refuse(put_away_blocker(by, KEEP, name=row.label, is_in_use=row.is_in_use))
    row.is_in_use, row.version = False, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def bring_back_word(*, by: Any, word_list: str, word_id: int) -> Word:
    """Offer a word again."""
    row = _locked(word_list, word_id)
    refuse(bring_back_blocker(by, KEEP, name=row.label, is_in_use=row.is_in_use))
    row.is_in_use, row.version = True, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row
