"""Draws the invented activities: pure, seeded by the day, names instead of ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from home.demo import sessions, trust, words
from home.demo.sessions import PlannedSession
from home.demo.topics import PEOPLE, TOPICS, People, Topic

LONDON = ZoneInfo("Europe/London")
FULL_SIZE = 1_500
YEARS = 3
DAYS = YEARS * 365
FUTURE_SHARE = 0.05
CANCELLED_SHARE = 0.04
TRUST_WIDE_SHARE = 0.03
OLD_LADDER_SHARE = 0.35  # of the first year
WAITING_FOR_AN_ANSWER = 9  # planned, the date has passed, nobody said how it went
SHALLOW = ("inform", "engage", "involve")
RINGS = {
    "inform": ("information-giving",),
    "engage": ("stimulating-thinking", "understanding-thinking"),
    "involve": ("informed-decision-making",),
    "collaborate": ("collaboration",),
    "co-create": ("co-production",),
}
TEAM = "Ivy Marsh"


@dataclass(frozen=True)
class Planned:
    """One activity to be written; every link is a name. `level` is the level reached, or
    planned for what has not happened."""

    title: str
    kind: str
    level: str
    status: str
    services: tuple[str, ...]
    day: date
    sessions: tuple[PlannedSession, ...]
    theme: str
    logged_by: str
    led_by: str
    logged_at: datetime
    level_planned: str = ""
    level_reason: str = ""
    status_reason: str = ""
    project: str = ""
    groups_meant: tuple[str, ...] = ()
    groups_reached: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    aim: str = ""
    asked: str = ""
    reach: int | None = None


@dataclass
class Draw:
    """What is carried from one activity to the next."""

    rng: Random
    now: datetime
    seen: set[str] = field(default_factory=set)
    deep: dict[str, float] = field(default_factory=lambda: defaultdict(lambda: 0.5))
    staff: dict[str, list[str]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()


def make_plan(now: datetime, scale: float = 1.0) -> list[Planned]:
    """The invented activities up to some months after `now`, oldest first.

    The same for every moment of one day. `scale` 1 gives 1,500.
    """
    noon = datetime.combine(now.astimezone(LONDON).date(), time(12), LONDON)
    draw = Draw(Random(f"invented {noon.date()}"), noon)  # noqa: S311 - not a secret
    draw.staff = _staff_by_service()
    days = _days(draw, max(1, round(FULL_SIZE * scale)))
    waiting = _waiting(draw, days, min(WAITING_FOR_AN_ANSWER, len(days) // 5))
    return [_activity(draw, day, is_waiting=place in waiting) for place, day in enumerate(days)]


def _staff_by_service() -> dict[str, list[str]]:
    """Who logs for each service: those who work there, else its directorate's others."""
    services = {d.name: d.services for d in trust.DIRECTORATES}
    found: dict[str, list[str]] = defaultdict(list)
    found["Canterbury community mental health team"].append("Sam Okafor")
    found["Littlebrook wards"].append("Olu Adeyemi")
    for name, directorate, place in trust.STAFF:
        if place is not None:
            found[services[directorate][place]].append(name)
    for directorate, names in services.items():
        others = [name for name, where, _ in trust.STAFF if where == directorate]
        for service in names:
            if not found[service]:
                found[service] = others or [TEAM]
    return dict(found)


def _days(draw: Draw, number: int) -> list[date]:
    """Days over three years, more of them lately, fewer in August and December."""
    future = round(number * FUTURE_SHARE)
    days = [_workday(draw, draw.today + timedelta(draw.rng.randint(3, 110))) for _ in range(future)]
    while len(days) < number:
        age = draw.rng.random()
        day = _workday(draw, draw.today - timedelta(2 + int(age * (DAYS - 4))))
        busy = (1.5 - 0.6 * age) * (0.55 if day.month in (8, 12) else 1)
        if draw.rng.random() * 1.5 < busy:
            days.append(day)
    return sorted(days)


def _workday(draw: Draw, day: date) -> date:
    """The day itself, or for most weekends the Thursday before."""
    if day.weekday() < 5 or draw.rng.random() < 0.3:
        return day
    return day - timedelta(2)


def _waiting(draw: Draw, days: Sequence[date], number: int) -> set[int]:
    """Places of recent days whose activity nobody has reported on."""
    recent = [i for i, day in enumerate(days) if 2 <= (draw.today - day).days <= 25]
    return set(draw.rng.sample(recent, min(number, len(recent))))


def _activity(draw: Draw, day: date, *, is_waiting: bool) -> Planned:
    rng = draw.rng
    progress = min(1.0, max(0.0, 1 - (draw.today - day).days / DAYS))
    where = rng.choices(trust.DIRECTORATES, [d.weight for d in trust.DIRECTORATES])[0]
    level = _level(draw, where, progress)
    service = _service(draw, where, is_waiting=is_waiting)
    is_for_all = not is_waiting and rng.random() < TRUST_WIDE_SHARE
    template = _template(draw, level, where.sort)
    topic, people = _about(draw, template, where.sort)
    is_planned = is_waiting or day > draw.today
    is_cancelled = not is_planned and rng.random() < CANCELLED_SHARE
    status = "planned" if is_planned else "cancelled" if is_cancelled else "happened"
    held = sessions.draw_sessions(draw, template, day, status, progress)
    if status == "happened" and (draw.today - held[-1].on).days > 120 and rng.random() < 0.7:
        status = "closed"
    who = TEAM if is_for_all else rng.choice(draw.staff[service])
    code, planned, why = _recorded(draw, level, day, status)
    return Planned(
        title=_title(draw, template, topic, people, service, day),
        kind=template.kind,
        level=code,
        level_planned=planned,
        level_reason=why,
        status=status,
        status_reason=rng.choice(words.CANCELLED_REASONS) if is_cancelled else "",
        services=() if is_for_all else tuple(_services(draw, where, service)),
        day=day,
        sessions=held,
        theme=topic.theme,
        logged_by=who,
        led_by=rng.choice(draw.staff[service]) if rng.random() < 0.15 else who,
        logged_at=_logged_at(draw, held, status),
        project=_project(draw, where, day, level),
        groups_meant=(people.group,) if rng.random() < 0.8 else (),
        groups_reached=(people.group,)
        if status in ("happened", "closed") and rng.random() < 0.6
        else (),
        partners=tuple(rng.sample(trust.PARTNERS, rng.choice((1, 1, 2))))
        if rng.random() < 0.22
        else (),
        aim=rng.choice(words.AIMS[level]).format(topic=topic.words) if rng.random() < 0.55 else "",
        asked=rng.choice(words.ASKED) if level != "inform" and rng.random() < 0.3 else "",
        reach=sessions.reach(draw, template),
    )


def _level(draw: Draw, where: trust.DirectorateSpec, progress: float) -> str:
    """Deep ones come evenly by quota, so that a small directorate's share is no accident."""
    first, last = where.deep
    draw.deep[where.name] += first + (last - first) * progress
    if draw.deep[where.name] >= 1:
        draw.deep[where.name] -= 1
        return "collaborate" if draw.rng.random() < 0.7 - 0.15 * progress else "co-create"
    return draw.rng.choices(SHALLOW, (0.34 - 0.1 * progress, 0.36, 0.30 + 0.1 * progress))[0]


def _service(draw: Draw, where: trust.DirectorateSpec, *, is_waiting: bool) -> str:
    if is_waiting and where.name == "East Kent":
        return where.services[0]
    return draw.rng.choice(where.services)


def _services(draw: Draw, where: trust.DirectorateSpec, first: str) -> Iterator[str]:
    """The lead service, and now and then one or two further ones."""
    yield first
    if draw.rng.random() < 0.16:
        near = where if draw.rng.random() < 0.6 else draw.rng.choice(trust.DIRECTORATES)
        others = [name for name in near.services if name != first]
        yield from draw.rng.sample(others, draw.rng.choice((1, 1, 2)))


def _template(draw: Draw, level: str, sort: str) -> words.Template:
    fitting = [t for t in words.TEMPLATES if t.level == level and sort in t.fits]
    return draw.rng.choices(fitting, [t.share for t in fitting])[0]


def _about(draw: Draw, template: words.Template, sort: str) -> tuple[Topic, People]:
    topics = [t for t in TOPICS if sort in t.fits and template.needs in ("", *t.good_for.split())]
    topic = draw.rng.choice(topics)
    fitting = [
        p
        for p in PEOPLE
        if sort in p.fits
        and (not topic.groups or p.group in topic.groups)
        and p.words not in topic.words
    ]
    return topic, draw.rng.choice(fitting)


def _title(
    draw: Draw, template: words.Template, topic: Topic, people: People, service: str, day: date
) -> str:
    """A title that no other activity has; the place, then the month, tell two apart."""
    place = service.removesuffix(" community mental health team").removesuffix(" team")
    month = f"{day:%B %Y}"
    title = template.title.format(topic=topic.words, people=people.words, place=place, month=month)
    further = [extra for extra in (place, month) if extra not in title]
    for extra in further:
        if title.casefold() in draw.seen:
            title = f"{title}, {extra}"
    number = 2
    while title.casefold() in draw.seen:
        title = f"{title.partition(' (part ')[0]} (part {number})"
        number += 1
    draw.seen.add(title.casefold())
    return title


def _recorded(draw: Draw, level: str, day: date, status: str) -> tuple[str, str, str]:
    """The level as recorded, the level that was planned, and why they differ."""
    is_old = (draw.today - day).days > DAYS - 365 and draw.rng.random() < OLD_LADDER_SHARE
    code = draw.rng.choice(RINGS[level]) if is_old else level
    if status == "planned":
        return code, "", ""
    if is_old or draw.rng.random() < 0.25:
        return code, code if status == "cancelled" else "", ""
    levels = tuple(RINGS)
    place = levels.index(level)
    if status != "cancelled" and place + 1 < len(levels) and draw.rng.random() < 0.1:
        return code, levels[place + 1], draw.rng.choice(words.LOWER_REASONS)
    return code, code, ""


def _logged_at(draw: Draw, held: Sequence[PlannedSession], status: str) -> datetime:
    """Some working hour: soon after the first session, or some time before a planned one."""
    first = held[0].on
    days = -draw.rng.randint(5, 40) if status == "planned" else int(draw.rng.expovariate(0.5))
    at = datetime.combine(
        first + timedelta(days), time(9 + draw.rng.randint(0, 8), draw.rng.randint(0, 59)), LONDON
    )
    return min(at, draw.now - timedelta(minutes=draw.rng.randint(200, 4_000)))


def _project(draw: Draw, where: trust.DirectorateSpec, day: date, level: str) -> str:
    """A project of the directorate that ran on that day, more often for deeper work."""
    running = [
        name
        for name, _, directorate, _, starts, lasts in trust.PROJECTS
        if directorate == where.name
        and starts * 30 >= (draw.today - day).days > (starts - lasts) * 30
    ]
    is_likely = level in ("involve", "collaborate", "co-create")
    if not running or draw.rng.random() > (0.5 if is_likely else 0.15):
        return ""
    return draw.rng.choice(running)
