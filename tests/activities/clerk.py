"""Random histories of the log, and the comparison of its roll-ups with a slow recount."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import connection

from activities.models import Activity, ActivityService, Headcount, Level, Session
from activities.selectors.onion import TRUST, all_places, directorate_counts, onion_counts
from activities.services.log import ActivityEntry, HeadcountEntry, SessionEntry, log_activity
from activities.services.rollups import fold_rollups
from core.periods import Period
from core.service import System
from impact.selectors import AMOUNTS, monthly_amounts
from organisation.models import ActivityKind, Service
from tests.activities.recount import slow_onion, slow_shift

SYSTEM = System("tests")
PERIODS = [
    Period(None, None),
    Period(date(2025, 4, 1), date(2026, 3, 1)),
    Period(date(2026, 2, 1), date(2026, 2, 1)),
    Period(None, date(2025, 6, 1)),
    Period(date(2026, 6, 1), None),
]
EVER = Period(date(2000, 1, 1), date(2100, 12, 1))


def assert_counts_are_right() -> None:
    """Every place on both pages says what the slow recount says."""
    places = all_places()
    for place in (TRUST, *places.directorates, *places.services):
        scope = (place.scope, place.id)
        for period in PERIODS:
            assert onion_counts(place, period) == slow_onion(scope, period.first, period.last)
        fast = {
            key: tuple(getattr(amounts, name) for name in AMOUNTS)
            for key, amounts in monthly_amounts(place, EVER).items()
        }
        assert {key: row for key, row in fast.items() if any(row)} == slow_shift(scope)
    for period in PERIODS:
        at_once = directorate_counts(period)
        for place in places.directorates:
            expected = slow_onion((place.scope, place.id), period.first, period.last)
            assert at_once.get(place.id, {}) == expected


class Clerk:
    """Does one random thing after another to the log, as forms, imports and repairs would."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.kind = ActivityKind.objects.first()
        self.levels = list(Level.objects.values_list("pk", flat=True))
        self.services = list(Service.objects.all())
        self.kept: list[dict] = []

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.dice.randrange(700))

    def some_day(self) -> tuple[date, str]:
        day, precision = self.day(), self.dice.choice(["day", "day", "month", "year"])
        if precision == "month":
            day = day.replace(day=1)
        if precision == "year":
            day = day.replace(month=1, day=1)
        return day, precision

    def one(self, model):
        rows = list(model.objects.order_by("pk"))
        return self.dice.choice(rows) if rows else None

    # What may happen to the log.

    def log_by_form(self) -> None:
        services = self.dice.sample(self.services, self.dice.randrange(3))
        day, precision = self.some_day()
        session = SessionEntry(
            held_on=day,
            precision=precision,
            status=self.dice.choice(["held", "held", "planned"]),
            co_creator_minutes=self.dice.choice([None, 90]),
            headcounts=tuple(
                HeadcountEntry(kind, self.dice.randrange(1, 9))
                for kind in self.dice.sample(["service_user", "carer", "staff"], 2)
            ),
        )
        log_activity(
            by=SYSTEM,
            entry=ActivityEntry(
                title="Logged",
                kind_id=self.kind.pk,
                level_id=self.dice.choice(self.levels),
                status=self.dice.choice(["planned", "happened"]),
                service_ids=tuple(service.pk for service in services),
                is_trust_wide=not services,
                directorate_by_service={s.pk: s.directorate_id for s in self.services},
            ),
            session=self.dice.choice([session, session, None]),
        )

    def put_in_by_hand(self) -> None:
        starts, precision = self.some_day()
        standing = self.dice.random() < 0.4
        made = Activity.objects.create(
            title="By hand",
            kind=self.kind,
            status=self.dice.choice(["planned", "happened", "closed"]),
            level_planned_id=self.dice.choice(self.levels),
            level_achieved_id=self.dice.choice(self.levels),
            is_standing=standing,
            starts_on=self.dice.choice([starts, None]),
            ends_on=None,
            precision=precision,
        )
        self.link(made)

    def link(self, activity: Activity | None = None) -> None:
        activity = activity or self.one(Activity)
        taken = set(
            ActivityService.objects.filter(activity=activity).values_list("service_id", flat=True)
        )
        free = [service for service in self.services if service.pk not in taken]
        if activity and free:
            ActivityService.objects.bulk_create(
                ActivityService(activity=activity, service=s, directorate_id=s.directorate_id)
                for s in self.dice.sample(free, self.dice.randrange(1, len(free) + 1))
            )

    def unlink(self) -> None:
        if row := self.one(ActivityService):
            row.delete()

    def relink(self) -> None:
        if row := self.one(ActivityService):
            other = self.dice.choice(self.services)
            if not ActivityService.objects.filter(
                activity_id=row.activity_id, service=other
            ).exists():
                ActivityService.objects.filter(pk=row.pk).update(
                    service=other, directorate_id=other.directorate_id
                )

    def change_level(self) -> None:
        if row := self.one(Activity):
            level = self.dice.choice(self.levels)
            Activity.objects.filter(pk=row.pk).update(
                level_planned_id=level, level_achieved_id=level
            )

    def move(self) -> None:
        if row := self.one(Activity):
            row.status = self.dice.choice(sorted(Activity.TRANSITIONS[row.status]))
            row.status_reason = "Because"
            row.level_achieved_id = row.level_achieved_id or self.dice.choice(self.levels)
            row.level_planned_id = row.level_planned_id or self.dice.choice(self.levels)
            row.save(update_fields=["status", "status_reason", "level_achieved", "level_planned"])

    def change_dates(self) -> None:
        if row := self.one(Activity):
            starts, precision = self.some_day()
            ends = (
                None
                if self.dice.random() < 0.5
                else max(starts, self.day()).replace(
                    day=1, month=1 if precision == "year" else starts.month
                )
            )
            if ends and ends < starts:
                ends = None
            Activity.objects.filter(pk=row.pk).update(
                starts_on=self.dice.choice([starts, None]),
                ends_on=ends,
                precision=precision,
                is_standing=self.dice.random() < 0.5,
            )

    def add_session(self) -> None:
        if row := self.one(Activity):
            day, precision = self.some_day()
            session = Session.objects.create(
                activity=row,
                held_on=day,
                precision=precision,
                minutes=self.dice.choice([None, 60, 120]),
                status=self.dice.choice(["planned", "held", "held"]),
            )
            if self.dice.random() < 0.7:
                self.count(session)

    def count(self, session: Session | None = None) -> None:
        session = session or self.one(Session)
        if session:
            Headcount.objects.update_or_create(
                session=session,
                kind=self.dice.choice(["service_user", "carer", "staff"]),
                defaults={"number": self.dice.randrange(0, 40)},
            )

    def uncount(self) -> None:
        if row := self.one(Headcount):
            row.delete()

    def change_session(self) -> None:
        if row := self.one(Session):
            row.held_on, row.precision = self.some_day()
            row.status = self.dice.choice([row.status, *sorted(Session.TRANSITIONS[row.status])])
            row.status_reason = "Because"
            row.minutes = self.dice.choice([None, 45])
            row.co_creator_minutes = self.dice.choice([None, 0, 500])
            row.prepared_minutes = self.dice.choice([None, 0, 45])
            row.save()

    def move_session(self) -> None:
        if row := self.one(Session):
            Session.objects.filter(pk=row.pk).update(activity=self.one(Activity))

    def drop_session(self) -> None:
        if row := self.one(Session):
            row.delete()

    def drop(self) -> None:
        if row := self.one(Activity):
            row.delete()

    def drop_from_the_top(self) -> None:
        """The activity first, its parts after it, as a repair by hand may do."""
        if row := self.one(Activity):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM activities_activity WHERE id = %s", [row.pk])
                cursor.execute(
                    "DELETE FROM activities_headcount h USING activities_session s"
                    " WHERE h.session_id = s.id AND s.activity_id = %s", [row.pk]
                )  # fmt: skip
                for table in ("session", "activityservice"):
                    cursor.execute(
                        f"DELETE FROM activities_{table} WHERE activity_id = %s",  # noqa: S608
                        [row.pk],
                    )

    def change_many(self) -> None:
        level = self.dice.choice(self.levels)
        Activity.objects.update(level_achieved_id=level)
        Session.objects.filter(precision="day").update(held_on=self.day())

    def remember(self) -> None:
        columns = ["id", "level_achieved_id", "is_standing", "starts_on", "ends_on", "precision"]
        self.kept = list(Activity.objects.exclude(level_achieved=None).values(*columns))

    def undo(self) -> None:
        for row in self.kept:
            Activity.objects.filter(pk=row["id"]).update(**row)

    def fold(self) -> None:
        fold_rollups(by=SYSTEM)


DEEDS = sorted(name for name in vars(Clerk) if not name.startswith("_") and name not in
               {"day", "some_day", "one"})  # fmt: skip
