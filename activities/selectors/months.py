"""Sessions by day, with the special days beside them: as a list, a week or a month."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Opportunity, Session, SignUp
from activities.models.session import times_words
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.finding import WAYS, Wanted, narrowed
from activities.selectors.opportunities import seen_by
from activities.selectors.places import full_ids
from community.models import Person
from organisation.selectors.special_days import Marked, put_together, special_days

VIEWS = ("list", "month", "week")
# How far the list looks ahead, and how much is shown at most: of all, and of one day.
AHEAD = timedelta(days=120)
MOST = 100
MOST_OF_DAY = {"month": 5, "week": 20}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Line:
    """One session on one day: where it leads to, and how things stand. Drawn a hundred times on
    a page, so everything is ready in it."""

    href: str
    title: str
    times: str
    where: str
    note: str


@dataclass(frozen=True)
class Day:
    """One day of a page: its sessions, how many more there are, and what day it is to some."""

    on: date
    lines: Sequence[Line]
    more: int = 0
    marks: Sequence[Marked] = ()
    is_inside: bool = True


@dataclass(frozen=True)
class Page:
    """A calendar page: its days by week, and where the pages before and after begin."""

    view: str
    first: date
    last: date
    weeks: Sequence[Sequence[Day]]
    # Months and the like that reach into it.
    times: Sequence[Marked]
    before: date
    after: date
    is_cut: bool

    @property
    def days(self) -> list[Day]:
        """Days with something on them, one after the other."""
        return [day for week in self.weeks for day in week if day.is_inside and has_any(day)]

    @property
    def has_sessions(self) -> bool:
        """Whether there is a session on any of its days."""
        return any(day.lines for day in self.days)


def has_any(day: Day) -> bool:
    """Whether there is anything to say of a day."""
    return bool(day.lines or day.marks)


def read_day(said: str, today: date) -> date:
    """A day out of an address; today where it says none that can be."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return today
    return found if EARLIEST <= found <= LATEST else today


def calendar_page(viewer: Any, person: Person | None, view: str, on: date, wanted: Wanted) -> Page:
    """What the viewer, with their own record if any, may know of: a week, a month, or a list."""
    first, last, before, after = _reach(view, on)
    found = _found(viewer, person, view, first, last, wanted)
    if found.is_cut:  # the rest of the list begins on the day it broke off
        last = max(found.lines)
        after = max(last, first + timedelta(days=1))
    marks = put_together(special_days(first, last))
    on_days = _by_day(marks, first, last)
    if view == "month":
        weeks = Calendar().monthdatescalendar(on.year, on.month)
    else:
        weeks = [[first + timedelta(days=each) for each in range((last - first).days + 1)]]
    days = [[_day(each, found, on_days, first <= each <= last) for each in w] for w in weeks]
    times = [mark for mark in marks if mark.is_long]
    return Page(view, first, last, days, times, before, after, found.is_cut)


def _reach(view: str, on: date) -> tuple[date, date, date, date]:
    """The first and last day of a page, and where those before and after begin."""
    if view == "month":
        first = on.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
        return first, after - timedelta(days=1), before, after
    if view == "week":
        first = on - timedelta(days=on.weekday())
        return first, first + timedelta(days=6), first - timedelta(7), first + timedelta(days=7)
    return on, on + AHEAD, on - AHEAD, on + AHEAD


@dataclass(frozen=True)
class Found:
    """Sessions by day, and how many there are of each day that shows some only."""

    lines: dict[date, list[Line]]
    counts: dict[date, int]
    is_cut: bool


def _day(on: date, found: Found, marks: dict[date, list[Marked]], is_inside: bool) -> Day:
    lines = found.lines.get(on, [])
    return Day(
        on, lines, max(0, found.counts.get(on, 0) - len(lines)), marks.get(on, ()), is_inside
    )


def _by_day(marks: Sequence[Marked], first: date, last: date) -> dict[date, list[Marked]]:
    """Days and weeks on the first of their days that is shown."""
    found: dict[date, list[Marked]] = defaultdict(list)
    for mark in marks:
        if not mark.is_long:
            found[max(mark.first_on, first)].append(mark)
    return found


def _sees_all(viewer: Any) -> bool:
    """Whether somebody plans around every session, published or not."""
    return viewer.is_authenticated and viewer.may("see_activities")


def _seen(viewer: Any, person: Person | None, wanted: Wanted) -> QuerySet[Session]:
    """Sessions the viewer may know of: all for staff, who plan around them; what is published."""
    rows = Session.objects.filter(precision="day")
    published = Opportunity.objects.exclude(status=Opportunity.Status.DRAFT)
    if not _sees_all(viewer):
        shown = narrowed(published.filter(seen_by(viewer, person)), wanted)
        return rows.filter(status=Session.Status.PLANNED, opportunity__in=shown.values("pk"))
    rows = rows.filter(status__in=[Session.Status.PLANNED, Session.Status.HELD])
    for word in wanted.words.split():
        rows = rows.filter(
            Q(activity__title__icontains=word)
            | Q(opportunity__about__icontains=word)
            | Q(venue__name__icontains=word)
            | Q(venue__area__name__icontains=word)
        )
    if wanted.how:
        rows = rows.filter(mode__in=WAYS[wanted.how])
    if wanted.district is not None:
        rows = rows.filter(venue__area=wanted.district)
    if wanted.who or wanted.is_paid or wanted.has_places:
        # Only what is open for sign-up says these.
        rows = rows.filter(opportunity__in=narrowed(published, wanted).values("pk"))
    return rows


def _found(
    viewer: Any, person: Person | None, view: str, first: date, last: date, wanted: Wanted
) -> Found:
    rows, most = _seen(viewer, person, wanted), MOST_OF_DAY.get(view)
    if most is not None:
        read, counts = _first_of_days(rows, first, last, most)
        return Found(_lines(viewer, person, read), counts, is_cut=False)
    order = rows.filter(held_on__range=(first, last)).order_by(*ORDER)
    read = list(order.values_list(*COLUMNS)[: MOST + 1])
    return Found(_lines(viewer, person, read[:MOST]), {}, is_cut=len(read) > MOST)


ORDER = ("held_on", "starts_at", "id")
# What a line is made of; the last ones are of its sign-up, if it has one.
COLUMNS = (
    "held_on",
    "starts_at",
    "ends_at",
    "mode",
    "place_kind__label",
    "venue__name",
    "activity",
    "activity__title",
    "opportunity",
    "opportunity__status",
    "opportunity__giving",
    "opportunity__drawn_at",
    "opportunity__places",
    "opportunity__places_taken",
)
MODES = dict(Session.Mode.choices)

# The first few of each day and how many there are, day by day: the index has them in that order,
# so that the others of a day are counted and not fetched.
FIRST_OF_DAYS = """
SELECT days.of_day, shown.*
  FROM (SELECT on_day::date, (SELECT count(*) FROM ({counted}) AS all_of_day) AS of_day
          FROM generate_series(%s::date, %s::date, '1 day') AS series(on_day) OFFSET 0) AS days
 CROSS JOIN LATERAL ({chosen}) AS shown({names})
 ORDER BY days.on_day
"""


def _first_of_days(
    rows: QuerySet[Session], first: date, last: date, most: int
) -> tuple[list[tuple], dict[date, int]]:
    """The first sessions of each day, and how many each day has, in one statement."""
    try:
        counted, count_values = _of_day(rows, "series").values("pk").query.sql_with_params()
        few = _of_day(rows, "days").order_by(*ORDER[1:]).values_list(*COLUMNS)[:most]
        chosen, values = few.query.sql_with_params()
    except EmptyResultSet:
        return [], {}
    names = ", ".join(f"column_{number}" for number in range(len(COLUMNS)))
    sql = FIRST_OF_DAYS.format(counted=counted, chosen=chosen, names=names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*count_values, first, last, *values])
        found = cursor.fetchall()
    return [row[1:] for row in found], {row[1]: row[0] for row in found}


def _of_day(rows: QuerySet[Session], days: str) -> QuerySet[Session]:
    on_day = RawSQL(f"{days}.on_day::date", (), output_field=DateField())  # noqa: S611 - our own
    return rows.filter(held_on=on_day).order_by()


def _lines(viewer: Any, person: Person | None, read: Sequence[tuple]) -> dict[date, list[Line]]:
    sees_all = _sees_all(viewer)
    offers = {row[8]: _offer(*row[8:]) for row in read if row[8] is not None}
    mine: set[int] = set()
    if person is not None and offers:
        own = SignUp.objects.filter(person=person, opportunity__in=offers, status__in=UNDER_WAY)
        mine = set(own.values_list("opportunity_id", flat=True))
    full = full_ids(offers.values(), person)
    to_open, to_activity = _pages()
    found: dict[date, list[Line]] = defaultdict(list)
    for on, begins, ends, mode, kind, venue, activity, title, pk, status, *_places in read:
        is_open = pk is not None and status != Opportunity.Status.DRAFT
        where = ", ".join(each for each in (MODES.get(mode), kind, venue) if each)
        note = ""
        if is_open:
            note = _note(status, is_mine=pk in mine, is_full=pk in full, sees_all=sees_all)
        href = f"{to_open}{pk}/" if is_open else f"{to_activity}{activity}/"
        found[on].append(Line(href, title, times_words(begins, ends), where, note))
    return found


def _offer(
    pk: int, status: str, giving: str, drawn_at: Any, places: int | None, taken: int
) -> Opportunity:
    """As much of a session's sign-up as says whether it is full."""
    return Opportunity(
        pk=pk,
        status=status,
        giving=giving,
        drawn_at=drawn_at,
        places=places,
        places_taken=taken,
    )


def _pages() -> tuple[str, str]:
    """How the addresses of a session's page and of an activity's begin."""
    names = ("activities:opportunity_detail", "activities:activity_detail")
    to_open, to_activity = (reverse(name, args=[0]).removesuffix("0/") for name in names)
    return to_open, to_activity


def _note(status: str, *, is_mine: bool, is_full: bool, sees_all: bool) -> str:
    """How the viewer stands with a session, and how full it is."""
    if is_mine:
        return _("you have signed up")
    if is_full:
        return _("all places are taken")
    # Worth saying only to those who see sessions without sign-up beside it.
    return _("open for sign-up") if sees_all and status == Opportunity.Status.OPEN else ""


def today() -> date:
    """The day it is in London."""
    return timezone.localdate()
