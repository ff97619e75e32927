"""What becomes of sign-ups when two records of one person are joined, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from activities.models import SignUp


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
        return [{"sign_up": pk} for pk in ids]

    def move_back(self, gone: Any, kept: Any, moved: Sequence[Mapping[str, Any]]) -> None:
        """Give back those that are still the kept record's."""
        there = SignUp.objects.filter(person=gone).values("opportunity")
        rows = SignUp.objects.filter(pk__in=[each["sign_up"] for each in moved], person=kept)
        _give(list(rows.exclude(opportunity__in=there).values_list("pk", flat=True)), gone)


def _give(ids: Sequence[int], to: Any) -> None:
    SignUp.objects.filter(pk__in=ids).update(person=to, version=F("version") + 1)
