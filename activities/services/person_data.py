"""What becomes of sign-ups and attendance when two records of one person are joined, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from activities.models import (
    Attendance,
    CoFacilitator,
    Felt,
    Invitation,
    SavedInterest,
    SignUp,
    ToldOfNew,
)

# What a person has once for each session, by the name under which its moves are written down.
BY_SESSION: dict[str, Any] = {
    "invitation": Invitation,
    "co_facilitator": CoFacilitator,
    "told_of_new": ToldOfNew,
}


class SignUps:
    """Sign-ups go with the person. The copy and forgetting find them by the privacy register."""

    def sections(self, person: Any) -> Sequence[Any]:
        """Nothing beyond what the register finds."""
        return ()

    def erase(self, person: Any) -> int:
        """Nothing beyond what the register finds."""
        return 0

    def move(self, gone: Any, kept: Any) -> list[dict[str, Any]]:
        """Give sign-ups to the kept record; where both signed up, its own one counts."""
        there = SignUp.objects.filter(person=kept).values("opportunity")
        rows = SignUp.objects.filter(person=gone).exclude(opportunity__in=there)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        _give(ids, kept)
        came = Attendance.objects.filter(person=kept).values("session")
        days = Attendance.objects.filter(person=gone).exclude(session__in=came)
        day_ids = list(days.order_by("pk").values_list("pk", flat=True))
        _give_days(day_ids, kept)
        told = _answers_over(gone, kept)
        found = {"sign_up": ids, "attendance": day_ids, "saved_interest": _give_saved(gone, kept)}
        for kind, model in BY_SESSION.items():
            there = model.objects.filter(person=kept).values("opportunity")
            more = model.objects.filter(person=gone).exclude(opportunity__in=there)
            found[kind] = list(more.order_by("pk").values_list("pk", flat=True))
            model.objects.filter(pk__in=found[kind]).update(person=kept)
        return [{kind: pk} for kind, pks in found.items() for pk in pks] + told

    def move_back(self, gone: Any, kept: Any, moved: Sequence[Mapping[str, Any]]) -> None:
        """Give back those that are still the kept record's."""
        _answers_back(moved)
        there = SignUp.objects.filter(person=gone).values("opportunity")
        rows = SignUp.objects.filter(pk__in=_ids(moved, "sign_up"), person=kept)
        _give(list(rows.exclude(opportunity__in=there).values_list("pk", flat=True)), gone)
        came = Attendance.objects.filter(person=gone).values("session")
        days = Attendance.objects.filter(pk__in=_ids(moved, "attendance"), person=kept)
        _give_days(list(days.exclude(session__in=came).values_list("pk", flat=True)), gone)
        _give_saved(kept, gone, _ids(moved, "saved_interest"))
        for kind, model in BY_SESSION.items():
            there = model.objects.filter(person=gone).values("opportunity")
            back = model.objects.filter(pk__in=_ids(moved, kind), person=kept)
            pks = list(back.exclude(opportunity__in=there).values_list("pk", flat=True))
            model.objects.filter(pk__in=pks).update(person=gone)


def _give_saved(giver: Any, taker: Any, ids: Sequence[int] | None = None) -> list[int]:
    """Give what one record looks for to another, except what that looks for already."""
    rows = SavedInterest.objects.filter(person=giver)
    rows = rows if ids is None else rows.filter(pk__in=ids)
    columns = ("interest_id", "words", "district_id", "how")
    there = set(SavedInterest.objects.filter(person=taker).values_list(*columns))
    found = [row.pk for row in rows if tuple(getattr(row, c) for c in columns) not in there]
    SavedInterest.objects.filter(pk__in=found).update(person=taker)
    return found


def _answers_over(gone: Any, kept: Any) -> list[dict[str, Any]]:
    """Where both were noted for one session, how it felt goes to the attendance that counts.

    Where both answered, the kept record's own counts and the other stays where it is.
    """
    came = {"attendance__person": gone, "attendance__outcome": Attendance.Outcome.CAME}
    rows = Felt.objects.filter(**came)
    there = Attendance.objects.filter(
        person=kept,
        outcome=Attendance.Outcome.CAME,
        felt=None,
        session__in=rows.values("session"),
    )
    free = dict(there.values_list("session", "pk"))
    moved = []
    for row in rows.order_by("pk"):
        if row.session_id in free:
            moved.append({"felt": row.pk, "from": row.attendance_id, "to": free[row.session_id]})
            Felt.objects.filter(pk=row.pk).update(attendance=free[row.session_id])
    return moved


def _answers_back(moved: Sequence[Mapping[str, Any]]) -> None:
    """Give answers back to the attendances they came from, where these still stand."""
    for each in (each for each in moved if "felt" in each):
        stands = Attendance.objects.filter(pk=each["from"], outcome=Attendance.Outcome.CAME)
        if stands.exists():
            row = Felt.objects.filter(pk=each["felt"], attendance=each["to"])
            row.update(attendance=each["from"])


def _ids(moved: Sequence[Mapping[str, Any]], kind: str) -> list[int]:
    return [each[kind] for each in moved if kind in each]


def _give_days(ids: Sequence[int], to: Any) -> None:
    Attendance.objects.filter(pk__in=ids).update(person=to, version=F("version") + 1)


def _give(ids: Sequence[int], to: Any) -> None:
    SignUp.objects.filter(pk__in=ids).update(person=to, version=F("version") + 1)
