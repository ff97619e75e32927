"""Training and checks that roles need, and who has them: some run out soon, some have."""

from __future__ import annotations

from datetime import date, timedelta

from community.models import Check, CheckHeld, CommunityRole, RoleHeld, RoleNeed
from community.rules.heard_from import months_from
from core.service import acting
from users.models import User

# The trust has added one of its own to what the portal comes with.
OWN = ("Leading a group", CommunityRole.CO_FACILITATOR)
# In so many days one after the other runs out; before today: it has.
RUNS_OUT_IN = (25, -12, 200, 50, 310, -60, 90, 400)


def write_training(held: list[RoleHeld], *, by: User, today: date) -> None:
    """What the holders of roles have of the training and checks that their roles need."""
    acting()
    name, role = OWN
    own, _ = Check.objects.get_or_create(name=name)
    RoleNeed.objects.get_or_create(role=role, check_needed=own)
    needs = list(RoleNeed.objects.select_related("check_needed").order_by("check_needed__name"))
    wanted = [
        (row, need.check_needed)
        for row in held
        for need in needs
        if need.role == row.role and need.check_needed.is_in_use
    ]
    # What lasts for good takes no turn.
    wanted.sort(key=lambda pair: pair[1].lasts_months is None)
    CheckHeld.objects.bulk_create(
        _done(row, check, RUNS_OUT_IN[place % len(RUNS_OUT_IN)], by, today)
        for place, (row, check) in enumerate(wanted)
    )


def _done(row: RoleHeld, check: Check, in_days: int, by: User, today: date) -> CheckHeld:
    lasts = check.lasts_months
    if lasts is None:
        done_on, expires_on = row.starts_on - timedelta(days=7), None
    else:
        # The day it was done is the one from which it lasts until then.
        done_on = months_from(today + timedelta(days=in_days), -lasts)
        expires_on = months_from(done_on, lasts)
    return CheckHeld(
        person_id=row.person_id,
        check_done=check,
        done_on=done_on,
        expires_on=expires_on,
        recorded_by=by,
    )
