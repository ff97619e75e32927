"""Draws the invented sessions: days, times, places and who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from home.demo import trust, words

if TYPE_CHECKING:
    from home.demo.plan import Draw

MORNING = (time(9, 30), time(10, 0), time(10, 30), time(11, 0))
AFTERNOON = (time(13, 0), time(13, 30), time(14, 0), time(14, 30))
EVENING = (time(17, 30), time(18, 0), time(18, 30))
LENGTHS = {
    "Workshop": (90, 120, 150),
    "Interview panel": (180, 240),
    "Learning event": (180, 240),
    "Recovery college course": (120,),
    "Training": (120, 180),
    "Drop-in": (90, 120),
    "Outreach": (180, 240),
}
OTHER_LENGTHS = (60, 90, 120)
WITHOUT_PLACE = {"Survey", "Website or social media", "Newsletter or magazine",
                 "Information pack or leaflet", "Public consultation"}  # fmt: skip
PUBLIC = {"Outreach", "Public consultation"}


@dataclass(frozen=True)
class PlannedSession:
    """One session; `counts` are (kind of person, number, is an estimate)."""

    on: date
    status: str
    precision: str = "day"
    starts: time | None = None
    ends: time | None = None
    mode: str = "in_person"
    venue: str = ""
    place_kind: str = ""
    counts: tuple[tuple[str, int, bool], ...] = ()
    staff_minutes: int | None = None
    co_creator_minutes: int | None = None


def draw_sessions(
    draw: Draw, template: words.Template, day: date, status: str, progress: float
) -> tuple[PlannedSession, ...]:
    """The sessions of an activity whose first one is on `day`; later ones may lie ahead."""
    rng = draw.rng
    number = rng.randint(*template.sessions)
    apart = rng.choice((7, 14, 14, 28))
    if progress < 0.34 and number == 1 and rng.random() < 0.08:
        return (_vague(draw, day, status, template),)
    return tuple(
        _session(draw, template, day + timedelta(apart * place), status, progress)
        for place in range(number)
    )


def _vague(draw: Draw, day: date, status: str, template: words.Template) -> PlannedSession:
    """An old record of which only the month is known, now and then only the year."""
    is_year = draw.rng.random() < 0.1
    first = day.replace(month=1, day=1) if is_year else day.replace(day=1)
    happened = status != "cancelled"
    return PlannedSession(
        on=first,
        precision="year" if is_year else "month",
        status="held" if happened else "cancelled",
        counts=_counts(draw, template) if happened and template.people[1] else (),
    )


def _session(
    draw: Draw, template: words.Template, day: date, activity: str, progress: float
) -> PlannedSession:
    rng = draw.rng
    status = {"planned": "planned", "cancelled": "cancelled"}.get(
        activity, "held" if day <= draw.today else "planned"
    )
    if not template.people[1] or template.kind in WITHOUT_PLACE:
        mode = "online" if "Website" in template.kind or rng.random() < 0.4 else "in_person"
        mode = mode if template.people[1] else ""
        counts = _counts(draw, template) if status == "held" and template.people[1] else ()
        return PlannedSession(on=day, status=status, mode=mode, counts=counts)
    mode = rng.choices(
        ("in_person", "online", "hybrid"), (0.74 - 0.1 * progress, 0.18, 0.08 + 0.1 * progress)
    )[0]
    starts, ends, minutes = _times(draw, template, progress)
    venue, place_kind = _place(draw, template) if mode != "online" else ("", "")
    counts = _counts(draw, template) if status == "held" and rng.random() < 0.9 else ()
    staff = sum(number for kind, number, _ in counts if kind == "staff")
    people = sum(number for kind, number, _ in counts if kind != "staff")
    return PlannedSession(
        on=day,
        status=status,
        starts=starts,
        ends=ends,
        mode=mode,
        venue=venue,
        place_kind=place_kind,
        counts=counts,
        staff_minutes=staff * (minutes + 60) if staff and rng.random() < 0.4 else None,
        co_creator_minutes=people * (minutes + 30) if people and rng.random() < 0.1 else None,
    )


def _times(
    draw: Draw, template: words.Template, progress: float
) -> tuple[time | None, time | None, int]:
    """Start, end and length; one in five records says nothing of the clock."""
    rng = draw.rng
    minutes = rng.choice(LENGTHS.get(template.kind, OTHER_LENGTHS))
    if rng.random() < 0.2:
        return None, None, minutes
    evening = 0.0 if template.kind == "Interview panel" else 0.08 + 0.1 * progress
    part = rng.choices((MORNING, AFTERNOON, EVENING), (0.5, 0.5 - evening, evening))[0]
    starts = rng.choice(part)
    end = starts.hour * 60 + starts.minute + minutes
    return starts, time(end // 60, end % 60), minutes


def _place(draw: Draw, template: words.Template) -> tuple[str, str]:
    """A venue with its kind of place, or only the kind."""
    if template.kind == "Outreach":
        return "", draw.rng.choice(
            ("Café, shop or market", "School, college or university", "Outdoors")
        )
    if draw.rng.random() < 0.6:
        venue = draw.rng.choice(trust.VENUES)
        return venue[0], venue[2]
    return "", draw.rng.choice(
        ("Clinic or team base", "Hospital ward", "Trust office or meeting room")
    )


def _counts(draw: Draw, template: words.Template) -> tuple[tuple[str, int, bool], ...]:
    """Who came, by kind. Large numbers are mostly guesses."""
    rng = draw.rng
    number = rng.randint(*template.people)
    if template.kind == "Training":
        return (("service_user", rng.randint(2, 3), False), ("staff", number, False))
    if template.kind in PUBLIC:
        shares = {"public": 0.7, "service_user": 0.15, "carer": 0.15}
    elif "arer" in template.title:
        shares = {"carer": 0.75, "service_user": 0.15, "partner": 0.1}
    else:
        shares = {"service_user": 0.6, "carer": 0.22, "partner": 0.1, "unknown": 0.08}
    is_estimate = number > 25 or rng.random() < 0.12
    found: dict[str, int] = {}
    for kind in rng.choices(list(shares), list(shares.values()), k=number):
        found[kind] = found.get(kind, 0) + 1
    found["staff"] = rng.randint(1, 4)
    return tuple((kind, count, is_estimate and kind != "staff") for kind, count in found.items())


def reach(draw: Draw, template: words.Template) -> int | None:
    """How many people something to read was sent to or read by, roundly."""
    if template.people[1]:
        return None
    most = 6_000 if "Website" in template.kind else 2_500
    return draw.rng.randint(2, most // 50) * 50
